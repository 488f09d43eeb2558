"""The fixture format itself."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from harness.fixture import Case, FixtureError, Marker, read_fixture
from harness.running import finding_faults, fix_faults


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


class Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, text: str) -> tuple[Case, ...]:
        path = self.folder / "mistyped-main-guard.md"
        path.write_text(dedent(text), encoding="utf-8")
        return read_fixture(path)


def test_headings_name_cases_and_blocks_below_one_are_one_file(read: Reader) -> None:
    cases = read(
        """\
        # Rule
        ## Group
        ### First
        ```python
        one = 1
        ```
        Prose.
        ```python
        two = 2
        ```
        ### Second
        ```python
        three = 3
        ```
        """
    )

    assert [case.name for case in cases] == ["Group / First", "Group / Second"]
    assert [file.text for case in cases for file in case.files] == ["one = 1\ntwo = 2\n", "three = 3\n"]
    assert [file.origin for file in cases[0].files] == [(5, 9)]


def test_blocks_with_a_path_are_other_files(read: Reader) -> None:
    (case,) = read(
        """\
        # Case
        ```python
        import helpers
        ```
        ```python `pkg/helpers.py`
        print(1)
        ```
        """
    )

    assert [(file.path, file.text) for file in case.files] == [
        ("main.py", "import helpers\n"),
        ("pkg/helpers.py", "print(1)\n"),
    ]
    assert [file.path for file in case.checked_files] == ["main.py"]


def test_settings_hold_for_a_heading_and_below(read: Reader) -> None:
    first, second, third = read(
        """\
        # Rule
        ## Group
        ```toml
        target-python = "3.12"
        ```
        ### First
        ```toml
        select = ["MG1"]
        ```
        ```python
        ```
        ### Second
        ```python
        ```
        ## Third
        ```python
        ```
        """
    )

    assert (first.settings.target_python, first.settings.select) == ("3.12", ("MG1",))
    assert (second.settings.target_python, second.settings.select) == ("3.12", ("mistyped-main-guard",))
    assert third.settings.target_python is None


def test_markers_are_taken_out_and_count_for_the_line_that_they_are_about(read: Reader) -> None:
    (case,) = read(
        r"""
        # Case
        ```python
        a = 1
        # error: [some-rule] at="\"x\""
          # error: "two"
        b = "x"  # keep  # error
        c = 2
        ```
        """
    )
    (file,) = case.files

    assert file.text == 'a = 1\nb = "x"  # keep\nc = 2\n'
    assert file.origin == (4, 7, 8)
    assert file.markers == (
        Marker(1, 5, "some-rule", '"x"', None),
        Marker(1, 6, "mistyped-main-guard", None, "two"),
        Marker(1, 7, "mistyped-main-guard", None, None),
    )


@pytest.mark.parametrize("line", ["a  # error: nothing", "a  # error at='b'", 'a  # error: at="b', "a  # errors"])
def test_what_is_nearly_a_marker_is_refused(read: Reader, line: str) -> None:
    if line.endswith("errors"):
        assert read(f"# Case\n```python\n{line}\n```\n")[0].files[0].markers == ()
    else:
        with pytest.raises(FixtureError, match=r"mistyped-main-guard\.md:3: not a marker"):
            read(f"# Case\n```python\n{line}\n```\n")


def test_a_heading_with_blocks_and_sub_headings_is_refused(read: Reader) -> None:
    with pytest.raises(FixtureError, match="has blocks and sub-headings"):
        read("# Rule\n## Case\n```python\n```\n### Sub\n```python\n```\n")


def test_an_unknown_kind_of_block_is_refused(read: Reader) -> None:
    with pytest.raises(FixtureError, match="cannot be `python fixd`"):
        read("# Case\n```python fixd\n```\n")


def faults_of(case: Case) -> list[str]:
    return [fault.removeprefix(f"{case.fixture}:") for fault in finding_faults(case)]


def test_an_unexpected_finding_is_a_fault_at_its_line(read: Reader) -> None:
    (case,) = read('# Case\n```python\nif __name__ == "main_":\n    pass\n```\n')

    (fault,) = faults_of(case)

    assert fault.startswith('3: unexpected [mistyped-main-guard] at=""main_"" "')


@pytest.mark.parametrize(
    ("marker", "missing"),
    [
        ("# error: [other-rule]", "[other-rule]"),
        ('# error: at="main_"', '[mistyped-main-guard] at="main_"'),
        ('# error: "no such words"', '[mistyped-main-guard] "no such words"'),
    ],
)
def test_a_finding_has_to_fit_every_part_of_its_marker(read: Reader, marker: str, missing: str) -> None:
    (case,) = read(f'# Case\n```python\nprint(__name__ == "main_")  {marker}\n```\n')

    unexpected, other = faults_of(case)

    assert unexpected.startswith("3: unexpected")
    assert other == f"3: missing {missing}"


def test_one_marker_fits_one_finding(read: Reader) -> None:
    (case,) = read('# Case\n```python\n# error\nprint("__main_" == __name__, __name__ == "__main_")  # error\n```\n')

    assert faults_of(case) == []


def test_at_takes_three_dots_for_any_text(read: Reader) -> None:
    (case,) = read('# Case\n```python\nprint(__name__ == "__main_")  # error: at="...main..."\n```\n')

    assert faults_of(case) == []


def test_a_wrong_fixed_block_is_a_fault_and_can_be_rewritten(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    text = '# Case\n```python\n\nprint(__name__ == "main_")  # error\n```\n```python fixed\nwrong\n```\nEnd.\n'
    (case,) = read(text)

    (fault,) = fix_faults(case)
    monkeypatch.setenv("FIXTURE_UPDATE", "1")
    rewriting = list(fix_faults(case))

    assert fault.removeprefix(f"{case.fixture}:").startswith("7: after its fixes, main.py is\n")
    assert rewriting == []
    rewritten = text.replace("wrong", '\nprint(__name__ == "__main__")')
    assert case.fixture.read_text(encoding="utf-8") == rewritten
    assert list(fix_faults(read_fixture(case.fixture)[0])) == []
