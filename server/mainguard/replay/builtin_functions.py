"""Calls of builtins."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mainguard.replay import (
    argument_parsers,
    attributes,
    builtin_iterables,
    calls,
    classes,
    code_strings,
    expressions,
    imports,
    paths,
    source_files,
)
from mainguard.replay.assignment import assign_attribute
from mainguard.replay.execution import Execution
from mainguard.replay.flow import Leave
from mainguard.replay.invocation import Invocation
from mainguard.replay.namespaces import LazyNames
from mainguard.replay.scope import Frame
from mainguard.replay.truth import is_string, key_of, plain, truth, value_of
from mainguard.replay.values import (
    NO_ARGUMENTS,
    NONE,
    SETTER,
    Arguments,
    Class,
    Constant,
    External,
    ExternalInstance,
    Function,
    Instance,
    Mapping,
    Module,
    Sequence,
    Super,
    Unknown,
    Value,
    facts_in,
    facts_of,
    mapping,
    sequence,
)

_METHODS = {"ascii": "repr", "bin": "index", "oct": "index", "hex": "index"}
"""What the special method is called, where it is not called like the function."""


def _encoded(text: str, encoding: str = "utf-8") -> bytes:
    """``bytes`` of a text alone: of a number it would make that many."""
    return text.encode(encoding)


_PURE: dict[str, Callable[..., object]] = {
    "abs": abs, "bool": bool, "float": float, "int": int, "str": str, "ord": ord, "chr": chr, "round": round,
    "repr": repr, "ascii": ascii, "divmod": divmod, "bin": bin, "oct": oct, "hex": hex, "hash": hash,
    "bytes": _encoded,
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
    for value in invocation.values if name in ("print", "input") else ():
        _as_text(invocation, value)
    return run.unknown(frame, whole or node)


def _as_text(call: Invocation, value: Value) -> Value | None:
    made = call.method(value, "__str__")
    return call.method(value, "__repr__") if made is None else made


def _pure(call: Invocation, name: str, whole: ast.AST) -> Value:
    values = call.values
    unknown = call.run.unknown(call.frame, whole)
    if values and isinstance(values[0], Instance):
        made = _as_text(call, values[0]) if name == "str" else call.method(values[0], f"__{_METHODS.get(name, name)}__")
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
        computed = _PURE[name](*(each[0] for each in plains if each is not None))
    except Exception as error:  # noqa: BLE001 -- whatever the conversion of user constants raises
        call.run.raise_if_caught(error, call.frame, whole)
        return unknown
    made_value = value_of(computed, frozenset().union(*(facts_in(value) for value in values)))
    return unknown if made_value is None else made_value


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
    return mapping(table, unknown=unknown)


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


def _format(call: Invocation) -> Value | None:
    if not call.values:
        return None
    specification = call.values[1] if len(call.values) > 1 else Constant("")
    return expressions.formatted(call.run, call.values[0], specification, call.node, call.frame)


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
        case (value, Class(metaclass=Class()) as kind) if (
            made := calls.call_metaclass_method(call.run, kind, "__instancecheck__", (value,), call.node, call.frame)
        ) is not None:
            holds = truth(made)
            return None if holds is None else Constant(holds)
        case (Instance(of=of), Class() as kind):
            return Constant(kind in classes.resolution_order(of))
        case (value, kind):
            known = _is_of_builtin(value, kind)
            return None if known is None else Constant(known, facts_in(value))
        case _:
            return None


def _is_of_builtin(value: Value, kind: Value) -> bool | None:
    """Whether ``value`` is of the builtin class ``kind``, or of one in the tuple; ``None`` where that is not known."""
    if isinstance(kind, Sequence):
        found = [_is_of_builtin(value, each) for each in kind.items] if kind.exact else [None]
        return True if True in found else (None if None in found else False)
    of = getattr(builtins, kind.name.removeprefix("builtins."), None) if isinstance(kind, External) else None
    if not isinstance(of, type) or not isinstance(kind, External) or not kind.name.startswith("builtins."):
        return None
    match value:
        case Constant(value=known):
            return isinstance(known, of)
        case Sequence(kind=own) if isinstance(getattr(builtins, own, None), type):
            return issubclass(getattr(builtins, own), of)
        case Mapping():
            return issubclass(dict, of)
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
        if isinstance(owner, External):
            return attributes.get(call.run, owner, "__dict__", call.node, call.frame)
        if isinstance(owner, ExternalInstance) and owner.of == argument_parsers.NAMESPACE:
            return argument_parsers.as_mapping(owner)
        table: Any = owner.state.table if isinstance(owner, Module) else getattr(owner, "table", None)
        return Mapping(table) if isinstance(table, dict) and not isinstance(owner, Sequence) else None
    return Mapping(call.frame.scope.table)


def _names(call: Invocation) -> Value | None:
    """``dir()``: the names that are bound."""
    if call.values:
        return None
    table = call.frame.scope.table
    names = table.bound() if isinstance(table, LazyNames) else table.keys()
    return sequence("list", tuple(Constant(name) for name in sorted(names)))


def _globals(call: Invocation) -> Value:
    return Mapping(call.frame.state.table)


def _import(call: Invocation) -> Value | None:
    name = call.text(0)
    if name is None:
        return None
    keyword = call.given.keywords.get("fromlist")
    from_list = keyword.value if keyword else (call.values[3] if len(call.values) > 3 else NONE)
    module = imports.module_value(call.run, name, call.node, call.frame)
    if truth(from_list) or "." not in name:
        return module
    return imports.module_value(call.run, name.partition(".")[0], call.node, call.frame)


def _property(call: Invocation) -> Value | None:
    """``property(get, set)``; without ``get`` the other stands in, since reading it fails anyway."""
    given = {name: passed.value for name, passed in call.given.keywords.items()}
    getter = given.get("fget", call.values[0] if call.values else NONE)
    setter = given.get("fset", call.values[1] if len(call.values) > 1 else NONE)
    made = getter if isinstance(getter, Function) else setter
    if not isinstance(made, Function):
        return None
    return replace(made, kind="property", attributes={SETTER: setter} if isinstance(setter, Function) else {})


def _static(call: Invocation) -> Value | None:
    match call.values[:1]:
        case (Function() as function,):
            return replace(function, kind="static")
        case (External() as outside,):
            return outside
        case _:
            return None


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


def _new_type(call: Invocation) -> Value | None:
    """``type.__new__`` in a metaclass makes the class that is being defined."""
    return call.run.creating[-1] if call.run.creating else None


def _unknown(call: Invocation) -> Value | None:
    return Unknown("object()", call.frame.state.module.key, call.run.statement, is_string=False)


_HANDLERS: dict[str, Callable[[Invocation], Value | None]] = {
    **builtin_iterables.HANDLERS, "dict": _dict, "len": _len, "format": _format,
    "getattr": _getattr, "setattr": _setattr, "hasattr": _hasattr, "callable": _callable, "isinstance": _isinstance,
    "type": _type, "super": _super, "vars": _namespace, "locals": _namespace, "dir": _names, "globals": _globals,
    "__import__": _import, "property": _property, "staticmethod": _static, "classmethod": _class_method,
    "exec": _exec, "eval": _eval, "compile": _compile, "open": source_files.opened, "object": _unknown,
    "object.__new__": _object,
    "type.__new__": _new_type,
}  # fmt: skip
