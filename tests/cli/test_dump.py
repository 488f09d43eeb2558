from __future__ import annotations

from pathlib import Path

import pytest

from harness.command_line import UNGUARDED, Mainguard, write


def test_the_stage_syntax_shows_blocks_and_trees(mainguard: Mainguard) -> None:
    write("x.py", "x = 1\n\ny = (\n")

    lines = mainguard("dump", "--stage", "syntax", "x.py").out.splitlines()

    assert (lines[0], lines[1]) == ("block 1:1-2:1", "  Assign(")
    assert [line for line in lines if line.startswith("block")] == ["block 1:1-2:1", "block 3:1-4:1"]
    assert any("does not parse: '(' was never closed at 3:5" in line for line in lines)


def test_the_stage_names_shows_where_imports_lead(mainguard: Mainguard, tmp_path: Path) -> None:
    write("pkg/__init__.py", "")
    write("pkg/lib.py", "")
    write("pkg/mod.py", "import pkg.lib, uvicorn\nfrom . import lib\nfrom .lib import go\n")

    lines = mainguard("dump", "--stage", "names", "pkg/mod.py").out.splitlines()

    assert lines == [
        f"{tmp_path}/pkg/mod.py is the module pkg.mod in the package pkg",
        f"pkg.lib -> {tmp_path}/pkg/lib.py",
        "uvicorn -> uvicorn (external, no environment to look it up in)",
        f"pkg.lib -> {tmp_path}/pkg/lib.py",
        f"pkg.lib.go -> go of {tmp_path}/pkg/lib.py",
    ]


def test_the_stage_replay_shows_the_trace(mainguard: Mainguard, tmp_path: Path) -> None:
    write("app.py", UNGUARDED)

    out = mainguard("dump", "--stage", "replay", "app.py").out

    assert "unguarded start of uvicorn.run: certain, method spawn\n" in out
    assert f"  through uvicorn.run at {tmp_path}/app.py:3:1-3:12\n" in out
    assert "\nmodules read: " in out


def test_a_relative_import_outside_a_package_leads_nowhere(mainguard: Mainguard) -> None:
    write("main.py", "from .lib import go\n")

    assert ".lib.go -> .lib.go (external, " in mainguard("dump", "--stage", "names", "main.py").out


@pytest.mark.parametrize("stage", ["syntax", "names", "replay"])
def test_every_stage_takes_an_empty_and_a_broken_file(mainguard: Mainguard, stage: str) -> None:
    write("empty.py", "")
    write("broken.py", "def (:\n\x0c'''")

    assert [mainguard("dump", "--stage", stage, name).code for name in ("empty.py", "broken.py")] == [0, 0]


def test_what_cannot_be_shown_is_2(mainguard: Mainguard) -> None:
    write("binary.py", b"\x00")

    results = [mainguard("dump", "--stage", "syntax", name) for name in ("none.py", "binary.py")]

    assert [result.code for result in results] == [2, 2]
    assert [result.err.startswith("mainguard: ") for result in results] == [True, True]
