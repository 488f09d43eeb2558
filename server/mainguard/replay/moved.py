"""The same trace of a module whose blocks stand elsewhere in its text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from operator import is_not
from typing import Any, TypeVar

from mainguard.replay.execution import NOWHERE
from mainguard.replay.trace import ApiCall, Argument, Assumption, GuardInPath, ServedAgain, Site, Trace
from mainguard.syntax.outline import Change
from mainguard.text.span import Span

_Part = TypeVar("_Part", bound=Any)
_Placed = TypeVar("_Placed", Site, Assumption, GuardInPath)
_SAY_WHERE = frozenset({"statement", "call", "chain", "guards", "assumptions", "site", "start", "guard"})


@dataclass(frozen=True)
class Move:
    """Where the blocks of the module called ``module`` start now, but for those that were changed."""

    module: str
    before: Sequence[int]
    after: Sequence[int]
    change: Change

    def trace(self, trace: Trace) -> Trace:
        """``trace`` with every place of the module where it is now; itself where that is where it was."""
        if self.before == self.after:
            return trace
        seen = {name: value for name, value in vars(trace).items() if value and isinstance(value, tuple)}
        return _with(trace, seen, {name: _each(self._seen, value) for name, value in seen.items()})

    def _seen(self, seen: Any) -> Any:
        """What a trace is made of: fields of the same name mean the same."""
        if isinstance(seen, str):
            return seen
        if isinstance(seen, ServedAgain):
            return _with(seen, {"call": seen.call}, {"call": self._seen(seen.call)})
        if isinstance(seen, ApiCall):
            return self._call(seen)
        before = {name: getattr(seen, name) for name in _places(seen.__class__)}
        after: dict[str, Any] = {}
        for name, value in before.items():
            match name:
                case "statement":
                    after[name] = self._span(self.module, value)
                case "call":
                    after[name] = self._span(before["chain"][-1].module, value)
                case "chain" | "guards" | "assumptions":
                    after[name] = _each(self._placed, value)
                case _:
                    after[name] = None if value is None else self._placed(value)
        return _with(seen, before, after)

    def _call(self, call: ApiCall) -> ApiCall:
        module = call.site.module
        before = {"site": call.site, "call": call.call}
        after = {"site": self._placed(call.site), "call": self._span(module, call.call)}
        arguments = {name: self._argument(module, each) for name, each in call.arguments.items()}
        if any(each is not call.arguments[name] for name, each in arguments.items()):
            after["arguments"] = arguments
        return _with(call, {**before, "arguments": call.arguments}, after)

    def _argument(self, module: str, argument: Argument) -> Argument:
        before = {"span": argument.span, "keyword_span": argument.keyword_span}
        after = {name: None if span is None else self._span(module, span) for name, span in before.items()}
        return _with(argument, before, after)

    def _placed(self, place: _Placed) -> _Placed:
        span = self._span(place.module, place.span)
        if span is place.span:
            return place
        if isinstance(place, Site):
            # Most places are sites, and this takes a third of the time.
            return Site(place.module, span, place.name)
        return replace(place, span=span)

    def _span(self, module: str, span: Span) -> Span:
        if module != self.module or span == NOWHERE:
            return span
        block = bisect_right(self.before, span.start) - 1
        distance = self.after[self.change.number(block)] - self.before[block]
        return span.shifted(distance) if distance else span


@cache
def _places(seen: type) -> tuple[str, ...]:
    """The fields of a part of a trace that say where something is."""
    return tuple(each.name for each in fields(seen) if each.name in _SAY_WHERE)


def _each(move: Callable[[_Part], _Part], parts: tuple[_Part, ...]) -> tuple[_Part, ...]:
    """Each part moved; the same tuple where none has moved."""
    moved = tuple(map(move, parts))
    return moved if any(map(is_not, moved, parts)) else parts


def _with(seen: _Part, before: Mapping[str, object], after: Mapping[str, object]) -> _Part:
    """``seen`` with what is another object in ``after``; itself where nothing is."""
    changed: dict[str, Any] = {name: value for name, value in after.items() if value is not before[name]}
    return replace(seen, **changed) if changed else seen
