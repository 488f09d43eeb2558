"""Tests, and the branches behind them."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from mainguard.replay import search_path
from mainguard.replay.execution import Execution, assumption_about
from mainguard.replay.flow import Flow, merged
from mainguard.replay.scope import Frame
from mainguard.replay.store import Delta, outcomes
from mainguard.replay.trace import GuardInPath
from mainguard.replay.truth import truth
from mainguard.replay.values import Choice, Constant, Names, SequenceItems, Unknown, Value

MOST_CHOICES = 8
"""Of how many values one is kept as a choice; of more it is unknown, since choices of choices double."""


@dataclass(frozen=True, slots=True)
class Tested:
    """What a test came to."""

    value: Value
    holds: bool | None
    facts: frozenset[str]
    """The facts of identity that it read."""
    about: Unknown
    """What to name when it is not known."""


def tested(run: Execution, node: ast.AST, frame: Frame, evaluate: Callable[[], Value]) -> Tested:
    """The outcome of a test; ``evaluate`` computes its value."""
    with run.reading_facts() as facts:
        value = evaluate()
        if isinstance(value, Constant):
            facts.update(value.facts)
    if facts and truth(value) is not None:
        run.identity_tests[id(node)] = node
    return Tested(value, truth(value), frozenset(facts), origin(run, node, frame, value))


def origin(run: Execution, node: ast.AST, frame: Frame, value: Value) -> Unknown:
    """The unknown value that ``value`` comes from, else ``node`` itself."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Choice):
        return Unknown(value.text, value.module, value.span)
    return run.unknown(frame, node)


def either(
    run: Execution,
    test: Tested,
    node: ast.AST,
    frame: Frame,
    then: Callable[[], Flow],
    otherwise: Callable[[], Flow],
) -> Flow:
    """The flow of the branch that is taken, or of both when the test is not known."""
    if test.holds is not None:
        with run.behind(guard_of(run, test, node, frame, outcome=test.holds)):
            return then() if test.holds else otherwise()
    yes, no = assumption_about(test.about, holds=True), assumption_about(test.about, holds=False)
    mark = run.store.mark()
    with run.assuming(yes), run.behind(guard_of(run, test, node, frame, outcome=True)):
        then_flow = then()
    then_delta = run.store.rewind(mark)
    with run.assuming(no), run.behind(guard_of(run, test, node, frame, outcome=False)):
        otherwise_flow = otherwise()
    otherwise_delta = run.store.rewind(mark)
    _join(run, test.about, (then_flow, then_delta), (otherwise_flow, otherwise_delta), frame)
    return merged(then_flow, otherwise_flow, yes, no)


def value_of_either(
    run: Execution, test: Tested, node: ast.AST, frame: Frame, then: Callable[[], Value], otherwise: Callable[[], Value]
) -> Value:
    """The same for expressions: the value of the branch that is taken."""
    values: list[Value] = []

    def keep(evaluate: Callable[[], Value]) -> Callable[[], Flow]:
        def evaluated() -> Flow:
            values.append(evaluate())
            return Flow()

        return evaluated

    either(run, test, node, frame, keep(then), keep(otherwise))
    return choice(values, test.about, is_tested=True)


def choice(values: list[Value], about: Unknown, *, is_tested: bool = False) -> Value:
    """One of ``values``: the value itself when they are all the same.

    With ``is_tested`` the first of two is what comes of it where ``about`` is true, the second where it is false.
    """
    flat: list[Value] = []
    for value in values:
        for each in value.values if isinstance(value, Choice) else (value,):
            if isinstance(each, Unknown):
                return each
            if each not in flat:
                flat.append(each)
            if len(flat) > MOST_CHOICES:
                return about
    if len(flat) == 1:
        return flat[0]
    is_tested = is_tested and len(values) == len(flat) == 2
    return Choice(tuple(flat), about.text, about.module, about.span, is_tested) if flat else about


def maybe(run: Execution, about: Unknown, body: Callable[[], Flow], frame: Frame) -> Flow:
    """The flow of ``body``, which may run or not."""
    test = Tested(about, None, frozenset(), about)
    return either(run, test, ast.Pass(), frame, body, Flow)


def unless(run: Execution, about: Unknown, body: Callable[[], Flow], frame: Frame) -> Flow:
    """The flow of ``body``, which runs where ``about`` is false."""
    test = Tested(about, None, frozenset(), about)
    return either(run, test, ast.Pass(), frame, Flow, body)


def guard_of(run: Execution, test: Tested, node: ast.AST, frame: Frame, *, outcome: bool) -> GuardInPath | None:
    """The test as a guard, when it reads facts of identity."""
    if not test.facts or frame.placed is None:
        return None
    site = run.site(frame, _deciding(run, node) if test.holds is None else node)
    return GuardInPath(site.module, site.span, site.name, outcome)


def _deciding(run: Execution, node: ast.AST) -> ast.AST:
    """Of a test that is not known the part that reads facts of identity and is."""
    if isinstance(node, ast.BoolOp):
        for operand in node.values:
            part = _deciding(run, operand)
            if id(part) in run.identity_tests:
                return part
    return node


def _join(
    run: Execution, about: Unknown, then: tuple[Flow, Delta], otherwise: tuple[Flow, Delta], frame: Frame
) -> None:
    """Make the writes of two branches again: both where both go on, else those of the one that does.

    What a branch that returns has written outside the function's own names is seen by the caller, so it counts.
    """
    deltas = tuple(_lasting(flow, delta, frame) for flow, delta in (then, otherwise))
    if then[0].falls != otherwise[0].falls:
        going, leaving = deltas if then[0].falls else deltas[::-1]
        run.store.apply(going)
        both = {**going, **leaving}
        deltas = (going, both) if then[0].falls else (both, going)
        if not leaving:
            return
    for (_, key), (table, values) in outcomes(deltas).items():
        if not values:
            run.store.delete(table, key)
        elif len(values) < len(deltas) and not isinstance(table, Names):
            run.store.write(table, key, replace(about, may_be_absent=True))
        else:
            run.store.write(table, key, _joined(values, about))


def _lasting(flow: Flow, delta: Delta, frame: Frame) -> Delta:
    if flow.falls:
        return delta
    if not flow.returns:
        return {}
    return {place: write for place, write in delta.items() if write[0] is not frame.scope.table}


def _joined(values: tuple[Any, ...], about: Unknown) -> object:
    first = values[0]
    if all(value == first for value in values[1:]):
        return first
    if isinstance(first, SequenceItems):
        longest = max(values, key=lambda value: len(value.values))
        if all(search_path.INSTALLED in value.values for value in values):
            return longest
        shared = [
            a for a, *others in zip(*(value.values for value in values), strict=False) if all(a == b for b in others)
        ]
        return SequenceItems(tuple(shared), exact=False)
    if isinstance(first, bool):
        return any(values)
    return choice(list(values), about, is_tested=True)


def forget(run: Execution, delta: Delta, about: Unknown) -> None:
    """Whatever was written is no longer known."""
    for (_, key), (table, value) in delta.items():
        if isinstance(value, SequenceItems):
            run.store.write(table, key, SequenceItems((), exact=False))
        else:
            run.store.write(table, key, True if isinstance(value, bool) else about)


def tagged(value: Value, facts: frozenset[str] | set[str]) -> Value:
    """``value`` with the facts that it was computed from."""
    if facts and isinstance(value, Constant):
        return replace(value, facts=value.facts | facts)
    return value
