"""Comparisons: equality, order, identity and membership."""

from __future__ import annotations

import ast

from mainguard.replay import calls, classes, expressions, facts, iteration
from mainguard.replay.execution import Execution
from mainguard.replay.scope import Frame
from mainguard.replay.truth import contains, equal, is_none, ordered, truth
from mainguard.replay.values import (
    NONE,
    Choice,
    Class,
    Constant,
    ExternalInstance,
    Function,
    Instance,
    Lazy,
    Mapping,
    Module,
    Sequence,
    Unknown,
    Value,
    facts_in,
    sequence,
)
from mainguard.replay.world import IDENTICAL_STRINGS_FROM

_COMPARE_METHODS: dict[type[ast.cmpop], str] = {
    ast.Eq: "__eq__", ast.NotEq: "__ne__", ast.Lt: "__lt__", ast.LtE: "__le__", ast.Gt: "__gt__", ast.GtE: "__ge__",
}  # fmt: skip

_REFLECTED = {"__lt__": "__gt__", "__gt__": "__lt__", "__le__": "__ge__", "__ge__": "__le__"}


def compare(run: Execution, node: ast.Compare, frame: Frame) -> Value:
    """``left < middle < right``."""
    left = expressions.evaluate(run, node.left, frame)
    read: frozenset[str] = facts_in(left)
    known: bool | None = True
    for operation, right_node in zip(node.ops, node.comparators, strict=True):
        right = expressions.evaluate(run, right_node, frame)
        read |= facts_in(right)
        result = _compared(run, operation, left, right, node, frame)
        if result is False:
            return Constant(value=False, facts=read)
        known = None if result is None else known
        left = right
    return run.unknown(frame, node) if known is None else Constant(value=True, facts=read)


def of_two(run: Execution, operation: ast.cmpop, left: Value, right: Value, node: ast.AST, frame: Frame) -> Value:
    """``left == right`` and its relatives."""
    result = _compared(run, operation, left, right, node, frame)
    return run.unknown(frame, node) if result is None else Constant(result, facts_in(left) | facts_in(right))


def _compared(
    run: Execution, operation: ast.cmpop, left: Value, right: Value, node: ast.AST, frame: Frame
) -> bool | None:
    method = _COMPARE_METHODS.get(type(operation))
    if method and isinstance(left, Instance):
        result = calls.call_method(run, left, method, (right,), node, frame)
        if result is not None:
            return truth(result)
    if method and isinstance(right, Instance):
        result = calls.call_method(run, right, _REFLECTED.get(method, method), (left,), node, frame)
        if result is not None:
            return truth(result)
    match operation:
        case ast.Eq():
            return _equal(left, right)
        case ast.NotEq():
            return _negated(_equal(left, right))
        case ast.Is():
            return _identical(run, left, right)
        case ast.IsNot():
            return _negated(_identical(run, left, right))
        case ast.In() | ast.NotIn():
            found = _contained(run, right, left, node, frame)
            return found if isinstance(operation, ast.In) else _negated(found)
        case _:
            return ordered(type(operation).__name__, left, right)


def _equal(left: Value, right: Value) -> bool | None:
    """``left == right``; a member of an enumeration equals itself alone."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Instance) and classes.is_enumeration(one.of) and isinstance(other, Instance | Constant):
            if isinstance(other, Instance) and one.of is other.of and classes.is_flag(one.of):
                return equal(one.table["value"], other.table["value"])
            return one is other
    if isinstance(left, Instance) and isinstance(right, Instance) and left.of is right.of and left.of.is_dataclass:
        items = [sequence("tuple", tuple(each.table.values())) for each in (left, right)]
        return equal(*items) if left.table.keys() == right.table.keys() else None
    return equal(left, right)


def _contained(run: Execution, container: Value, item: Value, node: ast.AST, frame: Frame) -> bool | None:
    if isinstance(container, Instance) and isinstance(item, Instance) and classes.is_flag(container.of):
        both = expressions.combined(run, ast.BitAnd(), container, item, node, frame)
        return _equal(both, item)
    if isinstance(container, Instance):
        result = calls.call_method(run, container, "__contains__", (item,), node, frame)
        if result is not None:
            return truth(result)
    if isinstance(container, ExternalInstance):
        return facts.has_item(run, container, item)
    if isinstance(container, Lazy | Instance):
        made = iteration.items(run, container, node, frame)
        container = sequence("list", made.values, exact=made.exact)
    return contains(container, item)


def _negated(known: bool | None) -> bool | None:  # noqa: FBT001 -- three-valued
    return None if known is None else not known


def _identical(run: Execution, left: Value, right: Value) -> bool | None:
    if NONE in (left, right):
        return is_none(left if right == NONE else right)
    if isinstance(left, Constant) and isinstance(right, Constant):
        if isinstance(left.value, str) and left.value == right.value and (left.facts or right.facts):
            target = run.ask_target()
            return target.version >= IDENTICAL_STRINGS_FROM if target is not None else None
        return type(left.value) is type(right.value) and left.value == right.value
    if left is right and not isinstance(left, Unknown | Choice):
        return True
    if isinstance(left, Sequence | Mapping) and isinstance(right, Sequence | Mapping):
        return left.table is right.table
    if isinstance(left, Module) and isinstance(right, Module):
        return left.state is right.state
    if isinstance(left, Module | Function | Class) and isinstance(right, ExternalInstance):
        return False
    return _equal(left, right)
