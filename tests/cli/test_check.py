from __future__ import annotations

from pathlib import Path

import pytest

from harness.command_line import GUARDED, UNGUARDED, Mainguard, write


def test_nothing_found_is_0(mainguard: Mainguard) -> None:
    write("app.py", GUARDED)

    result = mainguard("check")

    assert (result.code, result.out, result.err) == (0, "No problems found in 1 file\n", "")


def test_something_found_is_1(mainguard: Mainguard) -> None:
    write("app.py", UNGUARDED)
    write("clean.py", GUARDED)

    result = mainguard("check", "--output-format", "concise")

    first, last = result.out.splitlines()
    assert result.code == 1
    assert first.startswith("app.py:3:1: error[MG101] unguarded-reload: ")
    assert last == "Found 1 problem in 1 file; 1 fixable with --fix"


def test_information_alone_is_0(mainguard: Mainguard) -> None:
    write("app.py", 'import uvicorn\n\napp = object()\nuvicorn.run("app:app")\n')

    result = mainguard("check", "--output-format", "concise")

    assert result.code == 0
    assert result.out.startswith("app.py:4:1: information[MG106] server-on-import: ")


def test_exit_zero_prints_the_same_and_is_0(mainguard: Mainguard) -> None:
    write("app.py", UNGUARDED)

    usual, zero = mainguard("check"), mainguard("check", "--exit-zero")

    assert (usual.code, zero.code, zero.out) == (1, 0, usual.out)


def test_no_path_is_the_working_directory(mainguard: Mainguard) -> None:
    write("deep/down/app.py", UNGUARDED)

    assert mainguard("check", "--output-format", "json").places == ["deep/down/app.py:3:1 MG101"]


def test_paths_are_printed_as_they_were_given(mainguard: Mainguard, tmp_path: Path) -> None:
    write("a/app.py", UNGUARDED)

    relative = mainguard("check", "./a", "--output-format", "json").places
    absolute = mainguard("check", str(tmp_path / "a/app.py"), "--output-format", "json").places

    assert (relative, absolute) == (["a/app.py:3:1 MG101"], [f"{tmp_path}/a/app.py:3:1 MG101"])


def test_a_missing_path_is_2_and_the_others_are_checked(mainguard: Mainguard) -> None:
    write("app.py", UNGUARDED)

    result = mainguard("check", "none.py", "app.py", "--output-format", "json")

    assert (result.code, result.err) == (2, "mainguard: none.py does not exist\n")
    assert result.places == ["app.py:3:1 MG101"]


def test_only_missing_paths_leave_nothing_to_sum_up(mainguard: Mainguard) -> None:
    result = mainguard("check", "none.py")

    assert (result.code, result.out) == (2, "")


def test_a_folder_without_python_is_0_and_says_so(mainguard: Mainguard) -> None:
    write("docs/readme.md", "")

    result = mainguard("check", "docs")

    assert (result.code, result.out, result.err) == (0, "", "mainguard: No Python files found under docs\n")


def test_a_file_that_cannot_be_read_is_2_and_the_others_are_checked(
    mainguard: Mainguard, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("locked.py", "")
    write("open.py", UNGUARDED)
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "locked.py":
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    result = mainguard("check", "--output-format", "json")

    assert (result.code, result.err) == (2, "mainguard: locked.py cannot be read: Permission denied\n")
    assert result.places == ["open.py:3:1 MG101"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chek"], "No such command 'chek'"),
        (["check", "--fixx"], "No such option"),
        (["check", "--output-format", "xml"], "'xml' is not one of"),
        (["check", "--platform", "beos"], "'beos' is not one of"),
        (["check", ""], "a PATH is empty"),
        (["check", "-", "app.py"], "`-` goes with no other PATH"),
        (["check", "--stdin-filename", "x.py", "app.py"], "--stdin-filename goes with"),
        (["check", "--select", "MG9999"], "'MG9999' is no rule"),
        (["check", "--ignore", "unguarded-relod"], "did you mean 'unguarded-reload'?"),
        (["check", "--target-python", "2.7"], "'2.7' is not one of 3.10, 3.11"),
        (["check", "--config", "none.toml"], "none.toml does not exist"),
        (["check", "--python", "none/bin/python"], "none/bin/python does not exist"),
        (["server"], "`mainguard server`"),
    ],
)
def test_wrong_usage_is_2_and_says_what_is_wrong(mainguard: Mainguard, arguments: list[str], words: str) -> None:
    write("app.py", GUARDED)

    result = mainguard(*arguments)

    assert (result.code, result.out, words in result.err) == (2, "", True), result.err


def test_an_unreadable_configuration_is_2_and_names_the_file(mainguard: Mainguard) -> None:
    write("app.py", GUARDED)
    file = write("mainguard.toml", 'selct = ["MG1"]').absolute()

    result = mainguard("check")

    assert (result.code, result.err) == (2, f"mainguard: {file}: unknown setting `selct`; did you mean `select`?\n")


def test_rules_are_selected_by_name_code_prefix_and_family(mainguard: Mainguard) -> None:
    write("app.py", UNGUARDED)
    write("guard.py", 'if __name__ == "main":\n    pass\n')

    def codes(*arguments: str) -> set[str]:
        return {one["code"] for one in mainguard("check", "--output-format", "json", *arguments).json}

    assert codes() == {"MG101", "MG301"}
    assert codes("--select", "unguarded-reload") == {"MG101"}
    assert codes("--select", "MG3") == {"MG301"}
    assert codes("--select", "uvicorn") == {"MG101"}
    assert codes("--select", "MG301,MG101") == codes("--select", "MG301", "--select", " MG101 ") == {"MG101", "MG301"}
    assert codes("--ignore", "MG1") == {"MG301"}
    assert codes("--select", "MG1,MG3", "--ignore", "MG3") == {"MG101"}


def test_select_takes_the_place_of_the_configuration_and_ignore_adds_to_it(mainguard: Mainguard) -> None:
    write("app.py", UNGUARDED)
    write("guard.py", 'if __name__ == "main":\n    pass\n')
    write("mainguard.toml", 'ignore = ["MG101"]\n')

    def codes(*arguments: str) -> set[str]:
        return {one["code"] for one in mainguard("check", "--output-format", "json", *arguments).json}

    assert (codes(), codes("--select", "MG1"), codes("--ignore", "MG3")) == ({"MG301"}, {"MG101"}, set())


def test_config_stands_in_for_every_other_configuration(mainguard: Mainguard) -> None:
    write("a/app.py", UNGUARDED)
    write("a/mainguard.toml", 'ignore = ["MG101"]\n')
    write("strict.toml", 'ignore = ["MG3"]\n')

    codes = [mainguard("check", *arguments).code for arguments in ([], ["--config", "strict.toml"])]

    assert codes == [0, 1]


def test_each_file_is_checked_with_its_own_configuration(mainguard: Mainguard) -> None:
    write("a/app.py", UNGUARDED)
    write("b/app.py", UNGUARDED)
    write("b/pyproject.toml", '[tool.mainguard]\nignore = ["unguarded-reload"]\n')

    assert mainguard("check", "--output-format", "json").places == ["a/app.py:3:1 MG101"]


PROCESS = "import multiprocessing\n\nmultiprocessing.Process(target=print).start()\n"


@pytest.mark.parametrize(
    ("arguments", "pyproject", "code"),
    [
        (["--target-python", "3.13", "--platform", "linux"], "", 0),
        (["--target-python", "3.14", "--platform", "linux"], "", 1),
        (["--target-python", "3.13", "--platform", "darwin"], "", 1),
        (["--target-python", "3.13", "--platform", "all"], "", 1),
        (["--platform", "linux"], "", 1),
        (["--platform", "linux"], '[project]\nrequires-python = "<3.14"\n', 0),
        (["--platform", "linux", "--target-python", "3.14"], '[project]\nrequires-python = "<3.14"\n', 1),
        ([], '[tool.mainguard]\ntarget-python = "3.12"\nplatforms = ["linux"]\n', 0),
        (["--platform", "all"], '[tool.mainguard]\ntarget-python = "3.12"\nplatforms = ["linux"]\n', 1),
    ],
)
def test_the_targets_decide_whether_the_default_start_method_is_one_that_fails(
    mainguard: Mainguard, arguments: list[str], pyproject: str, code: int
) -> None:
    write("main.py", PROCESS)
    write("pyproject.toml", pyproject)

    assert mainguard("check", *arguments).code == code


def test_a_module_beside_the_script_is_followed(mainguard: Mainguard) -> None:
    write("scripts/serve.py", "from starter import go\n\ngo()\n")
    write("scripts/starter.py", 'import uvicorn\n\ndef go():\n    uvicorn.run("a:b", reload=True)\n')

    (finding,) = mainguard("check", "--output-format", "json").json

    assert [(one["path"], one["line"], one["column"], one["name"]) for one in finding["chain"]] == [
        ("scripts/serve.py", 3, 1, "go"),
        ("scripts/starter.py", 4, 5, "uvicorn.run"),
    ]


def test_a_module_of_the_working_directory_is_followed_from_a_folder_without_project(mainguard: Mainguard) -> None:
    write("scripts/serve.py", "from starter import go\n\ngo()\n")
    write("starter.py", 'import uvicorn\n\ndef go():\n    uvicorn.run("a:b", reload=True)\n')

    assert mainguard("check", "--output-format", "json").places == ["scripts/serve.py:3:1 MG101"]


def test_a_file_called_uvicorn_is_not_uvicorn(mainguard: Mainguard) -> None:
    write("app.py", UNGUARDED)
    write("uvicorn.py", "def run(app, reload): ...\n")

    assert mainguard("check").code == 0


def test_stdin_is_checked_under_its_name(mainguard: Mainguard) -> None:
    write("pkg/starter.py", 'import uvicorn\n\ndef go():\n    uvicorn.run("a:b", reload=True)\n')
    text = b"from starter import go\n\ngo()\n"

    named = mainguard("check", "-", "--stdin-filename", "pkg/new.py", "--output-format", "json", stdin=text)
    unnamed = mainguard("check", "-", "--output-format", "json", stdin=UNGUARDED.encode())

    assert (named.places, unnamed.places) == (["pkg/new.py:3:1 MG101"], ["<stdin>:3:1 MG101"])


def test_stdin_has_the_settings_of_the_folder_it_is_named_in(mainguard: Mainguard) -> None:
    write("quiet/mainguard.toml", 'ignore = ["MG1"]\n')

    codes = [
        mainguard("check", "-", "--stdin-filename", f"{folder}/app.py", stdin=UNGUARDED.encode()).code
        for folder in ("quiet", "loud")
    ]

    assert codes == [0, 1]


def test_a_file_that_is_really_called_dash_can_be_named(mainguard: Mainguard) -> None:
    write("-", UNGUARDED)

    assert mainguard("check", "./-", "--output-format", "json").places == ["-:3:1 MG101"]


def test_suppressed_findings_are_none(mainguard: Mainguard) -> None:
    write("app.py", UNGUARDED.replace("=True)", "=True)  # mainguard: ignore[unguarded-reload]"))

    assert mainguard("check").code == 0


def test_the_version_is_printed(mainguard: Mainguard) -> None:
    result = mainguard("--version")

    assert (result.code, result.out.split()[0]) == (0, "mainguard")


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["rule", "-h"], ["dump", "--help"]])
def test_help_is_0(mainguard: Mainguard, arguments: list[str]) -> None:
    result = mainguard(*arguments)

    assert (result.code, result.out.startswith("Usage: mainguard")) == (0, True)


def test_no_command_shows_the_help_and_is_2(mainguard: Mainguard) -> None:
    result = mainguard()

    assert (result.code, "Usage: mainguard" in result.err) == (2, True)


def test_timings_name_the_files_on_stderr(mainguard: Mainguard) -> None:
    write("a.py", UNGUARDED)
    write("b.py", GUARDED)

    result = mainguard("check", "--timings", "--output-format", "json")

    first, *others = result.err.splitlines()
    assert first.endswith(" s for 2 files")
    assert sorted(line.split()[-1] for line in others) == ["a.py", "b.py"]
    assert result.places == ["a.py:3:1 MG101"]


def test_a_named_file_that_is_excluded_is_left_out_only_by_force(mainguard: Mainguard) -> None:
    write("mainguard.toml", 'exclude = ["old.py"]\n')
    write("old.py", UNGUARDED)
    write("new.py", UNGUARDED)

    assert mainguard("check", "old.py", "new.py", "--output-format", "json").places == [
        "old.py:3:1 MG101",
        "new.py:3:1 MG101",
    ]
    forced = mainguard("check", "old.py", "new.py", "--force-exclude", "--output-format", "json")
    assert forced.places == ["new.py:3:1 MG101"]


def test_excluded_text_on_stdin_comes_back_as_it_was_by_force(mainguard: Mainguard) -> None:
    write("mainguard.toml", 'exclude = ["old.py"]\n')
    options = ("check", "-", "--fix", "--stdin-filename", "old.py")

    assert mainguard(*options, stdin=UNGUARDED.encode()).out != UNGUARDED
    forced = mainguard(*options, "--force-exclude", stdin=UNGUARDED.encode())
    assert (forced.code, forced.out) == (0, UNGUARDED)


def test_packages_that_lie_beside_a_program_are_read_as_those_of_an_environment(mainguard: Mainguard) -> None:
    write("acme/__init__.py", "from acme.pools import start\n")
    write(
        "acme/pools.py", "import multiprocessing\n\n\ndef start():\n    multiprocessing.Process(target=print).start()\n"
    )
    write("acme/demo.py", "from acme import start\n\nstart()\n")
    write("acme/plain.py", "import acme.demo\n")
    write("acme-1.0.dist-info/RECORD", "acme/__init__.py,,\nacme/pools.py,,\nacme/demo.py,,\nacme/plain.py,,\n")
    write("handler.py", "import acme\n\nacme.start()\n")

    result = mainguard("check", "--output-format", "json")

    assert result.places == ["acme/demo.py:3:1 MG201", "handler.py:3:1 MG201"]
