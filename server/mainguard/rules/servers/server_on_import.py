"""Servers that are started by whoever imports or runs the module again: an import string, a test, a later child."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from mainguard.fixes.fix import Fix
from mainguard.replay.trace import ReachedAgain, ServedAgain
from mainguard.rules.places import has_more_after
from mainguard.rules.rule import Context, Diagnostic, FixAvailability, Rule, Severity
from mainguard.rules.server_wording import server_call_text
from mainguard.rules.start_wording import MAIN_GUARD
from mainguard.rules.starts import guard_around
from mainguard.rules.wording import shortened

_SERVES_INSIDE = "serves inside an import"
_NEVER_RETURNS = "never returns"
_IS_RUN_AGAIN = "runs in child processes, too"


def check(context: Context) -> Iterator[Diagnostic]:
    """One finding a call; a server that starts processes which come to it again has a finding already."""
    failing = {start.chain[-1] for start in context.trace.starts}
    reported = set()
    for again in context.trace.served_again:
        call = again.call
        if call.chain[-1] in failing or call.place.span in reported:
            continue
        if again.by is ReachedAgain.CHILD and context.trace.starts:
            continue
        if again.by is ReachedAgain.IMPORT and not _is_in_the_way(context, again):
            continue
        reported.add(call.place.span)
        yield Diagnostic(
            RULE.name,
            RULE.code,
            Severity.WARNING if again.by is ReachedAgain.CHILD else RULE.severity,
            call.place.span,
            _message(context, again),
            api=call.api.name,
            chain=call.chain,
            subject=again,
        )


def fixes(context: Context, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Put the call under the main guard, where it is not the import of another module that serves."""
    again = diagnostic.subject
    if isinstance(again, ServedAgain) and again.by is not ReachedAgain.IMPORT:
        yield from guard_around(context, again.call.statement, again.call.place.name)


def _message(context: Context, again: ServedAgain) -> str:
    call = again.call
    name = shortened(again.module, 28)
    match again.by:
        case ReachedAgain.IMPORT:
            shown = f"import {shortened(again.module, 30)}"
            served = server_call_text(context, call, _NEVER_RETURNS)
            return f"`{shown}` {_NEVER_RETURNS}: it runs `{served}` there, which serves; put that under `{MAIN_GUARD}`"
        case ReachedAgain.IMPORT_STRING:
            shown = server_call_text(context, call, _SERVES_INSIDE)
            why = f"it imports this file as `{name}`, which comes to this line again"
            return f"`{shown}` {_SERVES_INSIDE}: {why}; put it under `{MAIN_GUARD}`"
        case ReachedAgain.CHILD:
            shown = server_call_text(context, call, _IS_RUN_AGAIN)
            why = f"those that `{name}` starts come here before they do their work"
            return f"`{shown}` {_IS_RUN_AGAIN}: {why}; put it under `{MAIN_GUARD}`"


def _is_in_the_way(context: Context, again: ServedAgain) -> bool:
    """Whether the importing module has more to do, or is a test: a launcher only imports what serves."""
    file = PurePath(context.module.key).stem
    is_test = file.startswith("test_") or file.endswith("_test") or file == "conftest"
    return is_test or has_more_after(context.module.tree, again.call.statement)


RULE = Rule(
    name="server-on-import",
    code="MG106",
    family="servers",
    summary="detects servers that an import string, an importing module or a child process starts once more",
    severity=Severity.INFORMATION,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
    check=check,
    fixes=fixes,
)
