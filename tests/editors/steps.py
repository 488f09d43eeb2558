"""What the drivers in Python share: steps that are waited for and written down; see ``desk.py``.

Nothing but the standard library: some drivers run in the environment of their editor.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

T = TypeVar("T")

FILE = Path(os.environ["MAINGUARD_FILE"])
"""The file that is opened."""

_POLL = 0.02
_PATIENCE = {
    "finding": float(os.environ["MAINGUARD_PATIENCE_FINDING"]),
    "fix": float(os.environ["MAINGUARD_PATIENCE_FIX"]),
}
_OTHER_PATIENCE = float(os.environ["MAINGUARD_PATIENCE"])


def say(step: str, *seen: object) -> None:
    """Write down what was seen at a step."""
    line = "\t".join(" ".join(str(part).split()) for part in (step, *seen))
    with Path(os.environ["MAINGUARD_REPORT"]).open("a", encoding="utf-8") as report:
        report.write(f"{line}\n")


def fail(step: str, why: object) -> NoReturn:
    """Give up at a step."""
    say("failed", step, why)
    sys.exit(1)


def step(name: str, look: Callable[[], T], *, or_else: Callable[[], object] = lambda: "did not come about") -> T:
    """Look until there is something to see, write that down and return it; ``or_else`` says what was there instead."""
    end = time.monotonic() + _PATIENCE.get(name, _OTHER_PATIENCE)
    while not (seen := look()):
        if time.monotonic() > end:
            fail(name, or_else())
        time.sleep(_POLL)
    say(name, "" if seen is True else seen)
    return seen


def output_of(*command: str | Path) -> str:
    """What a short command prints; nothing if it fails."""
    finished = subprocess.run(command, capture_output=True, timeout=10, check=False)
    return finished.stdout.decode("utf-8", "replace") if finished.returncode == 0 else ""
