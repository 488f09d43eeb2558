"""Uvicorn's reloader or workers started at module level, where the child reaches the call again."""

from __future__ import annotations

from collections.abc import Iterator

from mainguard.catalogue.api import Effect
from mainguard.replay.trace import ApiCall, UnguardedStart
from mainguard.rules.calls import is_true
from mainguard.rules.rule import Context, Diagnostic, FixAvailability, Rule, Severity
from mainguard.rules.starts import diagnose, guard_fixes, usual_effect


def check(context: Context) -> Iterator[Diagnostic]:
    """Every start by an API of uvicorn's."""
    starts = (start for start in context.trace.starts if start.api.tags & RULE.claims)
    return diagnose(context, RULE, starts, _effect)


def _effect(start: UnguardedStart, call: ApiCall | None) -> Effect:
    """Reload waits for a child that never serves; without it, the supervisor of the workers replaces each that dies."""
    if call is not None and call.arguments.keys() & {"reload", "workers"} and is_true(call, "reload") is False:
        return Effect.RESPAWN
    return usual_effect(start, call)


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
