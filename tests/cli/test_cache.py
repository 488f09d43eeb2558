"""What a second run checks again: nothing but what may have another result."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

import mainguard as package
from harness.command_line import GUARDED, UNGUARDED, Mainguard, Result, write
from mainguard.cli import checker

LONG_AGO = 1_600_000_000

CALLING = "import serving\n\nserving.serve()\n"
SERVING = 'import uvicorn\n\n\ndef serve():\n    uvicorn.run("elsewhere:app", reload=True)\n'
HARMLESS = "def serve():\n    pass\n"

Check = Callable[..., Result]


@pytest.fixture
def check(mainguard: Mainguard) -> Check:
    return lambda *arguments: mainguard("check", "--output-format", "json", "--timings", *arguments)


def checks(result: Result) -> int:
    """How many files a run had to check."""
    match = re.search(r" s for (\d+) file", result.err)
    assert match, result.err
    return int(match[1])


def entry() -> Path:
    (found,) = Path(".mainguard_cache").glob("*.results")
    return found


def settle(*places: str) -> None:
    """Have the files and folders look as if nobody had touched them for long."""
    for place in places:
        os.utime(place, (LONG_AGO, LONG_AGO))


@pytest.fixture
def project() -> None:
    write_project()


def write_project() -> None:
    write("app.py", CALLING)
    write("serving.py", SERVING)
    write("other.py", UNGUARDED)
    write("clean.py", GUARDED)


@pytest.fixture(params=["just written", "settled"])
def tree(request: pytest.FixtureRequest) -> None:
    """Both times have to do: of what was just written, the time does not tell one content from the next."""
    write_project()
    if request.param == "settled":
        settle("app.py", "serving.py", "other.py", "clean.py", ".")


@pytest.mark.usefixtures("tree")
def test_an_unchanged_tree_is_not_checked_again(check: Check) -> None:
    first, second = check(), check()

    assert (checks(first), checks(second)) == (4, 0)
    assert (first.code, first.json) == (second.code, second.json)
    assert len(first.json) == 2


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("output_format", ["full", "concise", "json"])
def test_every_format_says_the_same_of_what_is_kept(mainguard: Mainguard, output_format: str) -> None:
    first, second = (mainguard("check", "--output-format", output_format) for _ in range(2))

    assert (
        (first.code, first.out)
        == (second.code, second.out)
        == (1, mainguard("check", "--no-cache", "--output-format", output_format).out)
    )


@pytest.mark.usefixtures("tree")
def test_a_changed_module_has_itself_and_its_importers_checked_again(check: Check) -> None:
    check()
    write("serving.py", HARMLESS)
    second = check()

    assert checks(second) == 2
    assert second.places == ["other.py:3:1 MG101"]
    assert checks(check()) == 0


@pytest.mark.usefixtures("project")
def test_a_change_that_keeps_time_and_size_is_seen_in_what_was_just_written(check: Check) -> None:
    check()
    before = Path("clean.py").stat()
    write("clean.py", UNGUARDED + " " * (len(GUARDED) - len(UNGUARDED) - 1) + "\n")
    os.utime("clean.py", ns=(before.st_atime_ns, before.st_mtime_ns))

    assert "clean.py:3:1 MG101" in check().places


@pytest.mark.usefixtures("tree")
def test_a_touched_file_is_not_checked_again(check: Check) -> None:
    check()
    os.utime("app.py")

    assert checks(check()) == 0


@pytest.mark.usefixtures("tree")
def test_a_deleted_module_has_its_importers_checked_again(check: Check) -> None:
    check()
    Path("serving.py").unlink()
    second = check()

    assert (checks(second), second.places) == (1, ["other.py:3:1 MG101"])


@pytest.mark.usefixtures("tree")
def test_a_renamed_file_is_checked_under_its_new_name(check: Check) -> None:
    check()
    Path("other.py").rename("renamed.py")
    second = check()

    assert checks(second) == 1
    assert "renamed.py:3:1 MG101" in second.places
    assert not any(place.startswith("other.py") for place in second.places)


def test_a_module_that_appears_has_those_checked_again_that_write_its_name(check: Check) -> None:
    write("app.py", CALLING)
    write("other.py", UNGUARDED)
    first = check()
    write("serving.py", SERVING)
    second = check()

    assert (first.places, checks(first)) == (["other.py:3:1 MG101"], 2)
    assert (second.places, checks(second)) == (["app.py:3:1 MG101", "other.py:3:1 MG101"], 2)


@pytest.mark.usefixtures("tree")
def test_a_package_that_comes_before_a_module_takes_its_place(check: Check) -> None:
    check()
    write("serving/__init__.py", HARMLESS)
    second = check()

    assert second.places == ["other.py:3:1 MG101"]
    assert checks(second) == 2  # the package, and what imports it


def test_a_module_that_appears_in_src_is_seen(check: Check) -> None:
    write("src/tool.py", "")
    write("app.py", CALLING)
    check()
    write("src/serving.py", SERVING)

    assert check().places == ["app.py:3:1 MG101"]


@pytest.mark.usefixtures("tree")
def test_other_settings_are_another_matter(check: Check) -> None:
    check()
    write("mainguard.toml", 'ignore = ["uvicorn"]\n')
    ignoring = check()
    Path("mainguard.toml").unlink()

    assert (checks(ignoring), ignoring.json) == (4, [])
    assert checks(check()) == 4


@pytest.mark.usefixtures("tree")
def test_results_of_other_options_are_kept_apart(check: Check) -> None:
    check()

    assert (checks(check("--ignore", "uvicorn")), checks(check("--ignore", "uvicorn"))) == (4, 0)
    assert checks(check()) == 0


@pytest.mark.usefixtures("tree")
def test_another_version_of_mainguard_finds_nothing_that_it_could_use(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    check()
    monkeypatch.setattr(package, "__version__", "99.0")

    assert (checks(check()), checks(check())) == (4, 0)


def test_an_environment_with_other_packages_is_another_environment(check: Check) -> None:
    packages = ".venv/lib/python3.12/site-packages"
    write(".venv/pyvenv.cfg", "version = 3.12.1\n")
    write(f"{packages}/acme/__init__.py", "def serve(*arguments, **options): ...\n")
    write("app.py", "import acme\n\nacme.serve('a:b', reload=True)\n")
    settle(packages)
    first, second = check(), check()
    write(f"{packages}/uvicorn/__init__.py", "def run(app, **options): ...\n")
    write(f"{packages}/acme/__init__.py", "from uvicorn import run as serve\n")
    third = check()

    assert (checks(first), checks(second), checks(third)) == (1, 0, 1)
    assert (first.json, third.places) == ([], ["app.py:3:1 MG101"])


@pytest.mark.usefixtures("project")
def test_paths_are_spelled_as_they_are_asked_for(check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("mainguard.toml", "")
    write("inner/empty.py", "")
    check()
    monkeypatch.chdir("inner")
    inside = check("..", "--cache-dir", str(tmp_path / ".mainguard_cache"))
    whole = check(str(tmp_path), "--cache-dir", str(tmp_path / ".mainguard_cache"))

    assert inside.places == [f"..{os.sep}app.py:3:1 MG101", f"..{os.sep}other.py:3:1 MG101"]
    assert [one["path"] for one in whole.json] == [str(tmp_path / "app.py"), str(tmp_path / "other.py")]
    assert [step["path"] for step in whole.json[0]["chain"]] == [str(tmp_path / "app.py"), str(tmp_path / "serving.py")]


@pytest.mark.usefixtures("tree")
def test_fixing_goes_by_what_is_on_the_disk(mainguard: Mainguard, check: Check) -> None:
    check()
    stamp = Path("other.py").stat().st_mtime_ns
    write("other.py", GUARDED)
    os.utime("other.py", ns=(stamp, stamp))
    mainguard("check", "--fix", "--unsafe-fixes")

    assert Path("other.py").read_text() == GUARDED
    assert "__name__" in Path("app.py").read_text()
    assert check().json == []


@pytest.mark.usefixtures("project")
def test_a_file_that_cannot_be_decoded_is_kept_as_well(check: Check) -> None:
    write("broken.py", b"# coding: nonsense\n")

    assert (check().json, checks(check())) == (check().json, 0)


@pytest.mark.usefixtures("project")
def test_what_mainguard_failed_at_is_not_kept(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("failed")

    with monkeypatch.context() as patched:
        patched.setattr(checker, "check_content", fail)
        failed = check("clean.py")

    assert (failed.code, check("clean.py").code) == (2, 0)


# The folder


@pytest.mark.usefixtures("project")
def test_the_folder_says_that_it_is_a_cache(check: Check) -> None:
    check()

    assert Path(".mainguard_cache/.gitignore").read_text() == "*\n"
    assert Path(".mainguard_cache/CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")


@pytest.mark.usefixtures("project")
def test_without_a_cache_nothing_is_read_or_written(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    without = check("--no-cache")
    monkeypatch.setenv("MAINGUARD_NO_CACHE", "1")
    check()

    assert (checks(without), Path(".mainguard_cache").exists()) == (4, False)


@pytest.mark.usefixtures("project")
def test_the_folder_can_be_another(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    check("--cache-dir", "option")
    monkeypatch.setenv("MAINGUARD_CACHE_DIR", "variable")
    check()
    monkeypatch.delenv("MAINGUARD_CACHE_DIR")
    write("pyproject.toml", '[tool.mainguard]\ncache-dir = "setting"\n')
    check()

    assert [len(list(Path(at).glob("*.results"))) for at in ("option", "variable", "setting")] == [1, 1, 1]
    assert not Path(".mainguard_cache").exists()


@pytest.mark.usefixtures("project")
def test_the_folder_lies_in_the_root_of_the_project(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    write("setup.py", "")
    write("inner/app.py", GUARDED)
    monkeypatch.chdir("inner")
    check()

    assert Path("../.mainguard_cache").exists()
    assert not Path(".mainguard_cache").exists()


@pytest.mark.usefixtures("project")
def test_a_cache_that_cannot_be_written_is_done_without(check: Check) -> None:
    write("file", "")
    first, second = check("--cache-dir", "file/inside"), check("--cache-dir", "file/inside")

    assert (first.code, first.json) == (second.code, second.json)
    assert (checks(second), len(first.err.splitlines())) == (4, 5)


@pytest.mark.usefixtures("project")
def test_a_cache_that_is_no_folder_is_wrong_usage(check: Check) -> None:
    write("file", "")

    assert check("--cache-dir", "file").code == 2


def damaged(content: bytes) -> dict[str, bytes]:
    said = json.loads(zlib.decompress(content))
    half = json.dumps({**said, "results": {key: one[:2] for key, one in said["results"].items()}})
    other = json.dumps({**said, "files": 1})
    wrong = json.dumps(
        {**said, "results": {key: [*one[:2], [{"diagnostic": 1}]] for key, one in said["results"].items()}}
    )
    return {
        "nothing": b"",
        "no archive": b"nonsense",
        "torn": content[: len(content) // 2],
        "no JSON": zlib.compress(b"{"),
        "a list": zlib.compress(b"[]"),
        "deep": zlib.compress(b"[" * 200_000),
        "results without a value": zlib.compress(half.encode()),
        "files that are none": zlib.compress(other.encode()),
        "findings that are none": zlib.compress(wrong.encode()),
    }


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("damage", damaged(zlib.compress(b'{"results": {}}')))
def test_a_damaged_cache_is_not_used(check: Check, damage: str) -> None:
    first = check()
    entry().write_bytes(damaged(entry().read_bytes())[damage])
    second = check()

    assert (second.code, second.json, checks(second)) == (first.code, first.json, 4)
    assert checks(check()) == 0


@pytest.mark.usefixtures("project")
def test_what_is_gone_is_forgotten(check: Check) -> None:
    for number in range(20):
        write(f"fleeting{number}.py", UNGUARDED)
    check()
    larger = entry().stat().st_size
    for number in range(20):
        Path(f"fleeting{number}.py").unlink()
    write("clean.py", UNGUARDED)
    check()

    assert b"fleeting" not in zlib.decompress(entry().read_bytes()).partition(b'"files"')[2]
    assert entry().stat().st_size < larger


@pytest.mark.usefixtures("project")
def test_only_so_many_entries_are_kept(check: Check) -> None:
    for number in range(20):
        check(
            "--ignore", f"MG{number + 1:03}" if number < 0 else "MG901", "--ignore", ",".join(["MG901"] * (number + 1))
        )

    assert len(list(Path(".mainguard_cache").glob("*.results"))) == 16


@pytest.mark.usefixtures("project")
def test_a_cache_that_was_moved_with_its_project_is_not_mistaken(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    check()
    shutil.copytree(".", "copy", ignore=shutil.ignore_patterns("copy"))
    monkeypatch.chdir("copy")
    write("serving.py", HARMLESS)

    assert check().places == ["other.py:3:1 MG101"]


def test_two_runs_at_once_leave_one_cache_that_holds(check: Check) -> None:
    for number in range(30):
        write(f"app{number}.py", UNGUARDED)
    command = [sys.executable, "-m", "mainguard", "check", "--output-format", "concise", "--exit-zero"]
    with ExitStack() as stack:
        running = [
            stack.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT))
            for _ in range(3)
        ]
        outputs = {process.communicate(timeout=60)[0] for process in running}

    assert (len(outputs), [process.returncode for process in running]) == (1, [0, 0, 0])
    assert checks(check()) == 0
    assert sorted(at.suffix for at in Path(".mainguard_cache").iterdir()) == ["", ".TAG", ".results"]
