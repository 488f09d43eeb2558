"""Finds and ends every process of one run, however deep, by a mark in the environment that children inherit.

Linux only: the mark is read from ``/proc``.
"""

from __future__ import annotations

import os
import signal
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

MAX_PROCESSES = 24
"""A run with more live processes than this is a fork bomb and is ended."""

_VARIABLE = "MAINGUARD_RUN"
_ROUNDS = 60
_PAUSE = 0.1  # seconds between two rounds of killing


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a program: whatever carries its mark belongs to it."""

    mark: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def environment(self) -> dict[str, str]:
        """What to add to the environment of the first process."""
        return {_VARIABLE: self.mark}

    def processes(self) -> tuple[int, ...]:
        """The ids of the run's live processes; a zombie has no environment and is not among them."""
        needle = f"{_VARIABLE}={self.mark}".encode()
        found = []
        for directory in Path("/proc").iterdir():
            if directory.name.isdigit():
                with suppress(OSError):  # it ended, or belongs to somebody else
                    if needle in (directory / "environ").read_bytes():
                        found.append(int(directory.name))
        return tuple(found)

    def kill(self) -> None:
        """End every process of the run.  Stops them all first, so that none can start another meanwhile."""
        for _ in range(_ROUNDS):
            alive = self.processes()
            if not alive:
                return
            _send(alive, signal.SIGSTOP)
            _send(alive, signal.SIGKILL)
            time.sleep(_PAUSE)
        raise RuntimeError(f"processes that survive SIGKILL: {self.processes()}")


def _send(processes: tuple[int, ...], number: signal.Signals) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, number)
