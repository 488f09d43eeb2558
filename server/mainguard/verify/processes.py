"""A process with all that it starts, however deep: counted while it runs, ended together.

What belongs to it carries a mark in its environment, which children inherit (Linux, where ``/proc`` shows it), or is in
its process group or descends from it (other POSIX systems, by ``ps``).  Windows ends the tree with ``taskkill``, and
counts nothing; that has not been run.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

VARIABLE = "MAINGUARD_VERIFY"
_ROUNDS = 50
_PAUSE = 0.02  # seconds between two rounds of ending
_IS_WINDOWS = sys.platform == "win32"
_NEW_GROUP: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
"""On Windows, what keeps Ctrl-C from reaching it."""


@dataclass
class Tree:
    """A running process and its descendants; a context manager that leaves none of them behind."""

    process: subprocess.Popen[bytes]
    mark: str
    _known: set[int] = field(default_factory=set)

    def __enter__(self) -> Tree:  # noqa: PYI034 - Self is not in the typing of 3.10
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    @property
    def output(self) -> IO[bytes]:
        """What it and its descendants write to standard output and standard error; ends when all of them have."""
        if self.process.stdout is None:
            raise ValueError("the process was started without a pipe")
        return self.process.stdout

    def has_ended(self, patience: float) -> bool:
        """Whether the process itself ends within ``patience`` seconds."""
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            return False
        return True

    def members(self) -> frozenset[int]:
        """The ids of its live processes."""
        if _IS_WINDOWS:
            return frozenset((self.process.pid,) if self.process.poll() is None else ())
        return _marked(self.mark) if _has_environments() else self._listed()

    def end(self) -> None:
        """End every process of it.  Stops them all first, so that none can start another meanwhile."""
        if _IS_WINDOWS:
            command = ["taskkill", "/F", "/T", "/PID", str(self.process.pid)]
            subprocess.run(command, capture_output=True, check=False)  # noqa: S603
        else:
            self._end_all()
        with suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()

    def _end_all(self) -> None:
        for _ in range(_ROUNDS):
            alive = self.members()
            if not alive - {self.process.pid} and self.process.poll() is not None:
                return
            _send(alive, signal.SIGSTOP)
            _send(alive, signal.SIGKILL)
            time.sleep(_PAUSE)

    def _listed(self) -> frozenset[int]:
        """The members by ``ps``: the group, and whoever descends from one that has ever been seen."""
        command = ["/bin/ps", "-A", "-o", "pid=,ppid=,pgid=,stat="]
        lines = subprocess.run(command, capture_output=True, check=False).stdout.decode("ascii", "replace")  # noqa: S603
        rows = [
            (int(pid), int(parent), int(group), state)
            for pid, parent, group, state in map(str.split, lines.splitlines())
        ]
        self._known.add(self.process.pid)
        found: set[int] = set()
        while True:
            more = {pid for pid, parent, group, _ in rows if group == self.process.pid or parent in self._known}
            if more <= found:
                break
            found |= more
            self._known |= more
        return frozenset(pid for pid, _, _, state in rows if pid in self._known and not state.startswith("Z"))


def start(command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> Tree:
    """Start ``command`` in ``folder``, without a terminal, in a session of its own.  Raises ``OSError``."""
    mark = uuid.uuid4().hex
    process = subprocess.Popen(  # noqa: S603  # the command that the user asked for
        command,
        cwd=folder,
        env={**environ, VARIABLE: mark},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        creationflags=_NEW_GROUP,
    )
    return Tree(process, mark)


def _has_environments() -> bool:
    """Whether the system shows the environment of each process."""
    return Path("/proc/self/environ").exists()


def _marked(mark: str) -> frozenset[int]:
    """Who carries the mark; a zombie has no environment and is not among them."""
    needle = f"{VARIABLE}={mark}".encode()
    found = []
    for name in os.listdir("/proc"):  # noqa: PTH208  # asked many times a second
        if name.isdigit():
            with suppress(OSError), open(f"/proc/{name}/environ", "rb") as environ:  # noqa: PTH123
                if needle in environ.read():
                    found.append(int(name))
    return frozenset(found)


def _send(processes: frozenset[int], number: signal.Signals) -> None:
    for process in processes:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(process, number)
