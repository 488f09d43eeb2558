"""Starts of processes at module level that the child reaches again."""

from __future__ import annotations

from collections.abc import Iterator

from mainguard.rules.registry import all_rules
from mainguard.rules.rule import Context, Diagnostic, FixAvailability, Rule, Severity
from mainguard.rules.starts import diagnose, guard_fixes


def check(context: Context) -> Iterator[Diagnostic]:
    """Every start that no library's own rule claims."""
    claimed = frozenset[str]().union(*(rule.claims for rule in all_rules()))
    return diagnose(context, RULE, (start for start in context.trace.starts if not claimed & start.api.tags))


RULE = Rule(
    name="unguarded-process-start",
    code="MG201",
    family="multiprocessing",
    summary="detects process starts that run again when the child process runs the module",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
    check=check,
    fixes=guard_fixes,
)
