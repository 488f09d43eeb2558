"""Servers started at module level whose own processes reach the call again; uvicorn has a rule of its own."""

from __future__ import annotations

from collections.abc import Iterator

from mainguard.rules.rule import Context, Diagnostic, FixAvailability, Rule, Severity
from mainguard.rules.starts import diagnose, guard_fixes


def check(context: Context) -> Iterator[Diagnostic]:
    """Every start by an API of a server."""
    return diagnose(context, RULE, (start for start in context.trace.starts if start.api.tags & RULE.claims))


RULE = Rule(
    name="unguarded-server-start",
    code="MG105",
    family="servers",
    summary="detects servers that are started again by the processes that they start",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
    check=check,
    fixes=guard_fixes,
    claims=frozenset({"server"}),
)
