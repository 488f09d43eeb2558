"""``functools.singledispatch``: which of several functions is called, by the type of the first argument."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace

from mainguard.replay import calls, classes, expressions
from mainguard.replay.invocation import Invocation
from mainguard.replay.truth import key_of
from mainguard.replay.values import (
    Arguments,
    Choice,
    Class,
    Constant,
    External,
    Fields,
    Function,
    Instance,
    Mapping,
    Partial,
    Sequence,
    Unknown,
    Value,
    mapping,
)

_TABLE = "%dispatch"
"""Where such a function has those that are registered for it, by type."""
_REGISTER = "functools.singledispatch.register"


def attribute(function: Function, name: str) -> Value | None:
    """``function.register`` and ``function.registry``; ``None`` of any other function and name."""
    table = function.attributes.get(_TABLE)
    if table is None:
        return None
    if name == "register":
        return Partial(External(_REGISTER), calls.positional(function))
    return table if name == "registry" else None


def chosen(function: Function, given: Arguments) -> Value:
    """What is called for the arguments: ``function`` itself where nothing is registered for the first one's type."""
    table = function.attributes.get(_TABLE)
    if not isinstance(table, Mapping):
        return function
    own = replace(function, attributes=Fields({}))
    first = given.positional[0].value if given.positional else None
    if first is None or isinstance(first, Unknown | Choice):
        about = first if isinstance(first, Unknown | Choice) else None
        others = (own, *table.table.values())
        return Choice(others, about.text, about.module, about.span) if about is not None and len(others) > 1 else own
    return next((table.table[each] for each in _types(first) if each in table.table), own)


def _types(value: Value) -> Iterator[Value]:
    """The classes of ``value``, nearest first."""
    match value:
        case Instance(of=of):
            yield from classes.resolution_order(of)
        case Constant(value=known):
            yield from (External(f"builtins.{each.__name__}") for each in type(known).__mro__)
        case Sequence(kind=kind):
            yield External(f"builtins.{kind}")
        case Mapping():
            yield External("builtins.dict")
        case _:
            return


def _made(call: Invocation) -> Value | None:
    function = call.values[0] if call.values else None
    if not isinstance(function, Function):
        return None
    return replace(function, attributes=Fields({**function.attributes, _TABLE: mapping({})}))


def _register(call: Invocation) -> Value | None:
    """``function.register(type)`` gives a decorator; of a function alone the annotation says for which type it is."""
    function, *rest = call.values or (None,)
    if not isinstance(function, Function) or not rest:
        return None
    if len(rest) == 1 and isinstance(rest[0], Function):
        of = _annotated(rest[0], call)
        return _registered(call, function, of, rest[0]) if of is not None else rest[0]
    if len(rest) == 1:
        return Partial(External(_REGISTER), calls.positional(function, *rest))
    return _registered(call, function, rest[0], rest[1])


def _annotated(function: Function, call: Invocation) -> Value | None:
    parameters = [*function.node.args.posonlyargs, *function.node.args.args]
    annotation = parameters[0].annotation if parameters else None
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        annotation = ast.copy_location(ast.Name(annotation.value, ast.Load()), annotation)
    return expressions.evaluate(call.run, annotation, function.frame) if annotation is not None else None


def _registered(call: Invocation, function: Function, of: Value, implementation: Value) -> Value:
    table = function.attributes.get(_TABLE)
    kinds = of.items if isinstance(of, Sequence) else (of,)
    for kind in kinds:
        key = key_of(kind) if isinstance(kind, Class | External) else None
        if key is not None and isinstance(table, Mapping):
            call.run.store.write(table.table, key[0], implementation)
    return implementation


HANDLERS: dict[str, Callable[[Invocation], Value | None]] = {
    "functools.singledispatch": _made,
    _REGISTER: _register,
}
