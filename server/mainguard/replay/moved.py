"""The same trace of a module whose blocks stand elsewhere in its text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from mainguard.replay.execution import NOWHERE
from mainguard.replay.trace import ApiCall, Argument, Assumption, GuardInPath, ServedAgain, Site, Trace
from mainguard.syntax.outline import Change
from mainguard.text.span import Span

_Placed = TypeVar("_Placed", Site, Assumption, GuardInPath)


@dataclass(frozen=True)
class Move:
    """Where the blocks of the module called ``module`` start now, but for those that were changed."""

    module: str
    before: Sequence[int]
    after: Sequence[int]
    change: Change

    def trace(self, trace: Trace) -> Trace:
        """``trace`` with every place of the module where it is now; itself where that is where it was."""
        seen = ((name, value) for name, value in _fields(trace) if isinstance(value, tuple))
        changed: dict[str, Any] = {name: tuple(map(self._seen, value)) for name, value in seen}
        moved = replace(trace, **changed)
        return trace if moved == trace else moved

    def _seen(self, seen: Any) -> Any:
        """What a trace is made of: fields of the same name mean the same."""
        if isinstance(seen, str):
            return seen
        if isinstance(seen, ApiCall):
            return self._call(seen)
        if isinstance(seen, ServedAgain):
            return replace(seen, call=self._seen(seen.call))
        changed: dict[str, Any] = {}
        chain: tuple[Site, ...] = getattr(seen, "chain", ())
        for name, value in _fields(seen):
            match name:
                case "statement":
                    changed[name] = self._span(self.module, value)
                case "call":
                    changed[name] = self._span(chain[-1].module, value)
                case "chain" | "guards" | "assumptions":
                    changed[name] = tuple(map(self._placed, value))
                case "site" | "start" | "guard" if value is not None:
                    changed[name] = self._placed(value)
        return replace(seen, **changed)

    def _call(self, call: ApiCall) -> ApiCall:
        def argument(each: Argument) -> Argument:
            span, keyword_span = each.span, each.keyword_span
            return Argument(
                each.value,
                None if span is None else self._span(call.site.module, span),
                None if keyword_span is None else self._span(call.site.module, keyword_span),
            )

        arguments = {name: argument(each) for name, each in call.arguments.items()}
        site = self._placed(call.site)
        return ApiCall(call.api, site, self._span(site.module, call.call), arguments, call.is_complete)

    def _placed(self, place: _Placed) -> _Placed:
        span = self._span(place.module, place.span)
        return place if span is place.span else replace(place, span=span)

    def _span(self, module: str, span: Span) -> Span:
        if module != self.module or span == NOWHERE:
            return span
        block = bisect_right(self.before, span.start) - 1
        distance = self.after[self.change.number(block)] - self.before[block]
        return span.shifted(distance) if distance else span


def _fields(seen: Any) -> Iterable[tuple[str, Any]]:
    return [(each.name, getattr(seen, each.name)) for each in fields(seen)]
