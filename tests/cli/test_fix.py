from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness.command_line import GUARDED, UNGUARDED, Mainguard, write
from mainguard.cli import checking
from mainguard.cli.rewriting import FileChangedError, rewrite

READ_ELSEWHERE = "import uvicorn\n\nresult = uvicorn.run('a:b', reload=True)\n\n\ndef name():\n    return result\n"


def test_fix_writes_the_file_and_is_0_when_nothing_remains(mainguard: Mainguard) -> None:
    file = write("app.py", UNGUARDED)

    result = mainguard("check", "--fix")

    assert (result.code, result.out, file.read_text("utf-8")) == (0, "Fixed 1 problem in 1 file\n", GUARDED)


def test_what_cannot_be_fixed_is_still_found_where_it_is_afterwards(mainguard: Mainguard) -> None:
    write("app.py", f"{UNGUARDED}x = = 1\n")

    result = mainguard("check", "--fix", "--output-format", "concise")

    first, last = result.out.splitlines()
    assert (result.code, first.split()[:2], last) == (
        1,
        ["app.py:5:5:", "error[MG001]"],
        "Fixed 1 problem in 1 file; 1 remains",
    )


def test_unsafe_fixes_are_made_only_when_asked_for(mainguard: Mainguard) -> None:
    file = write("app.py", READ_ELSEWHERE)

    safe = mainguard("check", "--fix")
    untouched = file.read_text("utf-8")
    unsafe = mainguard("check", "--fix", "--unsafe-fixes")

    assert (safe.code, untouched) == (1, READ_ELSEWHERE)
    assert safe.out.splitlines()[-1] == "Found 1 problem in 1 file; 1 fixable with --fix --unsafe-fixes"
    assert (unsafe.code, unsafe.out, file.read_text("utf-8") == READ_ELSEWHERE) == (
        0,
        "Fixed 1 problem in 1 file\n",
        False,
    )


def test_fixing_twice_changes_nothing_more(mainguard: Mainguard) -> None:
    file = write("app.py", UNGUARDED)
    mainguard("check", "--fix")
    stamp = file.stat().st_mtime_ns

    assert (mainguard("check", "--fix").code, file.stat().st_mtime_ns) == (0, stamp)


def test_a_file_without_fixes_is_not_written(mainguard: Mainguard) -> None:
    files = [write("clean.py", GUARDED), write("broken.py", "x = (\n"), write("binary.py", b"\x00")]
    before = [(file.read_bytes(), file.stat().st_ino, file.stat().st_mtime_ns) for file in files]

    mainguard("check", "--fix", "--unsafe-fixes")

    assert [(file.read_bytes(), file.stat().st_ino, file.stat().st_mtime_ns) for file in files] == before


def test_the_mode_is_kept_and_nothing_is_left_beside_the_file(mainguard: Mainguard) -> None:
    file = write("tool.py", UNGUARDED)
    file.chmod(0o751)

    mainguard("check", "--fix")

    assert (file.stat().st_mode & 0o777, list(Path().iterdir())) == (0o751, [file])


def test_what_a_link_leads_to_is_fixed_and_the_link_stays(mainguard: Mainguard) -> None:
    real = write("real/app.py", UNGUARDED)
    Path("link.py").symlink_to(real)

    mainguard("check", "--fix", "link.py")

    assert (Path("link.py").is_symlink(), real.read_text("utf-8")) == (True, GUARDED)


def test_stdin_comes_out_fixed_and_findings_go_to_stderr(mainguard: Mainguard) -> None:
    text = UNGUARDED.replace("\n", "\r\n").encode() + b"x = = 1\r\n"

    result = mainguard("check", "--fix", "-", "--output-format", "concise", stdin=text)

    assert (result.code, result.out_bytes) == (1, GUARDED.replace("\n", "\r\n").encode() + b"x = = 1\r\n")
    assert "<stdin>:5:5: error[MG001]" in result.err


@pytest.mark.parametrize("text", [GUARDED.encode(), b"\x00\xff", b"", b"\xef\xbb\xbfx = (\r"])
def test_stdin_that_needs_no_fix_comes_out_as_it_was(mainguard: Mainguard, text: bytes) -> None:
    assert mainguard("check", "--fix", "-", stdin=text).out_bytes == text


def test_stdin_comes_out_even_when_mainguard_fails(mainguard: Mainguard, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(checking, "check", fail)
    result = mainguard("check", "--fix", "-", stdin=UNGUARDED.encode())

    assert (result.code, result.out) == (2, UNGUARDED)


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "app.py"
    file.write_text("by somebody else", "utf-8")

    with pytest.raises(FileChangedError):
        rewrite(file, b"as it was read", b"as it would be")

    assert (file.read_text("utf-8"), list(tmp_path.iterdir())) == ("by somebody else", [file])


def test_a_file_that_cannot_be_written_is_2_and_its_findings_are_those_of_what_is_there(
    mainguard: Mainguard, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write("app.py", UNGUARDED)
    monkeypatch.setattr(os, "access", lambda *_: False)

    result = mainguard("check", "--fix", "--output-format", "json")

    assert (result.code, result.err) == (2, "mainguard: app.py cannot be written: Permission denied\n")
    assert (result.places, file.read_text("utf-8")) == (["app.py:3:1 MG101"], UNGUARDED)


def test_a_file_whose_encoding_would_not_survive_is_left_alone(mainguard: Mainguard) -> None:
    # UTF-7 has two ways to write a plus sign; this is the one that Python does not use.
    content = b"# coding: utf-7\nname = '+ACs-'\n" + UNGUARDED.encode()
    file = write("app.py", content)

    result = mainguard("check", "--fix", "--output-format", "json")

    assert (result.code, result.places, file.read_bytes()) == (1, ["app.py:5:1 MG101"], content)
    assert result.err == "mainguard: app.py is not fixed: utf-7 would not write the rest of the file as it was\n"
