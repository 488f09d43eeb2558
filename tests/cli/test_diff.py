from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from harness.command_line import GUARDED, UNGUARDED, Mainguard, write
from mainguard.cli.rewriting import unified_diff
from mainguard.text.source import Source

DIFF = """\
--- app.py
+++ app.py
@@ -1,3 +1,4 @@
 import uvicorn
{blank}
-uvicorn.run("elsewhere:app", reload=True)
+if __name__ == "__main__":
+    uvicorn.run("elsewhere:app", reload=True)
""".format(blank=" ")


def test_diff_prints_what_fix_would_change_and_changes_nothing(mainguard: Mainguard) -> None:
    file = write("app.py", UNGUARDED)

    result = mainguard("check", "--diff")

    assert (result.code, result.out, file.read_text("utf-8")) == (1, DIFF, UNGUARDED)
    assert result.err == "Would fix 1 problem in 1 file\n"


def test_diff_wins_over_fix(mainguard: Mainguard) -> None:
    file = write("app.py", UNGUARDED)

    assert (mainguard("check", "--diff", "--fix").out, file.read_text("utf-8")) == (DIFF, UNGUARDED)


def test_nothing_to_change_is_0_and_prints_nothing_on_stdout(mainguard: Mainguard) -> None:
    write("app.py", GUARDED)

    result = mainguard("check", "--diff")

    assert (result.code, result.out) == (0, "")


def test_what_cannot_be_fixed_is_1_without_a_diff(mainguard: Mainguard) -> None:
    write("app.py", "x = (\n")

    result = mainguard("check", "--diff")

    assert (result.code, result.out, result.err) == (1, "", "Found 1 problem in 1 file\n")


def test_stdin_has_a_diff_under_its_name(mainguard: Mainguard) -> None:
    assert mainguard("check", "--diff", "-", "--stdin-filename", "app.py", stdin=UNGUARDED.encode()).out == DIFF


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["", "\n"])
def test_patch_makes_of_the_diff_what_fix_makes(mainguard: Mainguard, newline: str, end: str) -> None:
    text = (UNGUARDED.rstrip("\n") + end).replace("\n", newline)
    patched, fixed = write("app.py", text), write("fixed.py", text)
    diff = mainguard("check", "--diff", "app.py").out_bytes
    mainguard("check", "--fix", "fixed.py")

    subprocess.run(["git", "apply", "-p0", "--whitespace=nowarn"], input=diff, check=True, timeout=20)  # noqa: S607  # whichever git

    assert patched.read_bytes() == fixed.read_bytes()


@pytest.mark.parametrize(
    ("first", "encoding"),
    [
        ("# -*- coding: latin-1 -*-", "latin-1"),
        ("# coding: cp1252", "cp1252"),
        ("# é", "utf-8-sig"),
        ("# é😀", "utf-8"),
    ],
)
def test_a_diff_is_in_the_encoding_of_its_file(mainguard: Mainguard, first: str, encoding: str) -> None:
    content = f"{first}\n# déjà\n{UNGUARDED}".encode(encoding)
    patched, fixed = write("é.py", content), write("fixed.py", content)
    diff = mainguard("check", "--diff", "é.py").out_bytes
    mainguard("check", "--fix", "fixed.py")

    subprocess.run(["git", "apply", "-p0"], input=diff, check=True, timeout=20)  # noqa: S607  # whichever git

    assert patched.read_bytes() == fixed.read_bytes() != content


def test_lines_that_end_with_a_lone_carriage_return_are_lines() -> None:
    diff = unified_diff("a.py", Source("a\rb\rc"), Source("a\rx\rc"))

    assert diff == "--- a.py\n+++ a.py\n@@ -1,3 +1,3 @@\n a\r\n-b\r\n+x\r\n c\n\\ No newline at end of file\n"


def test_the_difference_of_the_same_is_nothing() -> None:
    assert unified_diff("a.py", Source("a\n"), Source("a\n")) == ""


def test_relative_paths_stay_relative(mainguard: Mainguard, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a/app.py", UNGUARDED)
    Path("b").mkdir()
    monkeypatch.chdir("b")

    assert mainguard("check", "--diff", "../a").out.startswith("--- ../a/app.py\n+++ ../a/app.py\n")
