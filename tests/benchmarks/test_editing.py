"""The comparison of language servers measures what it says, with those that need not be installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mainguard.project.user_cache import CACHE_VARIABLE

FOLDER = Path(__file__).parents[2] / "benchmarks" / "editing"
SECONDS = 120


@pytest.fixture(scope="module")
def printed() -> str:
    """What the benchmark prints of mainguard and of the servers that do nothing."""
    plan = ("--sizes", "50", "--rounds", "1", "--edits", "1", "--hour", "20")
    done = subprocess.run(
        [sys.executable, FOLDER, "--only", "mainguard", "echo", *plan],
        env=os.environ | {CACHE_VARIABLE: os.devnull},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_server_is_measured_with_every_edit_at_every_size(printed: str) -> None:
    sections = printed.split("\n### ")[1:]
    measured = [section for section in sections if "50 lines" in section]

    assert len(measured) == 12
    for section in measured:
        rows = [row for row in section.splitlines() if row.startswith("| ")]
        cells = [cell.strip() for row in rows for cell in row.split("|")[1:4]]
        assert {"mainguard", "echo"} <= set(cells) or section.startswith("What was aimed at")
    assert "### Failures" not in printed


def test_memory_is_compared_with_a_server_that_has_imported_jedi(printed: str) -> None:
    rows = {row.split("|")[1].strip(): row.split("|")[2:4] for row in printed.splitlines() if row.startswith("| ")}

    assert all(float(cell) > 0 for cell in rows["pygls with jedi imported"])
