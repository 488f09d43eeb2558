"""What an expression comes to."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from mainguard.replay import attributes, calls, classes, comparisons, comprehensions, iteration, paths
from mainguard.replay.branches import tagged, tested, value_of_either
from mainguard.replay.execution import Execution, Yields
from mainguard.replay.flow import Leave, StopYielding
from mainguard.replay.names import name_value
from mainguard.replay.scope import Frame
from mainguard.replay.subscripts import subscript
from mainguard.replay.truth import key_of, plain, truth, value_of
from mainguard.replay.values import (
    NONE,
    RETURNED,
    Constant,
    ConstantMethod,
    Instance,
    Lazy,
    Mapping,
    Sequence,
    Value,
    facts_in,
    mapping,
    sequence,
)

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.BitOr: operator.or_, ast.BitAnd: operator.and_,
    ast.BitXor: operator.xor, ast.LShift: operator.lshift, ast.RShift: operator.rshift, ast.Pow: operator.pow,
}  # fmt: skip
_UNARY: dict[type[ast.unaryop], tuple[str, Callable[[Any], Any]]] = {
    ast.USub: ("__neg__", operator.neg), ast.UAdd: ("__pos__", operator.pos), ast.Invert: ("__invert__", operator.inv),
}  # fmt: skip
_BINARY_METHODS: dict[type[ast.operator], str] = {
    ast.Add: "__add__", ast.Sub: "__sub__", ast.Mult: "__mul__", ast.Div: "__truediv__", ast.FloorDiv: "__floordiv__",
    ast.Mod: "__mod__", ast.BitOr: "__or__", ast.BitAnd: "__and__", ast.BitXor: "__xor__", ast.LShift: "__lshift__",
    ast.RShift: "__rshift__", ast.MatMult: "__matmul__", ast.Pow: "__pow__",
}  # fmt: skip
_CONVERSIONS: dict[int, Callable[[object], str]] = {ord("s"): str, ord("r"): repr, ord("a"): ascii}
_LONGEST = 4096
"""How long a computed string or list may get."""
_LARGEST = 1 << 64
_MOST_BITS = 64


def evaluate(run: Execution, node: ast.expr, frame: Frame) -> Value:
    """The value of ``node``; what it cannot follow is unknown."""
    if not run.spend():
        return run.unknown(frame, node)
    handler = _handlers().get(type(node))
    if handler is None:
        return run.unknown(frame, node)
    return handler(run, node, frame)


def evaluate_all(run: Execution, nodes: list[ast.expr], frame: Frame) -> tuple[tuple[Value, ...], bool]:
    """The values of a display's elements, and whether these are all."""
    values: list[Value] = []
    exact = True
    for node in nodes:
        if isinstance(node, ast.Starred):
            inner = iteration.items(run, evaluate(run, node.value, frame), node.value, frame)
            values += inner.values
            exact = exact and inner.exact
        else:
            values.append(evaluate(run, node, frame))
    return tuple(values), exact


def _constant(run: Execution, node: ast.Constant, frame: Frame) -> Value:  # noqa: ARG001 -- one signature for all
    return Constant(node.value)


def _name(run: Execution, node: ast.Name, frame: Frame) -> Value:
    return name_value(run, node.id, node, frame)


def _attribute(run: Execution, node: ast.Attribute, frame: Frame) -> Value:
    return attributes.get(run, evaluate(run, node.value, frame), node.attr, node, frame)


def _call(run: Execution, node: ast.Call, frame: Frame) -> Value:
    callee = evaluate(run, node.func, frame)
    return calls.call(run, callee, calls.arguments(run, node, frame), node.func, frame, whole=node)


def _subscript(run: Execution, node: ast.Subscript, frame: Frame) -> Value:
    owner = evaluate(run, node.value, frame)
    return subscript(run, owner, evaluate(run, node.slice, frame), node, frame)


def _bool_op(run: Execution, node: ast.BoolOp, frame: Frame) -> Value:
    return _bool_op_from(run, node, 0, frame)


def _bool_op_from(run: Execution, node: ast.BoolOp, at: int, frame: Frame) -> Value:
    operand = node.values[at]
    if at == len(node.values) - 1:
        return tested(run, operand, frame, lambda: evaluate(run, operand, frame)).value
    test = tested(run, operand, frame, lambda: evaluate(run, operand, frame))

    def following() -> Value:
        return _bool_op_from(run, node, at + 1, frame)

    def stops() -> Value:
        return test.value

    goes_on, ends = (following, stops) if isinstance(node.op, ast.And) else (stops, following)
    if test.holds is not None:
        return tagged(value_of_either(run, test, operand, frame, goes_on, ends), test.facts)
    value = value_of_either(run, test, operand, frame, following, following)
    deciding = truth(value)
    return value if deciding is not None and deciding is isinstance(node.op, ast.Or) else test.about


def _unary_op(run: Execution, node: ast.UnaryOp, frame: Frame) -> Value:
    return negated(run, node.op, evaluate(run, node.operand, frame), node, frame)


def negated(run: Execution, operation: ast.unaryop, value: Value, node: ast.AST, frame: Frame) -> Value:
    """``not value`` and its relatives."""
    if isinstance(operation, ast.Not):
        holds = truth_of(run, value, node, frame)
        return run.unknown(frame, node) if holds is None else Constant(not holds, facts_in(value))
    method, compute = _UNARY[type(operation)]
    if isinstance(value, Instance):
        made = calls.call_method(run, value, method, (), node, frame)
        return run.unknown(frame, node) if made is None else made
    if isinstance(value, Constant) and isinstance(value.value, int | float):
        known = int(value.value) if isinstance(operation, ast.Invert) else value.value
        return Constant(compute(known), value.facts)
    return run.unknown(frame, node)


def truth_of(run: Execution, value: Value, node: ast.AST, frame: Frame) -> bool | None:
    """``bool(value)``, running ``__bool__`` or ``__len__`` of a project's class."""
    flag = _flag_value(value)
    if flag is not None:
        return flag != 0
    if isinstance(value, Instance):
        for method in ("__bool__", "__len__"):
            result = calls.call_method(run, value, method, (), node, frame)
            if result is not None:
                return truth(result)
    return truth(value)


def _bin_op(run: Execution, node: ast.BinOp, frame: Frame) -> Value:
    left, right = evaluate(run, node.left, frame), evaluate(run, node.right, frame)
    return combined(run, node.op, left, right, node, frame)


def combined(run: Execution, operation: ast.operator, left: Value, right: Value, node: ast.AST, frame: Frame) -> Value:
    """``left + right`` and its relatives."""
    flags = _combined_flags(operation, left, right)
    if flags is not None:
        return flags
    if isinstance(left, Instance):
        result = calls.call_method(run, left, _BINARY_METHODS[type(operation)], (right,), node, frame)
        if result is not None:
            return result
    if isinstance(right, Instance):
        method = _BINARY_METHODS[type(operation)].replace("__", "__r", 1)
        result = calls.call_method(run, right, method, (left,), node, frame)
        if result is not None:
            return result
    if isinstance(left, Mapping) and isinstance(right, Mapping) and isinstance(operation, ast.BitOr):
        unknown = left.rest["unknown"] or right.rest["unknown"]
        return mapping({**left.table, **right.table}, unknown=unknown)
    if isinstance(left, Sequence) and isinstance(right, Sequence) and isinstance(operation, ast.Add):
        items = left.items + right.items
        return sequence(left.kind, items[:_LONGEST], exact=left.exact and right.exact and len(items) <= _LONGEST)
    if isinstance(left, Sequence) and isinstance(right, Constant) and isinstance(operation, ast.Mult):
        times = right.value
        if isinstance(times, int) and left.exact and len(left.items) * times <= _LONGEST:
            return sequence(left.kind, left.items * times)
    if isinstance(operation, ast.Div):
        path = paths.joined(left, right)
        if path is not None:
            return path
    return _arithmetic(run, operation, left, right, node, frame)


def _combined_flags(operation: ast.operator, left: Value, right: Value) -> Value | None:
    """``Mode.A | Mode.B`` of the project's flags."""
    one, other = _flag_value(left), _flag_value(right)
    is_combining = isinstance(operation, ast.BitOr | ast.BitAnd | ast.BitXor)
    if one is None or other is None or not is_combining or not isinstance(left, Instance):
        return None
    return classes.member(left.of, Constant(_BINARY[type(operation)](one, other)))


def _flag_value(value: Value) -> int | None:
    known = value.table.get("value") if isinstance(value, Instance) and classes.is_flag(value.of) else None
    return known.value if isinstance(known, Constant) and isinstance(known.value, int) else None


def combined_in_place(
    run: Execution, operation: ast.operator, left: Value, right: Value, node: ast.AST, frame: Frame
) -> Value:
    """``left += right`` and its relatives; a list and a set stay what they are, whoever else has them."""
    method = _BINARY_METHODS[type(operation)].replace("__", "__i", 1)
    if isinstance(left, Instance):
        result = calls.call_method(run, left, method, (right,), node, frame)
        if result is not None:
            return result
    if isinstance(left, Sequence) and (left.kind, method) in (("list", "__iadd__"), ("set", "__ior__")):
        calls.call(run, ConstantMethod(left, "extend"), calls.positional(right), node, frame)
        return left
    return combined(run, operation, left, right, node, frame)


def _arithmetic(
    run: Execution, operation: ast.operator, left: Value, right: Value, node: ast.AST, frame: Frame
) -> Value:
    a, b, compute = plain(left), plain(right), _BINARY.get(type(operation))
    if a is None or b is None or compute is None or _too_large(operation, a[0], b[0]):
        return run.unknown(frame, node)
    try:
        made = compute(a[0], b[0])
    except Exception as error:  # noqa: BLE001 -- whatever the operation raises for user constants
        run.raise_if_caught(error, frame, node)
        return run.unknown(frame, node)
    value = value_of(made, facts_in(left) | facts_in(right))
    return run.unknown(frame, node) if value is None else value


def _too_large(operation: ast.operator, left: object, right: object) -> bool:
    """Whether a result may be longer, or a number larger, than is worth computing."""
    match operation:
        case ast.Mult() if isinstance(left, str | bytes | list | tuple):
            return not isinstance(right, int) or len(left) * right > _LONGEST
        case ast.Mult() if isinstance(right, str | bytes | list | tuple):
            return _too_large(operation, right, left)
        case ast.LShift() | ast.Pow():
            return not isinstance(left, int) or not isinstance(right, int) or abs(left) > _LONGEST or right > _MOST_BITS
        case ast.Mod() if isinstance(left, str | bytes):
            return len(left) > _LONGEST or any(character in str(left) for character in "*0123456789")
        case _:
            is_long = isinstance(left, str) and len(left) > _LONGEST
            return is_long or any(isinstance(each, int) and abs(each) > _LARGEST for each in (left, right))


def _if_exp(run: Execution, node: ast.IfExp, frame: Frame) -> Value:
    test = test_of(run, node.test, frame)
    return value_of_either(
        run,
        test,
        node.test,
        frame,
        lambda: evaluate(run, node.body, frame),
        lambda: evaluate(run, node.orelse, frame),
    )


def test_of(run: Execution, node: ast.expr, frame: Frame) -> Any:
    """A test with ``__bool__`` of a project's class taken into account."""

    def value() -> Value:
        made = evaluate(run, node, frame)
        if isinstance(made, Instance):
            holds = truth_of(run, made, node, frame)
            return run.unknown(frame, node) if holds is None else Constant(holds)
        return made

    return tested(run, node, frame, value)


def _named_expr(run: Execution, node: ast.NamedExpr, frame: Frame) -> Value:
    value = evaluate(run, node.value, frame)
    run.store.write(frame.outside_comprehension().table_for(node.target.id), node.target.id, value)
    return value


def _lambda(run: Execution, node: ast.Lambda, frame: Frame) -> Value:
    return calls.function(run, node, frame)


def _joined_str(run: Execution, node: ast.JoinedStr, frame: Frame) -> Value:
    parts: list[str] = []
    known = True
    facts: frozenset[str] = frozenset()
    for part in node.values:
        value = evaluate(run, part, frame)
        if isinstance(value, Constant):
            parts.append(str(value.value))
            facts |= value.facts
        else:
            known = False
    return Constant("".join(parts), facts) if known else replace(run.unknown(frame, node), is_string=True)


def _formatted_value(run: Execution, node: ast.FormattedValue, frame: Frame) -> Value:
    value = evaluate(run, node.value, frame)
    specification = evaluate(run, node.format_spec, frame) if node.format_spec is not None else Constant("")
    return formatted(run, value, specification, node, frame, _CONVERSIONS.get(node.conversion))


def formatted(
    run: Execution,
    value: Value,
    specification: Value,
    node: ast.AST,
    frame: Frame,
    convert: Callable[[object], str] | None = None,
) -> Value:
    """``format(value, specification)``, of what ``str``, ``repr`` or ``ascii`` makes of it where ``convert`` is one."""
    if isinstance(value, Instance):
        first = 0 if convert is None else (1 if convert is str else 2)
        for method in ("__format__", "__str__", "__repr__")[first:]:
            given = (specification,) if method == "__format__" else ()
            result = calls.call_method(run, value, method, given, node, frame)
            if result is not None:
                return result
    value = paths.as_text(value)
    known = plain(value)
    if known is None or not isinstance(specification, Constant) or not _is_short(str(specification.value)):
        return run.unknown(frame, node)
    try:
        text = format(convert(known[0]) if convert else known[0], str(specification.value))
    except (TypeError, ValueError):
        return run.unknown(frame, node)
    return Constant(text, facts_in(value) | specification.facts)


def _is_short(specification: str) -> bool:
    """Whether no width in the format can make a long text."""
    return all(int(number) <= _LONGEST for number in re.findall(r"\d{1,9}", specification))


def _tuple(run: Execution, node: ast.Tuple, frame: Frame) -> Value:
    items, exact = evaluate_all(run, node.elts, frame)
    return sequence("tuple", items, exact=exact)


def _list(run: Execution, node: ast.List, frame: Frame) -> Value:
    items, exact = evaluate_all(run, node.elts, frame)
    return sequence("list", items, exact=exact)


def _set(run: Execution, node: ast.Set, frame: Frame) -> Value:
    items, exact = evaluate_all(run, node.elts, frame)
    for item in items:
        calls.call_method(run, item, "__hash__", (), node, frame)
    return sequence("set", items, exact=exact)


def _dict(run: Execution, node: ast.Dict, frame: Frame) -> Value:
    table: dict[object, Value] = {}
    unknown = False
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        value = evaluate(run, value_node, frame)
        if key_node is None:
            if isinstance(value, Mapping):
                table.update(value.table)
                unknown = unknown or value.rest["unknown"]
            else:
                unknown = True
            continue
        key_value = evaluate(run, key_node, frame)
        calls.call_method(run, key_value, "__hash__", (), key_node, frame)
        key = key_of(key_value)
        if key is None:
            unknown = True
        else:
            table[key[0]] = value
    return mapping(table, unknown=unknown)


def _await(run: Execution, node: ast.Await, frame: Frame) -> Value:
    return calls.awaited(run, evaluate(run, node.value, frame), node, frame)


def _yield(run: Execution, node: ast.Yield, frame: Frame) -> Value:
    value = evaluate(run, node.value, frame) if node.value else NONE
    if run.yields:
        generator = run.yields[-1]
        generator.values.append(value)
        if generator.limit is not None and len(generator.values) >= generator.limit:
            if generator.thrown is None:
                raise StopYielding
            thrown, run.yields[-1] = generator.thrown, Yields(generator.values, None)
            raise Leave(run.raised(thrown, frame, node))
    return run.unknown(frame, node, "yield")


def _yield_from(run: Execution, node: ast.YieldFrom, frame: Frame) -> Value:
    iterable = evaluate(run, node.value, frame)
    made = iteration.items(run, iterable, node.value, frame)
    if run.yields:
        run.yields[-1].values.extend(made.values)
    returned = iterable.table.get(RETURNED) if isinstance(iterable, Lazy) else None
    return run.unknown(frame, node) if returned is None else returned


def _starred(run: Execution, node: ast.Starred, frame: Frame) -> Value:
    return evaluate(run, node.value, frame)


def _slice(run: Execution, node: ast.Slice, frame: Frame) -> Value:
    bounds = [evaluate(run, bound, frame) if bound else NONE for bound in (node.lower, node.upper, node.step)]
    if all(isinstance(bound, Constant) and isinstance(bound.value, int | None) for bound in bounds):
        return Constant(slice(*(bound.value for bound in bounds if isinstance(bound, Constant))))
    return run.unknown(frame, node)


@cache
def _handlers() -> dict[type[ast.expr], Callable[[Execution, Any, Frame], Value]]:
    """What evaluates each kind of expression; made when first asked for, since the modules call each other."""
    return {
        ast.Constant: _constant, ast.Name: _name, ast.Attribute: _attribute, ast.Call: _call, ast.Subscript: _subscript,
        ast.BoolOp: _bool_op, ast.UnaryOp: _unary_op, ast.Compare: comparisons.compare, ast.BinOp: _bin_op,
        ast.IfExp: _if_exp, ast.NamedExpr: _named_expr, ast.Lambda: _lambda, ast.JoinedStr: _joined_str,
        ast.FormattedValue: _formatted_value,
        ast.Tuple: _tuple, ast.List: _list, ast.Set: _set, ast.Dict: _dict, ast.Await: _await, ast.Yield: _yield,
        ast.YieldFrom: _yield_from, ast.Starred: _starred, ast.Slice: _slice,
        ast.ListComp: comprehensions.list_comp, ast.SetComp: comprehensions.set_comp,
        ast.DictComp: comprehensions.dict_comp, ast.GeneratorExp: comprehensions.generator_exp,
    }  # fmt: skip
