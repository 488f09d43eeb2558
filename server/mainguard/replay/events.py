"""Functions that are handed over to be called when something happens: signal handlers and finalizers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mainguard.replay import calls, facts
from mainguard.replay.invocation import Invocation
from mainguard.replay.truth import plain
from mainguard.replay.values import NONE, Constant, External, Instance, Partial, Sequence, Value, sequence

_FINALIZERS = "%finalizers"
_TIMERS = {"signal.ITIMER_VIRTUAL": "signal.SIGVTALRM", "signal.ITIMER_PROF": "signal.SIGPROF"}


def finalizers(owner: Instance) -> tuple[Value, ...]:
    """What is called when ``owner`` is collected, the last registered first (``weakref.py``)."""
    kept = owner.table.get(_FINALIZERS)
    return kept.items[::-1] if isinstance(kept, Sequence) else ()


def _handler_key(number: Value) -> str | None:
    """Under which key of the run's settings the handler of a signal is kept."""
    known = plain(number)
    name = number.name.removeprefix("signal.").removeprefix("Signals.") if isinstance(number, External) else None
    return f"signal.handlers[{name if known is None else known[0]}]" if known or name else None


def handle(call: Invocation) -> Value | None:
    """``signal.signal(number, handler)``."""
    key = _handler_key(call.values[0]) if len(call.values) > 1 else None
    if key is None:
        return None
    before = call.run.settings.get(key, NONE)
    call.run.store.write(call.run.settings, key, call.values[1])
    return before


def raise_signal(call: Invocation) -> Value | None:
    """``signal.raise_signal(number)`` calls the handler before it returns."""
    return _raised(call, call.values[0]) if call.values else None


def kill(call: Invocation) -> Value | None:
    """``os.kill(os.getpid(), number)`` is the same."""
    if len(call.values) < 2 or not facts.is_own_process_id(call.values[0]):
        return None
    return _raised(call, call.values[1])


def alarm(call: Invocation) -> Value | None:
    """``signal.alarm`` and ``signal.setitimer``: the signal comes later, and is taken to come at once."""
    timer = call.values[0] if call.values else None
    name = _TIMERS.get(timer.name) if isinstance(timer, External) else None
    if call.values and call.plain(len(call.values[:2]) - 1) != (0,):
        _raised(call, External(name or "signal.SIGALRM"))
    return None


def reference(call: Invocation) -> Value | None:
    """``weakref.ref(owner, callback)`` calls back with the reference once the owner is collected."""
    return finalize(replace(call, given=calls.positional(*call.values[:2], NONE))) if len(call.values) > 1 else None


def _raised(call: Invocation, number: Value) -> Value | None:
    key = _handler_key(number)
    handler = call.run.settings.get(key) if key is not None else None
    if handler is None or isinstance(handler, Constant | External):
        return None
    call.apply(handler, number, NONE)
    return NONE


def finalize(call: Invocation) -> Value | None:
    """``weakref.finalize(owner, function, *arguments)``."""
    if len(call.values) < 2 or not isinstance(call.values[0], Instance):
        return None
    owner, given = call.values[0], call.given.without_first()
    kept = Partial(call.values[1], given.without_first())
    before = owner.table.get(_FINALIZERS)
    items = before.items if isinstance(before, Sequence) else ()
    call.run.store.write(owner.table, _FINALIZERS, sequence("list", (*items, kept)))
    return None


HANDLERS: dict[str, Callable[[Invocation], Value | None]] = {
    "signal.signal": handle,
    "signal.raise_signal": raise_signal,
    "signal.alarm": alarm,
    "signal.setitimer": alarm,
    "weakref.ref": reference,
    "os.kill": kill,
    "weakref.finalize": finalize,
}
