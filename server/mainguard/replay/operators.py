"""The module ``operator``: functions that do what operators do."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import partial

from mainguard.replay import attributes, calls, comparisons, expressions
from mainguard.replay.assignment import assign_item
from mainguard.replay.invocation import Invocation
from mainguard.replay.subscripts import subscript
from mainguard.replay.values import NONE, Constant, ExternalInstance, Value, sequence

GETTERS = ("operator.itemgetter", "operator.attrgetter")
"""What these make is called with the object that has the items or attributes."""
CALLED = ("operator.methodcaller", *GETTERS)

_COMPARISONS: dict[str, ast.cmpop] = {
    "eq": ast.Eq(), "ne": ast.NotEq(), "lt": ast.Lt(), "le": ast.LtE(), "gt": ast.Gt(), "ge": ast.GtE(),
    "is_": ast.Is(), "is_not": ast.IsNot(),
}  # fmt: skip
_COMBINATIONS: dict[str, ast.operator] = {
    "add": ast.Add(), "concat": ast.Add(), "sub": ast.Sub(), "mul": ast.Mult(), "truediv": ast.Div(),
    "floordiv": ast.FloorDiv(), "mod": ast.Mod(), "or_": ast.BitOr(), "and_": ast.BitAnd(), "xor": ast.BitXor(),
    "pow": ast.Pow(), "lshift": ast.LShift(), "rshift": ast.RShift(), "matmul": ast.MatMult(),
}  # fmt: skip
_NEGATIONS: dict[str, ast.unaryop] = {
    "not_": ast.Not(), "neg": ast.USub(), "pos": ast.UAdd(), "inv": ast.Invert(), "invert": ast.Invert(),
}  # fmt: skip


def got(call: Invocation, getter: ExternalInstance) -> Value:
    """What an ``itemgetter`` or ``attrgetter`` finds in the object that it is called with."""
    find = _item if getter.of == "operator.itemgetter" else _attribute
    if not call.values or not getter.made_with.positional:
        return call.unknown()
    found = [find(call, call.values[0], passed.value) for passed in getter.made_with.positional]
    return found[0] if len(found) == 1 else sequence("tuple", tuple(found))


def _item(call: Invocation, owner: Value, key: Value) -> Value:
    return subscript(call.run, owner, key, call.node, call.frame)


def _attribute(call: Invocation, owner: Value, path: Value) -> Value:
    if not isinstance(path, Constant) or not isinstance(path.value, str):
        return call.unknown()
    for name in path.value.split("."):
        owner = attributes.get(call.run, owner, name, call.node, call.frame)
    return owner


def _compare(operation: ast.cmpop, call: Invocation) -> Value | None:
    match call.values:
        case (left, right):
            return comparisons.of_two(call.run, operation, left, right, call.node, call.frame)
        case _:
            return None


def _combine(operation: ast.operator, call: Invocation) -> Value | None:
    match call.values:
        case (left, right):
            return expressions.combined(call.run, operation, left, right, call.node, call.frame)
        case _:
            return None


def _negate(operation: ast.unaryop, call: Invocation) -> Value | None:
    match call.values:
        case (value,):
            return expressions.negated(call.run, operation, value, call.node, call.frame)
        case _:
            return None


def _contains(call: Invocation) -> Value | None:
    match call.values:
        case (container, item):
            return comparisons.of_two(call.run, ast.In(), item, container, call.node, call.frame)
        case _:
            return None


def _truth(call: Invocation) -> Value | None:
    inverse = _negate(ast.Not(), call)
    return Constant(not inverse.value, inverse.facts) if isinstance(inverse, Constant) else inverse


def _get_item(call: Invocation) -> Value | None:
    match call.values:
        case (owner, key):
            return _item(call, owner, key)
        case _:
            return None


def _set_item(call: Invocation) -> Value | None:
    match call.values:
        case (owner, key, value):
            assign_item(call.run, owner, key, value, call.node, call.frame)
            return NONE
        case _:
            return None


def _call(call: Invocation) -> Value | None:
    if not call.values:
        return None
    return calls.call(call.run, call.values[0], call.given.without_first(), call.node, call.frame)


def _getter(name: str, call: Invocation) -> Value:
    return ExternalInstance(f"operator.{name}", call.given)


HANDLERS: dict[str, Callable[[Invocation], Value | None]] = {
    **{f"operator.{name}": partial(_compare, operation) for name, operation in _COMPARISONS.items()},
    **{f"operator.{name}": partial(_combine, operation) for name, operation in _COMBINATIONS.items()},
    **{f"operator.{name}": partial(_negate, operation) for name, operation in _NEGATIONS.items()},
    **{f"operator.{name}": partial(_getter, name) for name in ("itemgetter", "attrgetter")},
    "operator.contains": _contains,
    "operator.truth": _truth,
    "operator.getitem": _get_item,
    "operator.setitem": _set_item,
    "operator.call": _call,
}
