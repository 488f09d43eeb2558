"""The module ``itertools``, as far as what it makes runs anything or ends."""

from __future__ import annotations

import ast
from collections.abc import Callable

from mainguard.replay import calls, expressions
from mainguard.replay.invocation import Invocation
from mainguard.replay.truth import plain, truth
from mainguard.replay.values import NONE, Lazy, SequenceItems, Value, sequence

_MOST = 256
Rows = Callable[[int | None], SequenceItems]


def _lazy(rows: Rows) -> Value:
    """An iterator; nothing runs before it is iterated over."""

    def consume(limit: int | None) -> Value:
        made = rows(limit)
        is_cut = limit is not None and limit < len(made.values)
        return sequence("list", made.values[:limit], exact=made.exact and not is_cut)

    return Lazy("generator", consume)


def _star_map(call: Invocation) -> Value | None:
    if len(call.values) < 2:
        return None
    function, iterable = call.values[:2]

    def rows(limit: int | None) -> SequenceItems:
        made = call.items(iterable)
        spread = [calls.positional(*call.items(item).values) for item in made.values[:limit]]
        results = [calls.call(call.run, function, given, call.node, call.frame) for given in spread]
        return SequenceItems(tuple(results), made.exact)

    return _lazy(rows)


def _chain(call: Invocation) -> Value:
    return _lazy(lambda _: _joined([call.items(value) for value in call.values]))


def _chain_from_iterable(call: Invocation) -> Value | None:
    if not call.values:
        return None

    def rows(limit: int | None) -> SequenceItems:  # noqa: ARG001 -- one signature
        outer = call.items(call.values[0])
        joined = _joined([call.items(value) for value in outer.values])
        return SequenceItems(joined.values, joined.exact and outer.exact)

    return _lazy(rows)


def _joined(parts: list[SequenceItems]) -> SequenceItems:
    values = tuple(value for each in parts for value in each.values)
    return SequenceItems(values, exact=all(each.exact for each in parts))


def _kept_while(call: Invocation) -> Value | None:
    return _by_test(call, is_head=True)


def _dropped_while(call: Invocation) -> Value | None:
    return _by_test(call, is_head=False)


def _by_test(call: Invocation, *, is_head: bool) -> Value | None:
    """``takewhile`` and ``dropwhile``: the items before or from the first for which the function is false."""
    if len(call.values) != 2:
        return None
    function, iterable = call.values

    def rows(limit: int | None) -> SequenceItems:  # noqa: ARG001 -- one signature
        made = call.items(iterable)
        results: list[bool | None] = []
        for item in made.values:
            results.append(truth(call.apply(function, item)))
            if results[-1] is not True:
                break
        if None in results:
            return SequenceItems((), exact=False)
        is_found = False in results
        at = results.index(False) if is_found else len(results)
        values = made.values[:at] if is_head else made.values[at:]
        return SequenceItems(values, exact=made.exact or (is_head and is_found))

    return _lazy(rows)


def _filter_false(call: Invocation) -> Value | None:
    if len(call.values) != 2:
        return None
    function, iterable = call.values

    def rows(limit: int | None) -> SequenceItems:  # noqa: ARG001 -- one signature
        made = call.items(iterable)
        results = [truth(item if function == NONE else call.apply(function, item)) for item in made.values]
        kept = tuple(item for item, holds in zip(made.values, results, strict=True) if holds is False)
        return SequenceItems(kept, made.exact and None not in results)

    return _lazy(rows)


def _compress(call: Invocation) -> Value | None:
    if len(call.values) != 2:
        return None
    data, selectors = call.values

    def rows(limit: int | None) -> SequenceItems:  # noqa: ARG001 -- one signature
        made, chosen = call.items(data), call.items(selectors)
        holds = [truth(each) for each in chosen.values]
        kept = tuple(item for item, each in zip(made.values, holds, strict=False) if each)
        return SequenceItems(kept, made.exact and chosen.exact and None not in holds)

    return _lazy(rows)


def _slice(call: Invocation) -> Value | None:
    bounds = [call.plain(at) for at in range(1, len(call.values))]
    known = [each[0] for each in bounds if each is not None and (each[0] is None or isinstance(each[0], int))]
    if not known or len(known) < len(bounds) or any(each is not None and each < 0 for each in known):
        return None
    part: slice[int | None, int | None, int | None] = slice(*known)

    def rows(limit: int | None) -> SequenceItems:  # noqa: ARG001 -- one signature
        made = call.items(call.values[0])
        is_inside = isinstance(part.stop, int) and part.stop <= len(made.values)
        return SequenceItems(made.values[part], made.exact or is_inside)

    return _lazy(rows)


def _repeat(call: Invocation) -> Value | None:
    if not call.values:
        return None
    keyword = call.given.keywords.get("times")
    times = keyword.value if keyword is not None else (call.values[1] if len(call.values) > 1 else None)
    known = plain(times) if times is not None else None
    number = int(known[0]) if known is not None and isinstance(known[0], int) else None

    def rows(limit: int | None) -> SequenceItems:
        if number is not None:
            return SequenceItems((call.values[0],) * min(max(number, 0), _MOST), exact=number <= _MOST)
        return SequenceItems((call.values[0],) * min(limit or 1, _MOST) if times is None else (), exact=False)

    return _lazy(rows)


def _accumulate(call: Invocation) -> Value | None:
    if not call.values:
        return None
    function = call.values[1] if len(call.values) > 1 else NONE

    def rows(limit: int | None) -> SequenceItems:  # noqa: ARG001 -- one signature
        made = call.items(call.values[0])
        results: list[Value] = []
        for item in made.values:
            total = (
                item
                if not results
                else (
                    expressions.combined(call.run, ast.Add(), results[-1], item, call.node, call.frame)
                    if function == NONE
                    else call.apply(function, results[-1], item)
                )
            )
            results.append(total)
        return SequenceItems(tuple(results), made.exact)

    return _lazy(rows)


HANDLERS: dict[str, Callable[[Invocation], Value | None]] = {
    "itertools.starmap": _star_map,
    "itertools.chain": _chain,
    "itertools.chain.from_iterable": _chain_from_iterable,
    "itertools.takewhile": _kept_while,
    "itertools.dropwhile": _dropped_while,
    "itertools.filterfalse": _filter_false,
    "itertools.compress": _compress,
    "itertools.islice": _slice,
    "itertools.repeat": _repeat,
    "itertools.accumulate": _accumulate,
}
