"""The benchmark measures what it says, on a tree of a few files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from harness.command_line import UNGUARDED, write

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "check_tree.py"


def test_the_benchmark_of_a_tree_prints_its_table() -> None:
    write("tree/pkg/__init__.py", "")
    write("tree/pkg/app.py", UNGUARDED)
    write("tree/pkg/importer.py", "from . import app\n")
    write("tree/pkg/far.py", "from .importer import app\n")
    write("tree/broken.py", "import (\n")
    done = subprocess.run(
        [sys.executable, SCRIPT, "--tree", "tree"], capture_output=True, text=True, check=False, timeout=60
    )

    assert (done.returncode, done.stderr) == (0, "")
    head, read, parse, first, second, cache = done.stdout.splitlines()
    assert head == "5 files, 0 MB, 1 process"
    assert read.startswith("reading every byte: ")
    assert parse.startswith("ast.parse of 2 files that can matter: ")
    assert [first.partition(":")[0], second.partition(":")[0]] == ["first run", "second run"]
    assert cache.startswith("cache: ")
