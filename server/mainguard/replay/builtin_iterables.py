"""Builtins that iterate: sequences and the like made of others, and what is computed from their items."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable
from typing import Any

from mainguard.replay import comparisons, expressions, iteration
from mainguard.replay.invocation import Invocation
from mainguard.replay.truth import plain, truth
from mainguard.replay.values import (
    NONE,
    Constant,
    Instance,
    Lazy,
    Mapping,
    Sequence,
    SequenceItems,
    Value,
    facts_in,
    facts_of,
    sequence,
)

_MOST = 256


def _make_sequence(kind: str) -> Callable[[Invocation], Value]:
    def make(call: Invocation) -> Value:
        if not call.values:
            return sequence(kind, ())
        made = call.items(call.values[0])
        return sequence(kind, made.values, exact=made.exact)

    return make


def _range(call: Invocation) -> Value:
    numbers = [plain(value) for value in call.values]
    known = [each[0] for each in numbers if each is not None and isinstance(each[0], int)]
    for value in call.values:
        call.run.facts |= facts_of(value)
    if not known or len(known) != len(call.values) or 0 in known[2:]:
        return sequence("list", (), exact=False)
    first = range(*known)[: _MOST + 1]
    return sequence("list", tuple(Constant(number) for number in first[:_MOST]), exact=len(first) <= _MOST)


def _map(call: Invocation) -> Value | None:
    if len(call.values) < 2:
        return None
    function, iterables = call.values[0], call.values[1:]

    def consume(limit: int | None) -> Value:
        made = [call.items(each) for each in iterables]
        rows = list(zip(*(each.values for each in made), strict=False))[: limit or _MOST]
        exact = all(each.exact for each in made)
        if not rows and not exact:
            rows = [tuple(call.unknown() for _ in iterables)]
        results = tuple(call.apply(function, *row) for row in rows)
        return sequence("list", results, exact=exact)

    return Lazy("generator", consume)


def _filter(call: Invocation) -> Value | None:
    if len(call.values) < 2:
        return None
    function, iterable = call.values[0], call.values[1]

    def consume(limit: int | None) -> Value:  # noqa: ARG001 -- one signature
        made = call.items(iterable)
        kept, exact = [], made.exact
        for item in made.values:
            holds = truth(item if function == NONE else call.apply(function, item))
            exact = exact and holds is not None
            if holds:
                kept.append(item)
        return sequence("list", tuple(kept), exact=exact)

    return Lazy("generator", consume)


def _sum(call: Invocation) -> Value | None:
    if not call.values:
        return None
    made = call.items(call.values[0])
    start = call.given.keywords.get("start")
    total = start.value if start is not None else (call.values[1] if len(call.values) > 1 else Constant(0))
    for item in made.values:
        total = expressions.combined(call.run, ast.Add(), total, item, call.node, call.frame)
    return total if made.exact else None


def _extreme(call: Invocation, *, largest: bool) -> Value | None:
    """``min`` and ``max``."""
    if not call.values:
        return None
    made = SequenceItems(call.values) if len(call.values) > 1 else call.items(call.values[0])
    ranked = _ranked(call, made)
    if ranked is not None and made.exact and not made.values and "default" in call.given.keywords:
        return call.given.keywords["default"].value
    if not ranked:
        return None
    best = (max if largest else min)(ranked, key=lambda each: each[0])
    return best[1]


def _minimum(call: Invocation) -> Value | None:
    return _extreme(call, largest=False)


def _maximum(call: Invocation) -> Value | None:
    return _extreme(call, largest=True)


def _sorted(call: Invocation) -> Value | None:
    if not call.values:
        return None
    ranked = _ranked(call, call.items(call.values[0]))
    reverse = call.given.keywords.get("reverse")
    descending = truth(reverse.value) if reverse is not None else False
    if ranked is None or descending is None:
        return sequence("list", (), exact=False)
    ranked.sort(key=lambda each: each[0], reverse=descending)
    return sequence("list", tuple(value for _, value in ranked))


def _ranked(call: Invocation, made: SequenceItems) -> list[tuple[Any, Value]] | None:
    """The items beside what they are ordered by; ``None`` where their order is not known."""
    key = call.given.keywords.get("key")
    items = made.values or ((call.unknown(),) if key is not None and not made.exact else ())
    has_key = key is not None and key.value != NONE
    ranks = [call.apply(key.value, item) for item in items] if has_key and key is not None else list(items)
    for one, other in itertools.pairwise(ranks):
        if isinstance(one, Instance) or isinstance(other, Instance):
            comparisons.of_two(call.run, ast.Lt(), other, one, call.node, call.frame)
    known = [plain(rank) for rank in ranks]
    ranked: list[tuple[Any, Value]] = [
        (each[0], item) for each, item in zip(known, items, strict=True) if each is not None
    ]
    if not made.exact or len(ranked) < len(items):
        return None
    try:
        sorted(rank for rank, _ in ranked)
    except TypeError:
        return None
    return ranked


def _any_or_all(call: Invocation, *, stop: bool) -> Value | None:
    if not call.values:
        return None
    made = call.items(call.values[0])
    results = [truth(item) for item in made.values]
    facts = frozenset().union(*(facts_in(item) for item in made.values))
    if stop in results:
        return Constant(stop, facts)
    return None if None in results or not made.exact else Constant(not stop, facts)


def _any(call: Invocation) -> Value | None:
    return _any_or_all(call, stop=True)


def _all(call: Invocation) -> Value | None:
    return _any_or_all(call, stop=False)


def _next(call: Invocation) -> Value | None:
    if call.values and isinstance(call.values[0], Lazy):
        made = iteration.consumed(call.run, call.values[0], 1)
        if made.values or not made.exact:
            return made.values[0] if made.values else None
        if len(call.values) > 1:
            return call.values[1]
        call.run.raise_if_caught(StopIteration(), call.frame, call.node)
        return None
    return call.method(call.values[0], "__next__") if call.values else None


def _iter(call: Invocation) -> Value | None:
    if not call.values:
        return None
    if len(call.values) == 2:
        return call.apply(call.values[0])
    made = call.method(call.values[0], "__iter__")
    if isinstance(call.values[0], Sequence | Mapping | Constant):
        return _iterator(call, call.values[0])
    return call.values[0] if made is None else made


def _iterator(call: Invocation, iterable: Value) -> Value:
    def consume(limit: int | None) -> Value:
        made = call.items(iterable)
        is_cut = limit is not None and limit < len(made.values)
        return sequence("list", made.values[:limit] if is_cut else made.values, exact=made.exact and not is_cut)

    return Lazy("generator", consume)


def _zip(call: Invocation) -> Value:
    made = [call.items(value) for value in call.values]
    rows = zip(*(each.values for each in made), strict=False)
    return sequence("list", tuple(sequence("tuple", row) for row in rows), exact=all(each.exact for each in made))


def _enumerate(call: Invocation) -> Value | None:
    if not call.values:
        return None
    made = call.items(call.values[0])
    rows = tuple(sequence("tuple", (Constant(at), value)) for at, value in enumerate(made.values))
    return sequence("list", rows, exact=made.exact)


def _reversed(call: Invocation) -> Value | None:
    if not call.values:
        return None
    made = call.items(call.values[0])
    return sequence("list", made.values[::-1] if made.exact else (), exact=made.exact)


HANDLERS: dict[str, Callable[[Invocation], Value | None]] = {
    "list": _make_sequence("list"), "tuple": _make_sequence("tuple"), "set": _make_sequence("set"),
    "frozenset": _make_sequence("frozenset"), "range": _range, "map": _map, "filter": _filter, "sum": _sum,
    "min": _minimum, "max": _maximum, "sorted": _sorted, "any": _any, "all": _all, "next": _next, "anext": _next,
    "iter": _iter, "zip": _zip, "enumerate": _enumerate, "reversed": _reversed,
}  # fmt: skip
