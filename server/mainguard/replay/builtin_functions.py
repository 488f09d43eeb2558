"""Calls of builtins."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mainguard.replay import attributes, classes, code_strings, expressions, imports, iteration, paths, source_files
from mainguard.replay.assignment import assign_attribute
from mainguard.replay.execution import Execution
from mainguard.replay.flow import Leave
from mainguard.replay.invocation import Invocation
from mainguard.replay.scope import Frame
from mainguard.replay.truth import is_string, key_of, plain, truth
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
    facts_of,
    sequence,
)

_MOST = 256
_PURE: dict[str, Callable[..., object]] = {
    "abs": abs, "bool": bool, "float": float, "int": int, "str": str, "ord": ord, "chr": chr, "round": round,
}  # fmt: skip


def call(
    run: Execution, name: str, given: Arguments, node: ast.AST, frame: Frame, *, whole: ast.Call | None = None
) -> Value:
    """The result of the builtin called ``name``."""
    invocation = Invocation(run, given, node, frame)
    handler = _HANDLERS.get(name)
    if handler is not None:
        made = handler(invocation)
        return run.unknown(frame, whole or node) if made is None else made
    if name in _PURE:
        return _pure(invocation, name, whole or node)
    if name in ("exit", "quit"):
        raise Leave(run.raised("SystemExit", frame, whole or node))
    if name[:1].isupper():
        return ExternalInstance(f"builtins.{name}", given)
    for value in invocation.values:
        _stringify(invocation, name, value)
    return run.unknown(frame, whole or node)


def _stringify(call: Invocation, name: str, value: Value) -> None:
    if name in ("print", "repr", "format", "hash", "input"):
        method = {"hash": "__hash__", "repr": "__repr__"}.get(name, "__str__")
        if call.method(value, method) is None and method == "__str__":
            call.method(value, "__repr__")


def _pure(call: Invocation, name: str, whole: ast.AST) -> Value:
    values = call.values
    unknown = call.run.unknown(call.frame, whole)
    if values and isinstance(values[0], Instance):
        made = call.method(values[0], f"__{name}__")
        if made is None and name == "bool":
            holds = expressions.truth_of(call.run, values[0], call.node, call.frame)
            return unknown if holds is None else Constant(holds)
        return unknown if made is None else made
    if name == "bool" and values:
        holds = truth(values[0])
        return unknown if holds is None else Constant(holds, facts_of(values[0]))
    if name == "str":
        values = tuple(paths.as_text(value) for value in values)
    plains = [plain(value) for value in values]
    if any(each is None for each in plains):
        return unknown
    try:
        made_value = _PURE[name](*(each[0] for each in plains if each is not None))
    except Exception:  # noqa: BLE001 -- whatever the conversion of user constants raises, the value is not known
        return unknown
    return Constant(made_value, frozenset().union(*(facts_of(value) for value in values)))


def _make_sequence(kind: str) -> Callable[[Invocation], Value]:
    def make(call: Invocation) -> Value:
        if not call.values:
            return sequence(kind, ())
        made = call.items(call.values[0])
        return sequence(kind, made.values, exact=made.exact)

    return make


def _dict(call: Invocation) -> Value:
    table: dict[object, Value] = {}
    unknown = call.given.unknown_keywords is not None
    for value in call.values:
        if isinstance(value, Mapping):
            table.update(value.table)
            unknown = unknown or value.rest["unknown"]
            continue
        made = call.items(value)
        unknown = unknown or not made.exact
        for pair in made.values:
            key = key_of(pair.items[0]) if isinstance(pair, Sequence) and len(pair.items) == 2 else None
            if key is None or not isinstance(pair, Sequence):
                unknown = True
            else:
                table[key[0]] = pair.items[1]
    table.update({name: passed.value for name, passed in call.given.keywords.items()})
    return Mapping(table, {"unknown": unknown})


def _range(call: Invocation) -> Value:
    numbers = [plain(value) for value in call.values]
    known = [each[0] for each in numbers if each is not None and isinstance(each[0], int)]
    for value in call.values:
        call.run.facts |= facts_of(value)
    if not known or len(known) != len(call.values) or 0 in known[2:]:
        return sequence("list", (), exact=False)
    first = range(*known)[: _MOST + 1]
    return sequence("list", tuple(Constant(number) for number in first[:_MOST]), exact=len(first) <= _MOST)


def _len(call: Invocation) -> Value | None:
    match call.values[:1]:
        case (Sequence() as made,) if made.exact:
            return Constant(len(made.items))
        case (Mapping() as made,) if not made.rest["unknown"]:
            is_exact = not any(isinstance(each, Unknown) and each.may_be_absent for each in made.table.values())
            return Constant(len(made.table)) if is_exact else None
        case (Constant(value=str() | bytes() as text),):
            return Constant(len(text))
        case (Instance() as owner,):
            return call.method(owner, "__len__")
        case _:
            return None


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


def _consume(call: Invocation) -> Value | None:
    """``sum``, ``min``, ``max``, ``sorted``: run the iterable and the ``key``."""
    if not call.values:
        return None
    made = SequenceItems(call.values) if len(call.values) > 1 else call.items(call.values[0])
    key = call.given.keywords.get("key")
    if key is not None:
        for item in made.values or ((call.unknown(),) if not made.exact else ()):
            call.apply(key.value, item)
    return None


def _sorted(call: Invocation) -> Value:
    _consume(call)
    return sequence("list", (), exact=False)


def _any_or_all(call: Invocation, *, stop: bool) -> Value | None:
    if not call.values:
        return None
    made = call.items(call.values[0])
    results = [truth(item) for item in made.values]
    if stop in results:
        return Constant(stop)
    return None if None in results or not made.exact else Constant(not stop)


def _any(call: Invocation) -> Value | None:
    return _any_or_all(call, stop=True)


def _all(call: Invocation) -> Value | None:
    return _any_or_all(call, stop=False)


def _next(call: Invocation) -> Value | None:
    if call.values and isinstance(call.values[0], Lazy):
        made = iteration.consumed(call.run, call.values[0], 1)
        return made.values[0] if made.values else None
    return call.method(call.values[0], "__next__") if call.values else None


def _iter(call: Invocation) -> Value | None:
    if not call.values:
        return None
    if len(call.values) == 2:
        return call.apply(call.values[0])
    made = call.method(call.values[0], "__iter__")
    return call.values[0] if made is None else made


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


def _getattr(call: Invocation) -> Value | None:
    name = call.plain(1)
    if name is None or not isinstance(name[0], str):
        return None
    if len(call.values) > 2 and attributes.has(call.run, call.values[0], name[0]) is False:
        return call.values[2]
    return attributes.get(call.run, call.values[0], name[0], call.node, call.frame)


def _setattr(call: Invocation) -> Value:
    name = plain(call.values[1]) if len(call.values) == 3 else None
    if name is not None and isinstance(name[0], str):
        assign_attribute(call.run, call.values[0], name[0], call.values[2], call.node, call.frame)
    return NONE


def _hasattr(call: Invocation) -> Value | None:
    name = plain(call.values[1]) if len(call.values) == 2 else None
    known = attributes.has(call.run, call.values[0], name[0]) if name is not None and isinstance(name[0], str) else None
    return None if known is None else Constant(known)


def _callable(call: Invocation) -> Value | None:
    return Constant(value=True) if call.values and isinstance(call.values[0], Function | Class) else None


def _isinstance(call: Invocation) -> Value | None:
    match call.values:
        case (value, External(name="builtins.str")):
            known = is_string(value)
            return None if known is None else Constant(known)
        case (Instance(of=of), Class() as kind):
            return Constant(kind in classes.resolution_order(of))
        case _:
            return None


def _type(call: Invocation) -> Value | None:
    match call.values:
        case (Instance(of=of),):
            return of
        case (Constant(value=value),):
            return External(f"builtins.{type(value).__name__}")
        case (Constant(value=str(name)), Sequence() as bases, Mapping() as table):
            made = {key: value for key, value in table.table.items() if isinstance(key, str)}
            return Class(name, bases.items, made)
        case _:
            return None


def _super(call: Invocation) -> Value | None:
    if len(call.values) == 2 and isinstance(call.values[0], Class):
        return Super(call.values[1], call.values[0])
    scope = call.frame.scope
    owner = next(iter(scope.table.values()), None)
    of = owner.of if isinstance(owner, Instance) else owner
    if owner is None or not isinstance(of, Class):
        return None
    running = call.run.running[-1] if call.run.running else 0
    for each in classes.resolution_order(of):
        if isinstance(each, Class) and any(_is_body(value, running) for value in each.table.values()):
            return Super(owner, each)
    return Super(owner, of)


def _is_body(value: Value, running: int) -> bool:
    return isinstance(value, Function) and id(value.node) == running


def _namespace(call: Invocation) -> Value | None:
    """``globals()``, and ``vars()`` and ``locals()`` at the module level or in a function."""
    if call.values:
        owner = call.values[0]
        table: Any = owner.state.table if isinstance(owner, Module) else getattr(owner, "table", None)
        return Mapping(table) if isinstance(table, dict) and not isinstance(owner, Sequence) else None
    return Mapping(call.frame.scope.table)


def _globals(call: Invocation) -> Value:
    return Mapping(call.frame.state.table)


def _import(call: Invocation) -> Value | None:
    name = call.text(0)
    if name is None:
        return None
    keyword = call.given.keywords.get("fromlist")
    from_list = keyword.value if keyword else (call.values[3] if len(call.values) > 3 else NONE)
    full = name if truth(from_list) else name.partition(".")[0]
    return imports.module_value(call.run, full, call.node, call.frame)


def _property(call: Invocation) -> Value | None:
    return replace(call.values[0], kind="property") if call.values and isinstance(call.values[0], Function) else None


def _static(call: Invocation) -> Value | None:
    return replace(call.values[0], kind="static") if call.values and isinstance(call.values[0], Function) else None


def _class_method(call: Invocation) -> Value | None:
    return replace(call.values[0], kind="class") if call.values and isinstance(call.values[0], Function) else None


def _exec(call: Invocation) -> Value:
    return code_strings.execute(call.run, call.values, call.node, call.frame)


def _eval(call: Invocation) -> Value | None:
    return code_strings.evaluate(call.run, call.values, call.node, call.frame)


def _compile(call: Invocation) -> Value | None:
    return call.values[0] if call.values else None


def _object(call: Invocation) -> Value | None:
    owner = call.values[0] if call.values else None
    return Instance(owner, NO_ARGUMENTS) if isinstance(owner, Class) else None


def _unknown(call: Invocation) -> Value | None:
    return Unknown("object()", call.frame.state.module.key, call.run.statement, is_string=False)


_HANDLERS: dict[str, Callable[[Invocation], Value | None]] = {
    "list": _make_sequence("list"), "tuple": _make_sequence("tuple"), "set": _make_sequence("set"),
    "frozenset": _make_sequence("frozenset"), "dict": _dict, "range": _range, "len": _len, "map": _map,
    "filter": _filter, "sum": _consume, "min": _consume, "max": _consume, "sorted": _sorted, "any": _any, "all": _all,
    "next": _next, "anext": _next, "iter": _iter, "zip": _zip, "enumerate": _enumerate, "reversed": _reversed,
    "getattr": _getattr, "setattr": _setattr, "hasattr": _hasattr, "callable": _callable, "isinstance": _isinstance,
    "type": _type, "super": _super, "vars": _namespace, "locals": _namespace, "globals": _globals,
    "__import__": _import, "property": _property, "staticmethod": _static, "classmethod": _class_method,
    "exec": _exec, "eval": _eval, "compile": _compile, "open": source_files.opened, "object": _unknown,
    "object.__new__": _object,
}  # fmt: skip
