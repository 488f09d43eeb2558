"""Runs a server program in a folder and watches it from outside.

Nothing waits for a fixed time: ``wait_until`` looks at a state until it holds, and every look counts the processes,
so that a fork bomb is ended wherever the test happens to be.
"""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from executed.processes import Run

LIBRARY = Path(__file__).resolve().parent / "library"
"""What the programs may import as if it were installed."""

T = TypeVar("T")

_MOST_PROCESSES = 12
"""A reloader needs three, two workers four; with more than this a program is on its way to a fork bomb."""

_PATIENCE = 20.0  # seconds until a state that should come is given up
_POLL = 0.1
_INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT", "VIRTUAL_ENV")


class DidNotHappenError(AssertionError):
    """A state did not come in time."""


class TooManyProcessesError(AssertionError):
    """The program started more processes than any server here needs; all of them have been killed."""


class ReservedPort:
    """A port on 127.0.0.1 that only a server that is told its number can bind.

    The port stays bound, without listening, so the system gives it to nobody else; a server that binds with
    ``SO_REUSEADDR``, as uvicorn does, shares it.
    """

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", 0))
        self.number: int = self._socket.getsockname()[1]

    def close(self) -> None:
        """Give the port back."""
        self._socket.close()


class Program:
    """``python main.py``, or another command, in ``folder``; a context manager that leaves no process behind."""

    def __init__(self, folder: Path, port: int, command: Sequence[str] = ("main.py",)) -> None:
        self._folder = folder
        self._port = port
        self._command = command
        self._run = Run()
        self._logs = folder.parent / f"{folder.name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Program:  # noqa: PYI034 - Self is not in the typing of 3.10
        environment = {key: value for key, value in os.environ.items() if key in _INHERITED}
        environment |= {
            "PYTHONPATH": str(LIBRARY),
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONIOENCODING": "utf-8",
            "PORT": str(self._port),
            **self._run.environment,
        }
        with self._errors_file.open("wb") as errors, self._output_file.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, *self._command],
                cwd=self._folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                start_new_session=True,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._run.kill()
        if self._process is not None:
            self._process.wait(_PATIENCE)

    @property
    def errors(self) -> str:
        """Standard error so far, of all processes."""
        return self._errors_file.read_text("utf-8", "replace")

    @property
    def output(self) -> str:
        """Standard output so far, of all processes."""
        return self._output_file.read_text("utf-8", "replace")

    @property
    def exit_code(self) -> int | None:
        """The exit code of the first process, ``None`` while it runs."""
        assert self._process is not None
        return self._process.poll()

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of all its live processes."""
        return self._run.processes()

    def answer(self) -> str | None:
        """What it answers to ``GET /`` now, ``None`` when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=2.0)
        try:
            connection.request("GET", "/")
            return connection.getresponse().read().decode()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def wait_until(self, what: str, state: Callable[[], T]) -> T:
        """Look until ``state()`` is true and return it.

        Raises ``DidNotHappenError`` when it does not come in time, ``TooManyProcessesError`` when the program explodes.
        """
        deadline = time.monotonic() + _PATIENCE
        while True:
            if len(self.processes) > _MOST_PROCESSES:
                self._run.kill()
                raise TooManyProcessesError(f"more than {_MOST_PROCESSES} processes")
            seen = state()
            if seen:
                return seen
            if time.monotonic() > deadline:
                raise DidNotHappenError(f"{what} did not happen; standard error:\n{self.errors[-3000:]}")
            time.sleep(_POLL)

    def interrupt(self) -> int:
        """Press Ctrl-C once, wait until all processes are gone, and return the exit code of the first."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGINT)
        self.wait_until("the end of the program", lambda: self.exit_code is not None and not self.processes)
        return self._process.wait()

    @property
    def _errors_file(self) -> Path:
        return self._logs.with_suffix(".stderr")

    @property
    def _output_file(self) -> Path:
        return self._logs.with_suffix(".stdout")
