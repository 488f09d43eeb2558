"""What a rule is."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from mainguard.fixes.fix import Fix
from mainguard.replay.modules import Modules, ProjectModule
from mainguard.replay.trace import Certainty, GuardInPath, Site, Trace
from mainguard.text.span import Span


class Severity(enum.Enum):
    """How bad a finding is, most severe first."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


class FixAvailability(enum.Enum):
    """Whether a rule's findings have a fix."""

    ALWAYS = "always"
    SOMETIMES = "sometimes"
    NEVER = "never"


@dataclass(frozen=True)
class Context:
    """What a rule sees: one module, its trace, and the project for questions of existence."""

    module: ProjectModule
    trace: Trace
    modules: Modules
    target_versions: tuple[tuple[int, int], ...]
    """The Python versions that run the code, ascending: ``((3, 10), …)``."""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """A finding in one module."""

    rule: str
    code: str
    severity: Severity
    span: Span
    message: str
    """One line, a capital letter unless it begins with code, no full stop."""
    certainty: Certainty = Certainty.CERTAIN
    api: str | None = None
    start_method: str | None = None
    chain: tuple[Site, ...] = ()
    guards: tuple[GuardInPath, ...] = ()
    """Guards on the way that do not keep the child from the end of ``chain``."""
    targets: tuple[str, ...] = ()
    """Where what it finds fails, as ``"linux 3.14"``; empty for everywhere."""
    is_unnecessary: bool = False
    """Whether editors should fade the span (LSP's ``DiagnosticTag.Unnecessary``)."""
    subject: object = field(default=None, compare=False, repr=False)
    """What of the trace it is about; the rule's own ``fixes`` reads it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as a value; each rule's file ends with one."""

    name: str
    code: str
    family: str
    summary: str
    severity: Severity
    fix: FixAvailability
    since: str
    check: Callable[[Context], Iterator[Diagnostic]]
    fixes: Callable[[Context, Diagnostic], Iterator[Fix]]
    """The fixes for one of the rule's own diagnostics, best first; asked for only when somebody wants them."""
    claims: frozenset[str] = frozenset()
    """The catalogue tags of the APIs whose unguarded starts this rule reports.

    ``unguarded-process-start`` has those that no rule claims."""


def no_fixes(context: Context, diagnostic: Diagnostic) -> Iterator[Fix]:
    """The ``fixes`` of a rule that has none."""
    del context, diagnostic
    return iter(())
