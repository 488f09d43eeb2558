"""Servers with a reloader or several workers in a thread, where they cannot handle signals and fail."""

from __future__ import annotations

from collections.abc import Iterator

from mainguard.catalogue.api import Effect
from mainguard.replay.trace import Certainty
from mainguard.rules.rule import Context, Diagnostic, FixAvailability, Rule, Severity, no_fixes
from mainguard.rules.server_wording import conditions_text, place_here, server_call_text
from mainguard.rules.wording import first_that_fits

_LENGTHS = (40, 28, 20)
"""How long the expressions in a message may be: the first with which it is no longer than a message should be."""


def check(context: Context) -> Iterator[Diagnostic]:
    """Every call in a thread that works in the main thread only."""
    for call in context.trace.in_threads:
        shown = server_call_text(context, call, Effect.ERROR.value)
        why = "it handles signals, which only the main thread can; call it there, and the rest in a thread"
        text = first_that_fits(
            f"`{shown}` {Effect.ERROR.value} in a thread{conditions_text(call.assumptions, longest)}: {why}"
            for longest in _LENGTHS
        )
        is_certain = call.certainty is Certainty.CERTAIN
        yield Diagnostic(
            RULE.name,
            RULE.code,
            RULE.severity if is_certain else Severity.WARNING,
            place_here(context, call).span,
            text,
            certainty=call.certainty,
            api=call.api.name,
            chain=call.chain,
            subject=call,
        )


RULE = Rule(
    name="server-outside-main-thread",
    code="MG107",
    family="servers",
    summary="detects servers started in a thread where they fail, since they handle signals",
    severity=Severity.ERROR,
    fix=FixAvailability.NEVER,
    since="0.1.0",
    check=check,
    fixes=no_fixes,
)
