"""Files checked by several processes at once.

Each is an interpreter of its own, on every platform: it knows nothing of this one but what it is sent.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING

from mainguard.cli.checker import Checked, Checker
from mainguard.cli.memory import collect_seldom
from mainguard.cli.projects import Projects

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

_MOST_BY_DEFAULT = 4
_FILES_THAT_PAY = 400
"""An interpreter takes as long to start as some files take to be checked."""
_FILES_AT_ONCE = 32
"""Neighbours import the same modules, which are then read once."""
_SECONDS_TO_END = 5

_LOGGER = logging.getLogger("mainguard")


@dataclass(frozen=True, slots=True)
class _Answer:
    checked: tuple[Checked, ...]
    records: tuple[tuple[int, str], ...]
    """The level and the text of what was logged."""


def number_of_processes(wanted: int | None, files: int) -> int:
    """How many processes are to check so many files; ``wanted`` is what the user said."""
    if wanted is None:
        usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        wanted = min(usable, _MOST_BY_DEFAULT) if files >= _FILES_THAT_PAY else 1
    return max(1, min(wanted, files))


def check_in_processes(
    paths: Sequence[Path], processes: int, projects: Callable[[], Projects], here: Checker
) -> Iterator[Checked]:
    """What came of each of ``paths``, in no order.  Raises ``SettingsError``.

    ``projects`` is sent to the processes; when one of them ends before its time, ``here`` does what it should have.
    """
    chunks = [paths[start : start + _FILES_AT_ONCE] for start in range(0, len(paths), _FILES_AT_ONCE)]
    chunks.reverse()
    context = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        busy: dict[Connection, Sequence[Path]] = {}
        for _ in range(min(processes, len(chunks))):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs, projects), daemon=True)
            with _without_interrupts():
                process.start()
            theirs.close()
            stack.callback(_end, process, ours)
            busy[ours] = _send(ours, chunks)
        while busy:
            ready = wait(list(busy))
            for connection in [each for each in busy if each in ready]:
                chunk = busy.pop(connection)
                try:
                    answer: _Answer | Exception = connection.recv()
                except (EOFError, OSError):
                    _LOGGER.debug("a process has ended before its time")
                    yield from map(here.check, chunk)
                    continue
                if isinstance(answer, Exception):
                    raise answer
                for level, message in answer.records:
                    _LOGGER.log(level, "%s", message)
                yield from answer.checked
                if chunks:
                    busy[connection] = _send(connection, chunks)
        # Every process may have ended.
        for chunk in reversed(chunks):
            yield from map(here.check, chunk)


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Ctrl-C goes to all processes of a terminal: the first ends those that are started here, which do not hear it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _send(connection: Connection, chunks: list[Sequence[Path]]) -> Sequence[Path]:
    chunk = chunks.pop()
    try:
        connection.send(chunk)
    except OSError:
        # That nobody reads it any more is noticed when the answer does not come.
        _LOGGER.debug("a process takes no more files")
    return chunk


def _end(process: BaseProcess, connection: Connection) -> None:
    """End a process that waits for more, or whose answer nobody waits for."""
    connection.close()
    process.terminate()
    process.join(_SECONDS_TO_END)
    if process.is_alive():
        process.kill()
        process.join()


def _work(connection: Connection, make_projects: Callable[[], Projects]) -> None:
    """Check what comes until nothing more does."""
    # As below, where there is no mask to inherit.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_seldom()
    records = _Records()
    _LOGGER.addHandler(records)
    _LOGGER.propagate = False
    projects = make_projects()
    checker = Checker(projects)
    try:
        while True:
            answer: _Answer | Exception
            try:
                answer = _Answer(tuple(map(checker.check, connection.recv())), records.take())
            except (EOFError, OSError):
                return
            except Exception as error:  # noqa: BLE001  # raised where the files come from
                answer = error
            connection.send(answer)
    finally:
        projects.close()


class _Records(logging.Handler):
    """Keeps what is logged, as text."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._records: list[tuple[int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self._records.append((record.levelno, record.getMessage() + (f": {error!r}" if error else "")))

    def take(self) -> tuple[tuple[int, str], ...]:
        records = tuple(self._records)
        self._records.clear()
        return records
