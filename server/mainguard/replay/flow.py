"""How control leaves a statement."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field, replace

from mainguard.replay.trace import Assumption, GuardInPath, Site
from mainguard.replay.values import Value
from mainguard.text.span import Span

FOREVER = "%forever"
"""The name of a ``Raised`` that stands for a loop without an end."""


class Way(enum.Enum):
    """The ways out of a block other than its end."""

    RETURN = "return"
    BREAK = "break"
    CONTINUE = "continue"
    RAISE = "raise"


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception on its way, by the name of its class; ``None`` when the class is not known."""

    name: str | None
    site: Site | None
    what: str
    """The statement or call that raised it, as written."""
    kind: Value | None = None
    """The class itself, where the project defines it."""
    guard: GuardInPath | None = None
    """The innermost test of identity that it lies behind."""
    statement: Span = field(default_factory=lambda: Span(0, 0))
    """The main module's statement that was running."""


@dataclass(frozen=True, slots=True)
class Left:
    """Some runs leave here and others go on, depending on an assumption; ``otherwise`` holds for those that go on."""

    way: Way
    otherwise: Assumption


@dataclass(slots=True)
class Flow:
    """Where control may go after a statement or block."""

    falls: bool = True
    """Whether it may reach the end."""
    returns: list[Value] = field(default_factory=list)
    ways: set[Way] = field(default_factory=set)
    """The other ways that are possible."""
    raised: Raised | None = None
    """What is raised, when ``RAISE`` is among the ways."""
    left: list[Left] = field(default_factory=list)
    guards: list[GuardInPath] = field(default_factory=list)
    """Tests of identity that could have left here and did not: what follows lies behind them."""

    def copy(self) -> Flow:
        """The same, which what is absorbed from now on does not change."""
        return replace(self, returns=[*self.returns], ways={*self.ways}, left=[*self.left], guards=[*self.guards])

    def absorb(self, other: Flow) -> None:
        """Add the ways of ``other``, which runs after this one."""
        self.falls = other.falls
        self.returns += other.returns
        self.ways |= other.ways
        self.raised = self.raised or other.raised
        self.left = list(dict.fromkeys([*self.left, *other.left]))
        self.guards += other.guards


class Leave(Exception):  # noqa: N818 -- not an error of ours: a call that certainly does not come back
    """Raised while an expression is evaluated that certainly raises or exits."""

    def __init__(self, raised: Raised) -> None:
        super().__init__(raised)
        self.raised = raised


class StopYielding(Exception):  # noqa: N818 -- control flow of ``next``, never seen outside
    """Raised inside a generator when whoever consumes it wants no more."""


def merged(then: Flow, otherwise: Flow, assumption: Assumption, opposite: Assumption) -> Flow:
    """Either of two flows: ``then`` under ``assumption``, ``otherwise`` under ``opposite``."""
    flow = Flow(
        falls=then.falls or otherwise.falls,
        returns=then.returns + otherwise.returns,
        ways=then.ways | otherwise.ways,
        raised=then.raised or otherwise.raised,
        left=then.left + otherwise.left,
    )
    if not then.falls and otherwise.falls:
        flow.left += [Left(way, opposite) for way in then.ways]
    if not otherwise.falls and then.falls:
        flow.left += [Left(way, assumption) for way in otherwise.ways]
    return flow
