from __future__ import annotations

from pathlib import Path

import pytest

from mainguard.engine.settings import SUPPORTED_VERSIONS, Settings, SettingsError
from mainguard.project.configuration import (
    find_configuration,
    find_root,
    read_configuration,
    requires_python,
    settings_from_mapping,
)


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def test_nothing_configured_gives_the_defaults(tmp_path: Path) -> None:
    assert find_configuration(tmp_path).settings == Settings()


def test_the_nearest_file_counts_alone(tmp_path: Path) -> None:
    write(tmp_path / "mainguard.toml", 'exclude = ["far"]\ntarget-python = "3.11"\n')
    write(tmp_path / "a/mainguard.toml", 'exclude = ["near"]\n')
    (tmp_path / "a/b").mkdir()

    assert find_configuration(tmp_path / "a/b").settings == Settings(exclude=("near",))


def test_mainguard_toml_wins_over_pyproject_of_the_same_folder(tmp_path: Path) -> None:
    write(tmp_path / "mainguard.toml", 'target-python = "3.12"\n')
    write(tmp_path / "pyproject.toml", '[tool.mainguard]\ntarget-python = "3.11"\n')

    found = find_configuration(tmp_path)

    assert (found.settings.target_python, found.file, found.root) == ("3.12", tmp_path / "mainguard.toml", tmp_path)


def test_a_pyproject_without_our_table_is_passed_by(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.mainguard]\nplatforms = ["win32"]\n')
    write(tmp_path / "package/pyproject.toml", '[project]\nname = "x"\n')

    assert find_configuration(tmp_path / "package").settings.platforms == ("win32",)


def test_a_relative_folder_is_searched_upwards_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "mainguard.toml", 'target-python = "3.13"\n')
    (tmp_path / "inside").mkdir()
    monkeypatch.chdir(tmp_path / "inside")

    assert find_configuration(Path()).settings.target_python == "3.13"


def test_an_edited_file_is_read_again(tmp_path: Path) -> None:
    write(tmp_path / "mainguard.toml", 'exclude = ["one"]\n')
    first = find_configuration(tmp_path).settings.exclude
    write(tmp_path / "mainguard.toml", 'exclude = ["another"]\n')

    assert (first, find_configuration(tmp_path).settings.exclude) == (("one",), ("another",))


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ('targt-python = "3.12"', ["unknown setting `targt-python`", "did you mean `target-python`?"]),
        ("nothing-like-it = 1", ["unknown setting `nothing-like-it`"]),
        ("target-python = 3.12", ["`target-python` takes a string, not 3.12"]),
        ('target-python = "2.7"', ["target-python", "2.7", "3.10, 3.11, 3.12, 3.13, 3.14"]),
        ('exclude = "tests"', ["`exclude` takes a list of strings, not 'tests'"]),
        ("exclude = [1]", ["`exclude` takes a list of strings, not [1]"]),
        ('platforms = ["macos"]', ["platforms", "macos", "linux, darwin, win32"]),
        ('target_python = "3.12"', ["unknown setting `target_python`", "did you mean `target-python`?"]),
        ("admitted-versions = []", ["unknown setting `admitted-versions`"]),
        ("= 1", ["not valid TOML", "line 1"]),
    ],
)
def test_a_mistake_is_named_with_its_file_and_what_is_right(tmp_path: Path, toml: str, words: list[str]) -> None:
    file = write(tmp_path / "mainguard.toml", toml)

    with pytest.raises(SettingsError) as caught:
        find_configuration(tmp_path)

    message = str(caught.value)
    assert [word for word in [str(file), *words] if word not in message] == []


def test_a_table_that_is_none_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool]\nmainguard = 1\n")

    with pytest.raises(SettingsError, match=r"tool\.mainguard"):
        find_configuration(tmp_path)


def test_a_configuration_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mainguard.toml").write_bytes(b'exclude = ["\xe9"]\n')

    with pytest.raises(SettingsError, match=r"mainguard\.toml is not UTF-8"):
        find_configuration(tmp_path)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "mainguard.toml").write_bytes(b'\xef\xbb\xbfexclude = ["x"]\n')

    assert find_configuration(tmp_path).settings.exclude == ("x",)


def test_a_named_file_must_be_there_and_set_something(tmp_path: Path) -> None:
    plain = write(tmp_path / "pyproject.toml", "[project]\n")
    other = write(tmp_path / "strict.toml", 'target-python = "3.14"\n')

    with pytest.raises(SettingsError, match="does not exist"):
        read_configuration(tmp_path / "none.toml")
    with pytest.raises(SettingsError, match=r"has no \[tool\.mainguard\]"):
        read_configuration(plain)
    assert read_configuration(other).settings.target_python == "3.14"


def test_editor_settings_are_camel_case_and_leave_the_rest_alone() -> None:
    base = Settings(exclude=("kept",))
    sent = {"targetPython": "3.13", "python": "", "platforms": None, "trace": {"server": "off"}}

    changed = settings_from_mapping(sent, base=base, where="settings of the editor", camel_case=True)

    assert changed == Settings(exclude=("kept",), target_python="3.13")


def test_a_wrong_editor_setting_is_an_error_with_its_editors_name() -> None:
    with pytest.raises(SettingsError, match=r"^the editor: `targetPython` takes a string, not 3$"):
        settings_from_mapping({"targetPython": 3}, base=Settings(), where="the editor", camel_case=True)


@pytest.mark.parametrize(
    ("specifier", "expected"),
    [
        (">=3.12", ((3, 12), (3, 13), (3, 14))),
        (">=3.11.4,<3.13", ((3, 11), (3, 12))),
        ("~=3.13", ((3, 13), (3, 14))),
        ("==3.11.*", ((3, 11),)),
        ("!=3.10.*,!=3.12.*", ((3, 11), (3, 13), (3, 14))),
        (">=3.8", SUPPORTED_VERSIONS),
        ("<3", SUPPORTED_VERSIONS),
        ("about 3", SUPPORTED_VERSIONS),
    ],
)
def test_requires_python_says_which_versions_run_the_code(
    tmp_path: Path, specifier: str, expected: tuple[tuple[int, int], ...]
) -> None:
    write(tmp_path / "pyproject.toml", f'[project]\nrequires-python = "{specifier}"\n')
    (tmp_path / "src").mkdir()

    settings = find_configuration(tmp_path / "src").settings

    assert (requires_python(tmp_path / "src"), settings.target_versions) == (specifier, expected)


def test_target_python_comes_before_requires_python(tmp_path: Path) -> None:
    write(
        tmp_path / "pyproject.toml", '[project]\nrequires-python = ">=3.12"\n[tool.mainguard]\ntarget-python = "3.10"\n'
    )

    assert find_configuration(tmp_path).settings.target_versions == ((3, 10),)


def test_requires_python_counts_beside_a_nearer_mainguard_toml(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[project]\nrequires-python = ">=3.13"\n')
    write(tmp_path / "tools/mainguard.toml", 'exclude = ["x"]\n')

    assert find_configuration(tmp_path / "tools").settings.target_versions == ((3, 13), (3, 14))


def test_the_root_is_the_nearest_folder_with_a_mark(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path / "service/pyproject.toml", "")
    script = write(tmp_path / "service/app/main.py", "")
    loose = write(tmp_path / "scripts/x.py", "")

    assert [find_root(script), find_root(script.parent), find_root(loose)] == [
        tmp_path / "service",
        tmp_path / "service",
        tmp_path,
    ]
