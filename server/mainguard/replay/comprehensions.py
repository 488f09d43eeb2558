"""Comprehensions: a list, set or dict comprehension runs at once, a generator expression when it is consumed."""

from __future__ import annotations

import ast
from collections.abc import Callable

from mainguard.replay import assignment, expressions, iteration
from mainguard.replay.branches import either, maybe
from mainguard.replay.execution import Execution
from mainguard.replay.flow import Flow, StopYielding
from mainguard.replay.scope import Frame, Scope
from mainguard.replay.truth import key_of
from mainguard.replay.values import Lazy, Names, SequenceItems, Value, mapping, sequence

_UNROLLED = 64


def list_comp(run: Execution, node: ast.ListComp, frame: Frame) -> Value:
    """The list, with all that making it runs."""
    values, exact = _collected(run, node.generators, node.elt, frame)
    return sequence("list", values, exact=exact)


def set_comp(run: Execution, node: ast.SetComp, frame: Frame) -> Value:
    """The set, with all that making it runs."""
    values, exact = _collected(run, node.generators, node.elt, frame)
    return sequence("set", values, exact=exact)


def dict_comp(run: Execution, node: ast.DictComp, frame: Frame) -> Value:
    """The dict, with all that making it runs."""
    pair = ast.copy_location(ast.Tuple([node.key, node.value], ast.Load()), node)
    pairs, exact = _collected(run, node.generators, pair, frame)
    table: dict[object, Value] = {}
    for key, value in ((each.items[0], each.items[1]) for each in pairs if hasattr(each, "items")):
        known = key_of(key)
        if known is None:
            exact = False
        else:
            table[known[0]] = value
    return mapping(table, unknown=not exact)


def generator_exp(run: Execution, node: ast.GeneratorExp, frame: Frame) -> Value:
    """A generator; only the outermost iterable is evaluated now."""
    first = expressions.evaluate(run, node.generators[0].iter, frame)

    def consume(limit: int | None) -> Value:
        values, exact = _collected(run, node.generators, node.elt, frame, first=first, limit=limit)
        return sequence("list", values, exact=exact)

    return Lazy("generator", consume)


def _collected(
    run: Execution,
    generators: list[ast.comprehension],
    element: ast.expr,
    frame: Frame,
    *,
    first: Value | None = None,
    limit: int | None = None,
) -> tuple[tuple[Value, ...], bool]:
    """The elements, and whether these are all; the outermost iterable is evaluated in the scope around."""
    if first is None:
        first = expressions.evaluate(run, generators[0].iter, frame)
    inner = frame.inner(Scope(Names(), frame.scope, is_comprehension=True))
    values: list[Value] = []
    exact = [True]

    def collect() -> Flow:
        values.append(expressions.evaluate(run, element, inner))
        if limit is not None and len(values) >= limit:
            raise StopYielding
        return Flow()

    run.loops += 1
    try:
        _loop(run, generators, 0, inner, collect, exact, first)
    except StopYielding:
        exact[0] = False
    finally:
        run.loops -= 1
    return tuple(values), exact[0]


def _loop(
    run: Execution,
    generators: list[ast.comprehension],
    at: int,
    frame: Frame,
    collect: Callable[[], Flow],
    exact: list[bool],
    first: Value | None = None,
) -> Flow:
    if at == len(generators):
        return collect()
    generator = generators[at]
    iterable = first if first is not None else expressions.evaluate(run, generator.iter, frame)
    made = iteration.items(run, iterable, generator.iter, frame)

    def body() -> Flow:
        return _filtered(
            run, generator.ifs, frame, lambda: _loop(run, generators, at + 1, frame, collect, exact), exact
        )

    for item in made.values[:_UNROLLED]:
        assignment.assign(run, generator.target, item, frame)
        body()
    _rest(run, made, generator, frame, body, exact)
    return Flow()


def _rest(
    run: Execution,
    made: SequenceItems,
    generator: ast.comprehension,
    frame: Frame,
    body: Callable[[], Flow],
    exact: list[bool],
) -> None:
    if made.exact and len(made.values) <= _UNROLLED:
        return
    exact[0] = False
    if made.values:
        return
    about = run.unknown(frame, generator.iter)
    assignment.assign(run, generator.target, about, frame)
    maybe(run, about, body, frame)


def _filtered(run: Execution, tests: list[ast.expr], frame: Frame, body: Callable[[], Flow], exact: list[bool]) -> Flow:
    if not tests:
        return body()
    test = expressions.test_of(run, tests[0], frame)
    if test.holds is None:
        exact[0] = False
    return either(run, test, tests[0], frame, lambda: _filtered(run, tests[1:], frame, body, exact), Flow)
