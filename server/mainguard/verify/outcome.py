"""What came of one run."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Kind(enum.Enum):
    """How the run of the module ended."""

    CLEAN = "clean"
    """It came to its end and started no process."""
    SERVES = "serves"
    """It started no process, and then served requests or waited for connections, where it was ended."""
    REEXECUTES = "reexecutes"
    """It was about to run its own command line again, where it was ended: no main guard has a part in that."""
    STARTS = "starts"
    """It was about to start a process."""
    RAISES = "raises"
    """It raised an exception."""
    EXITS = "exits"
    """It ended the process, before the child could begin its work."""
    LOST = "lost"
    """It came to its end without something that the parent sends to the child."""
    RUNAWAY = "runaway"
    """It forked or ran programs without end."""
    DIED = "died"
    """The process was ended by a signal, or ended without a word."""
    TIMEOUT = "timeout"
    """It had not come to its end in time."""
    NOT_RUN = "not-run"
    """It could not be run: the interpreter does not start, the text does not parse, a package is missing."""


class Verdict(enum.Enum):
    """What a run proves."""

    CLEAN = "clean"
    FAILS = "fails"
    NOT_RUN = "not-run"


_VERDICTS = {
    Kind.CLEAN: Verdict.CLEAN,
    Kind.SERVES: Verdict.CLEAN,
    Kind.REEXECUTES: Verdict.CLEAN,
    Kind.TIMEOUT: Verdict.NOT_RUN,
    Kind.NOT_RUN: Verdict.NOT_RUN,
}


@dataclass(frozen=True, slots=True)
class Range:
    """A range of lines, which count from 1, and columns, which are offsets in UTF-8 from 0; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A call that was going on."""

    path: str
    function: str
    """``<module>`` at the module level."""
    line: int
    range: Range | None
    """What was evaluated there; known from Python 3.11 on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one run of a module as a child."""

    kind: Kind
    chain: tuple[Frame, ...] = ()
    """The project's calls that were going on, outermost first; empty when none are known."""
    message: str = ""
    """CPython's own words, or the exit code, or why it could not be run."""
    error: str = ""
    """The class of the exception."""
    how: str = ""
    """The package that was about to start a process."""
    lost: tuple[str, ...] = ()
    is_import: bool = False
    """Whether it was the import by name that follows the run of the main module."""
    forks: tuple[Frame, ...] = ()
    """Where it forked, which a child may: innermost calls."""
    output: str = ""
    """The end of what the run wrote to standard output and standard error."""
    seconds: float = 0.0

    @property
    def verdict(self) -> Verdict:
        """What it proves."""
        return _VERDICTS.get(self.kind, Verdict.FAILS)
