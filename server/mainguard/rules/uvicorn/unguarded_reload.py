"""Uvicorn's reloader or workers started at module level, where the child reaches the call again."""

from __future__ import annotations

from collections.abc import Iterator

from mainguard.rules.rule import Context, Diagnostic, FixAvailability, Rule, Severity
from mainguard.rules.starts import diagnose, guard_fixes


def check(context: Context) -> Iterator[Diagnostic]:
    """Every start by an API of uvicorn's."""
    return diagnose(context, RULE, (start for start in context.trace.starts if start.api.tags & RULE.claims))


RULE = Rule(
    name="unguarded-reload",
    code="MG101",
    family="uvicorn",
    summary="detects uvicorn with reload or workers that is started again by its own child process",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
    check=check,
    fixes=guard_fixes,
    claims=frozenset({"uvicorn"}),
)
