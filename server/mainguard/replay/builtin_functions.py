"""Calls of builtins."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mainguard.replay import attributes, calls, classes, code_strings, expressions, imports, iteration
from mainguard.replay.assignment import assign_attribute
from mainguard.replay.execution import Execution
from mainguard.replay.flow import Leave
from mainguard.replay.scope import Frame
from mainguard.replay.truth import is_string, plain, truth
from mainguard.replay.values import (
    NO_ARGUMENTS,
    NONE,
    Arguments,
    Class,
    Constant,
    External,
    ExternalInstance,
    Function,
    Instance,
    Lazy,
    Mapping,
    Module,
    Sequence,
    SequenceItems,
    Super,
    Unknown,
    Value,
    sequence,
)

_MOST = 256
_PURE: dict[str, Callable[..., object]] = {
    "abs": abs, "bool": bool, "float": float, "int": int, "str": str, "ord": ord, "chr": chr, "round": round,
    "bytes": bytes,
}  # fmt: skip


def call(
    run: Execution, name: str, given: Arguments, node: ast.AST, frame: Frame, *, whole: ast.Call | None = None
) -> Value:
    """The result of the builtin called ``name``."""
    handler = _HANDLERS.get(name)
    values = tuple(passed.value for passed in given.positional)
    if handler is not None:
        made = handler(run, values, given, node, frame)
        return run.unknown(frame, whole or node) if made is None else made
    if name in _PURE:
        return _pure(run, name, values, whole or node, frame)
    if name in ("exit", "quit"):
        raise Leave(run.raised("SystemExit", frame, whole or node))
    if name[:1].isupper():
        return ExternalInstance(f"builtins.{name}", given)
    for value in values:
        _stringify(run, name, value, node, frame)
    return run.unknown(frame, whole or node)


_Values = tuple[Value, ...]


def _stringify(run: Execution, name: str, value: Value, node: ast.AST, frame: Frame) -> None:
    if name in ("print", "repr", "format", "hash", "input"):
        method = "__hash__" if name == "hash" else ("__repr__" if name == "repr" else "__str__")
        if calls.call_method(run, value, method, (), node, frame) is None and method == "__str__":
            calls.call_method(run, value, "__repr__", (), node, frame)


def _pure(run: Execution, name: str, values: _Values, node: ast.AST, frame: Frame) -> Value:
    if values and isinstance(values[0], Instance):
        made = calls.call_method(run, values[0], f"__{name}__", (), node, frame)
        if made is None and name == "bool":
            holds = expressions.truth_of(run, values[0], node, frame)
            return run.unknown(frame, node) if holds is None else Constant(holds)
        return run.unknown(frame, node) if made is None else made
    if name == "bool" and values:
        holds = truth(values[0])
        return run.unknown(frame, node) if holds is None else Constant(holds, _facts(values[0]))
    plains = [plain(value) for value in values]
    if any(each is None for each in plains):
        return run.unknown(frame, node)
    try:
        made_value = _PURE[name](*(each[0] for each in plains if each is not None))
    except Exception:  # noqa: BLE001 -- whatever the conversion of user constants raises, the value is not known
        return run.unknown(frame, node)
    return Constant(made_value, frozenset().union(*(_facts(value) for value in values)))


def _facts(value: Value) -> frozenset[str]:
    return value.facts if isinstance(value, Constant) else frozenset()


def _make_sequence(kind: str) -> Callable[..., Value | None]:
    def make(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value:  # noqa: ARG001
        if not values:
            return sequence(kind, ())
        made = iteration.items(run, values[0], node, frame)
        return sequence(kind, made.values, exact=made.exact)

    return make


def _dict(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value:
    table: dict[object, Value] = {}
    unknown = given.unknown_keywords is not None
    for value in values:
        if isinstance(value, Mapping):
            table.update(value.table)
            unknown = unknown or value.rest["unknown"]
            continue
        made = iteration.items(run, value, node, frame)
        unknown = unknown or not made.exact
        for pair in made.values:
            key = plain(pair.items[0]) if isinstance(pair, Sequence) and len(pair.items) == 2 else None
            if key is None or not isinstance(pair, Sequence):
                unknown = True
            else:
                table[key[0]] = pair.items[1]
    table.update({name: passed.value for name, passed in given.keywords.items()})
    return Mapping(table, {"unknown": unknown})


def _range(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value:  # noqa: ARG001
    numbers = [plain(value) for value in values]
    known = [each[0] for each in numbers if each is not None and isinstance(each[0], int)]
    for value in values:
        run.facts |= _facts(value)
    if not known or len(known) != len(values) or 0 in known[2:]:
        return sequence("list", (), exact=False)
    made = range(*known)
    return sequence("list", tuple(Constant(number) for number in made[:_MOST]), exact=len(made) <= _MOST)


def _len(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    match values[:1]:
        case (Sequence() as made,) if made.exact:
            return Constant(len(made.items))
        case (Mapping() as made,) if not made.rest["unknown"]:
            return Constant(len(made.table))
        case (Constant(value=str() | bytes() as text),):
            return Constant(len(text))
        case (Instance() as owner,):
            return calls.call_method(run, owner, "__len__", (), node, frame)
        case _:
            return None


def _map(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    if len(values) < 2:
        return None
    function, iterables = values[0], values[1:]

    def consume(limit: int | None) -> Value:
        made = [iteration.items(run, each, node, frame) for each in iterables]
        rows = list(zip(*(each.values for each in made), strict=False))[: limit or _MOST]
        exact = all(each.exact for each in made)
        if not rows and not exact:
            rows = [tuple(run.unknown(frame, node) for _ in iterables)]
        results = tuple(calls.call(run, function, calls.positional(*row), node, frame) for row in rows)
        return sequence("list", results, exact=exact)

    return Lazy("generator", consume)


def _filter(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    if len(values) < 2:
        return None
    function, iterable = values[0], values[1]

    def consume(limit: int | None) -> Value:  # noqa: ARG001 -- one signature
        made = iteration.items(run, iterable, node, frame)
        kept, exact = [], made.exact
        for item in made.values:
            holds = truth(item if function == NONE else calls.call(run, function, calls.positional(item), node, frame))
            exact = exact and holds is not None
            if holds:
                kept.append(item)
        return sequence("list", tuple(kept), exact=exact)

    return Lazy("generator", consume)


def _consume(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:
    """``sum``, ``min``, ``max``, ``sorted``: run the iterable and the ``key``."""
    if not values:
        return None
    made = SequenceItems(values) if len(values) > 1 else iteration.items(run, values[0], node, frame)
    key = given.keywords.get("key")
    if key is not None:
        for item in made.values or ((run.unknown(frame, node),) if not made.exact else ()):
            calls.call(run, key.value, calls.positional(item), node, frame)
    return None


def _sorted(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value:
    _consume(run, values, given, node, frame)
    return sequence("list", (), exact=False)


def _any_or_all(run: Execution, values: _Values, node: ast.AST, frame: Frame, *, stop: bool) -> Value | None:
    if not values:
        return None
    made = iteration.items(run, values[0], node, frame)
    results = [truth(item) for item in made.values]
    if stop in results:
        return Constant(stop)
    return None if None in results or not made.exact else Constant(not stop)


def _any(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    return _any_or_all(run, values, node, frame, stop=True)


def _all(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    return _any_or_all(run, values, node, frame, stop=False)


def _next(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    if values and isinstance(values[0], Lazy):
        made = iteration.consumed(run, values[0], 1)
        return made.values[0] if made.values else None
    return calls.call_method(run, values[0], "__next__", (), node, frame) if values else None


def _iter(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    if not values:
        return None
    if len(values) == 2:
        return calls.call(run, values[0], NO_ARGUMENTS, node, frame)
    made = calls.call_method(run, values[0], "__iter__", (), node, frame)
    return values[0] if made is None else made


def _zip(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value:  # noqa: ARG001
    made = [iteration.items(run, value, node, frame) for value in values]
    rows = zip(*(each.values for each in made), strict=False)
    return sequence("list", tuple(sequence("tuple", row) for row in rows), exact=all(each.exact for each in made))


def _enumerate(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    if not values:
        return None
    made = iteration.items(run, values[0], node, frame)
    rows = tuple(sequence("tuple", (Constant(at), value)) for at, value in enumerate(made.values))
    return sequence("list", rows, exact=made.exact)


def _reversed(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    if not values:
        return None
    made = iteration.items(run, values[0], node, frame)
    return sequence("list", made.values[::-1] if made.exact else (), exact=made.exact)


def _getattr(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    name = plain(values[1]) if len(values) > 1 else None
    if name is None or not isinstance(name[0], str):
        return None
    if len(values) > 2 and attributes.has(run, values[0], name[0]) is False:
        return values[2]
    return attributes.get(run, values[0], name[0], node, frame)


def _setattr(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value:  # noqa: ARG001
    name = plain(values[1]) if len(values) == 3 else None
    if name is not None and isinstance(name[0], str):
        assign_attribute(run, values[0], name[0], values[2], node, frame)
    return NONE


def _hasattr(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    name = plain(values[1]) if len(values) == 2 else None
    known = attributes.has(run, values[0], name[0]) if name is not None and isinstance(name[0], str) else None
    return None if known is None else Constant(known)


def _callable(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    return Constant(value=True) if values and isinstance(values[0], Function | Class) else None


def _isinstance(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    match values:
        case (value, External(name="builtins.str")):
            known = is_string(value)
            return None if known is None else Constant(known)
        case (Instance(of=of), Class() as kind):
            return Constant(kind in classes.resolution_order(of))
        case _:
            return None


def _type(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    match values:
        case (Instance(of=of),):
            return of
        case (Constant(value=value),):
            return External(f"builtins.{type(value).__name__}")
        case (Constant(value=str(name)), Sequence() as bases, Mapping() as table):
            made = {key: value for key, value in table.table.items() if isinstance(key, str)}
            return Class(name, bases.items, made)
        case _:
            return None


def _super(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    if len(values) == 2 and isinstance(values[0], Class):
        return Super(values[1], values[0])
    scope = frame.scope
    owner = next(iter(scope.table.values()), None)
    of = owner.of if isinstance(owner, Instance) else owner
    if owner is None or not isinstance(of, Class):
        return None
    running = run.running[-1] if run.running else 0
    for each in classes.resolution_order(of):
        if isinstance(each, Class) and any(_is_body(value, running) for value in each.table.values()):
            return Super(owner, each)
    return Super(owner, of)


def _is_body(value: Value, running: int) -> bool:
    return isinstance(value, Function) and id(value.node) == running


def _namespace(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    """``globals()``, and ``vars()`` and ``locals()`` at the module level or in a function."""
    if values:
        owner = values[0]
        table: Any = owner.state.table if isinstance(owner, Module) else getattr(owner, "table", None)
        return Mapping(table) if isinstance(table, dict) and not isinstance(owner, Sequence) else None
    return Mapping(frame.scope.table)  # type: ignore[arg-type] -- a namespace is a dict with str keys


def _globals(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value:  # noqa: ARG001
    return Mapping(frame.state.table)  # type: ignore[arg-type] -- a namespace is a dict with str keys


def _import(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:
    name = plain(values[0]) if values else None
    if name is None or not isinstance(name[0], str):
        return None
    from_list = values[3] if len(values) > 3 else (given.keywords["fromlist"].value if "fromlist" in given.keywords else None)
    full = name[0] if from_list is not None and truth(from_list) else name[0].partition(".")[0]
    return imports.module_value(run, full, node, frame)


def _property(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    return replace(values[0], kind="property") if values and isinstance(values[0], Function) else None


def _static(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    return replace(values[0], kind="static") if values and isinstance(values[0], Function) else None


def _class_method(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    return replace(values[0], kind="class") if values and isinstance(values[0], Function) else None


def _exec(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value:
    return code_strings.execute(run, values, node, frame)


def _eval(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    return code_strings.evaluate(run, values, node, frame)


def _compile(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    return values[0] if values else None


def _object(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    owner = values[0] if values else None
    return Instance(owner, NO_ARGUMENTS) if isinstance(owner, Class) else None


def _unknown(run: Execution, values: _Values, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    return Unknown("object()", frame.state.module.key, run.statement, is_object=True)


_HANDLERS: dict[str, Callable[..., Value | None]] = {
    "list": _make_sequence("list"), "tuple": _make_sequence("tuple"), "set": _make_sequence("set"),
    "frozenset": _make_sequence("frozenset"), "dict": _dict, "range": _range, "len": _len, "map": _map,
    "filter": _filter, "sum": _consume, "min": _consume, "max": _consume, "sorted": _sorted, "any": _any, "all": _all,
    "next": _next, "anext": _next, "iter": _iter, "zip": _zip, "enumerate": _enumerate, "reversed": _reversed,
    "getattr": _getattr, "setattr": _setattr, "hasattr": _hasattr, "callable": _callable, "isinstance": _isinstance,
    "type": _type, "super": _super, "vars": _namespace, "locals": _namespace, "globals": _globals,
    "__import__": _import, "property": _property, "staticmethod": _static, "classmethod": _class_method,
    "exec": _exec, "eval": _eval, "compile": _compile, "object": _unknown, "object.__new__": _object,
}  # fmt: skip
