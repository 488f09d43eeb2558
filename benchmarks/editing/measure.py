"""What is measured of each server."""

from __future__ import annotations

import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from client import ServerSilentError
from edits import Change, Edit, module
from machine import environment, resident_mib
from servers import Server
from session import OpenFile, Session

REQUESTS = {"code action": "textDocument/codeAction", "hover": "textDocument/hover"}
_FILES = 10
_LINES_A_FILE = 500
_LONGEST = 19
_QUIET = 5
"""Seconds without a keystroke before memory is looked at: what was begun in the background is done by then."""
_COLD = """\
from sympy import integrate, lambdify, limit, plot, series, solve

integrate(1), lambdify(1), limit(1), plot(1), series(1), solve(1)
"""


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    sizes: Sequence[int]
    rounds: int
    edits: int
    """Of each kind, in each round; each is made and taken back."""
    hour: int
    """How many keystrokes stand for an hour of editing."""
    pause: float = 0.02
    """Seconds between an answer and the next keystroke."""


@dataclass
class Samples:
    """Milliseconds by what was done and by the lines of the file, for one server."""

    times: dict[str, dict[int, list[float]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    memory_mib: dict[str, float] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)


def measured(servers: Sequence[Server], plan: Plan, project: Path | None) -> dict[str, Samples]:
    """All that is learned of the servers, by name: in rounds, so that what disturbs the machine disturbs all."""
    samples = {server.name: Samples() for server in servers}
    for turn in range(plan.rounds + 1):
        for size in plan.sizes if turn else plan.sizes[:1]:
            for server in [*servers[turn % len(servers) :], *servers[: turn % len(servers)]]:
                # The first turn fills the caches of files and bytecode.
                one = samples[server.name] if turn else Samples()
                try:
                    _edit(server, size, plan, project, one)
                except (ServerSilentError, OSError) as error:
                    one.failures.append(f"{size} lines: {error}")
                print(f"round {turn}, {size} lines: {server.name} {one.failures or ''}", file=sys.stderr, flush=True)
    return samples


def _edit(server: Server, size: int, plan: Plan, project: Path | None, samples: Samples) -> None:
    with opened(server, size, project) as session:
        samples.times["initialize"][size].append(session.initialize_ms)
        samples.times["first diagnostics"][size].append(session.first_diagnostics_ms)
        time.sleep(plan.pause * 10)
        finding, *others = session.edits
        # The file is opened with the finding in it.
        _toggle(session, finding, plan, samples.times[finding.name][size], (True, False))
        for typing in session.typings():
            count = 2 * plan.edits + 2
            for number, change in enumerate(typing.keystrokes(count)):
                took = session.change_and_wait(change)
                if number > 1:
                    samples.times[typing.name][size].append(took)
                time.sleep(plan.pause)
            session.change_and_wait(typing.taken_back(count))
        for name, method in REQUESTS.items():
            for _ in range(plan.edits):
                samples.times[name][size].append(session.asked(method))
                time.sleep(plan.pause)
        # What is found may be that the text does not parse, which the others have come and go.
        session.timed(finding, undone=True)
        for edit in others:
            _toggle(session, edit, plan, samples.times[edit.name][size], (False, True))


def _toggle(session: Session, edit: Edit, plan: Plan, times: list[float], order: Sequence[bool]) -> None:
    """Make an edit and take it back, in whatever ``order``; what comes first fills caches."""
    for number in range(plan.edits + 1):
        for is_undone in order:
            took = session.timed(edit, undone=is_undone)
            if number:
                times.append(took)
            time.sleep(plan.pause)


def while_names_are_looked_up(server: Server, plan: Plan, project: Path | None) -> tuple[list[float], list[float]]:
    """Milliseconds of keystrokes in a quiet server, and of those typed while a large package is looked up for it."""
    quiet, busy = [], []
    with opened(server, _LINES_A_FILE, project) as session:
        finding = session.edits[0]
        time.sleep(1)
        for _ in range(plan.edits):
            quiet += [session.timed(finding, undone=undone) for undone in (True, False)]
    # Without a pause, from the first diagnostics on: the names are looked up meanwhile.
    with opened(server, _LINES_A_FILE, project, header=_COLD) as session:
        finding = session.edits[0]
        for _ in range(plan.edits):
            busy += [session.timed(finding, undone=undone) for undone in (True, False)]
    return quiet, busy


def after_an_hour(server: Server, plan: Plan, project: Path | None) -> tuple[float, float]:
    """MiB that the server has with ten files open: at the start, and after as many keystrokes as an hour has."""
    with opened(server, _LINES_A_FILE, project) as session:
        text = module(_LINES_A_FILE, server.toggle.block)
        files = [OpenFile(session.folder / f"module_{number}.py", text) for number in range(_FILES)]
        for file in files:
            file.version = 1
            session.open(file)
        time.sleep(_QUIET)
        before = resident_mib(session.client.process.pid)
        for file in files:
            session.file, at = file, file.text.index(server.toggle.block)
            for number in range(plan.hour // _FILES):
                # A line of its own grows by a character at a time, and goes again.
                length = number % (_LONGEST + 1)
                typed = Change(at + length, at + length, "x" if length else "x\n")
                session.change_and_wait(typed if length < _LONGEST else Change(at, at + _LONGEST + 1, ""))
        time.sleep(_QUIET)
        return before, resident_mib(session.client.process.pid)


@contextmanager
def opened(server: Server, lines: int, project: Path | None, header: str = "") -> Iterator[Session]:
    """A server with a file open, in a folder of its own, with a cache of its own."""
    with tempfile.TemporaryDirectory(prefix="mainguard-") as place:
        folder, cache = Path(place) / "project", Path(place) / "cache"
        folder.mkdir()
        session = Session(server, folder, lines, environment(project, cache), header)
        try:
            yield session
        finally:
            session.close()
