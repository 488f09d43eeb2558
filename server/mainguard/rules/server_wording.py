"""What is said about a call of a server: how it is shown, where, and on what it depends."""

from __future__ import annotations

from collections.abc import Sequence

from mainguard.replay.trace import Assumption, ServerCall, Site
from mainguard.rules.rule import Context
from mainguard.rules.wording import CONSEQUENCE_WITHIN, assumed_text, brackets_text, call_text, callee_text, in_order

_TELLING = ("reload", "workers", "use_reloader", "debug", "reloader")
"""The arguments that say most of a server that starts processes."""
_MOST_CONDITIONS = 2


def server_call_text(context: Context, server: ServerCall, consequence: str) -> str:
    """``uvicorn.run(…, reload=True)``, so short that the ``consequence`` stands within the first part of a message."""
    site = server.chain[-1]
    # Two backticks and a space.
    longest = CONSEQUENCE_WITHIN - len(consequence) - 3
    call = next((call for call in context.trace.calls if call.site == site), None)
    if site.name.rpartition(".")[2] != server.api.name.rpartition(".")[2]:
        # What is written there calls the server, and the arguments are not its own: `thread.start()`.
        return callee_text(site.name, longest - 2) + "()"
    if call is None:
        brackets = brackets_text(site.span, server.call)
        return callee_text(site.name, longest - len(brackets)) + brackets
    return call_text(context, site.name, call, [name for name in _TELLING if name in call.arguments][:1], longest)


def place_here(context: Context, server: ServerCall) -> Site:
    """The last place in this module on the way to the call: the call itself where it is written here."""
    return next((site for site in reversed(server.chain) if site.module == context.module.key), server.place)


def conditions_text(assumptions: Sequence[Assumption], longest: int) -> str:
    """What it depends on, by name: `` if `settings.debug` is true``; empty when it is certain."""
    named = list(dict.fromkeys(assumed_text(assumption, longest) for assumption in assumptions))
    more = [f"{len(named) - _MOST_CONDITIONS} more"] * (len(named) > _MOST_CONDITIONS)
    return f" if {in_order([*named[:_MOST_CONDITIONS], *more])}" if named else ""
