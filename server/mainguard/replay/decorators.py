"""What a decorator makes of a function or class."""

from __future__ import annotations

import ast
from dataclasses import replace

from mainguard.catalogue.api import Decorator, Same
from mainguard.replay import calls, installed
from mainguard.replay.execution import Execution
from mainguard.replay.scope import Frame
from mainguard.replay.values import (
    NO_ARGUMENTS,
    REGISTERED,
    WITHIN,
    Arguments,
    Bound,
    Class,
    Decorated,
    External,
    ExternalInstance,
    ExternalMethod,
    Function,
    Instance,
    Lazy,
    Partial,
    Passed,
    Sequence,
    Unknown,
    Value,
    Wrapper,
    sequence,
)

_DATACLASS_DECORATORS = frozenset(
    {"dataclasses.dataclass", "attr.s", "attr.define", "attrs.define", "attr.frozen", "attrs.frozen", "attr.attrs"}
)
_METHOD_KINDS = {
    "builtins.staticmethod": "static",
    "builtins.classmethod": "class",
    "builtins.property": "property",
    "functools.cached_property": "property",
    "abc.abstractproperty": "property",
}


def is_known(name: str) -> bool:
    """Whether ``@name`` of the standard library, or of attrs, says what becomes of a definition and calls nothing."""
    return name in _METHOD_KINDS or name in _DATACLASS_DECORATORS


def apply(run: Execution, decorator: Value, decorated: Value, node: ast.expr, frame: Frame) -> Value:
    """The value of ``decorated`` under ``@decorator``."""
    name = _external_name(decorator)
    if isinstance(decorated, Class):
        return _of_class(run, decorator, name, decorated, node, frame)
    if name in _METHOD_KINDS and isinstance(decorated, Function):
        return replace(decorated, kind=_METHOD_KINDS[name])
    if isinstance(decorator, Wrapper):
        return wrap(run, decorator, decorated)
    if _is_context_manager(decorator):
        return Partial(External(WITHIN), calls.positional(decorator, decorated))
    if isinstance(decorator, Function | Bound | Class | Instance | Partial):
        return calls.call(run, decorator, calls.positional(decorated), node, frame)
    return _outside(run, decorator, decorated, node, frame)


def _is_context_manager(decorator: Value) -> bool:
    """Whether calls of what is decorated are made in a ``with`` block: ``contextlib.ContextDecorator``."""
    if isinstance(decorator, Instance):
        return External("contextlib.ContextDecorator") in decorator.of.ancestors
    return isinstance(decorator, Lazy) and decorator.kind == "generator"


def wrap(run: Execution, wrapper: Wrapper, function: Value) -> Value:
    """What a known decorator from outside makes of ``function``."""
    if wrapper.makes:
        return ExternalInstance(wrapper.makes, Arguments((Passed(function),), wrapper.given))
    commands = ExternalInstance(wrapper.group, NO_ARGUMENTS) if wrapper.group else None
    if wrapper.wraps is not None and isinstance(function, Function):
        run.store.write(function.attributes, "__wrapped__", wrapper.wraps)
    made = function if wrapper.exact else Decorated(function, wrapper, certain=True, commands=commands)
    if wrapper.keeper is not None:
        register(run, wrapper.keeper, made)
    return made


def register(run: Execution, keeper: ExternalInstance, function: Value) -> None:
    """Let ``keeper`` keep ``function``."""
    kept = keeper.table.get(REGISTERED)
    before = kept.items if isinstance(kept, Sequence) else ()
    run.store.write(keeper.table, REGISTERED, sequence("list", (*before, function)))


def registered(keeper: ExternalInstance) -> tuple[Value, ...]:
    """The functions that ``keeper`` keeps."""
    kept = keeper.table.get(REGISTERED)
    return kept.items if isinstance(kept, Sequence) else ()


def _external_name(decorator: Value) -> str:
    """The dotted name of a decorator from outside, called or not."""
    match decorator:
        case External(name=name):
            return name
        case ExternalInstance(of=of):
            return of
        case Partial(callee=External(name=name)):
            return name
        case _:
            return ""


def _of_class(run: Execution, decorator: Value, name: str, decorated: Class, node: ast.expr, frame: Frame) -> Value:
    if name in _DATACLASS_DECORATORS or (isinstance(decorator, Unknown) and _is_dataclass_call(node)):
        return replace(decorated, is_dataclass=True)
    if isinstance(decorator, Function | Bound | Instance | Partial):
        made = calls.call(run, decorator, calls.positional(decorated), node, frame)
        return decorated if isinstance(made, Unknown) else made
    return decorated


def _is_dataclass_call(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("dataclass", "define", "frozen")


def _outside(run: Execution, decorator: Value, decorated: Value, node: ast.expr, frame: Frame) -> Value:
    api = None
    if isinstance(decorator, External):
        api = run.catalogue.get(decorator.name)
    elif isinstance(decorator, ExternalMethod):
        api = run.catalogue.method(decorator.of, decorator.name)
    if api is None:
        found = installed.value(run, decorator.name, node, frame) if isinstance(decorator, External) else None
        made = calls.call(run, found, calls.positional(decorated), node, frame) if found is not None else None
        if made is not None and not isinstance(made, Unknown):
            return made
        return Decorated(decorated, run.unknown(frame, node), certain=False)
    if isinstance(api.returns, Decorator):
        keeper = decorator.owner if isinstance(decorator, ExternalMethod) else None
        keeper = keeper if api.registers and isinstance(keeper, ExternalInstance) else None
        return wrap(run, Wrapper(api.returns.exact, keeper, api.returns.group, api.returns.makes), decorated)
    made = calls.call(run, decorator, calls.positional(decorated), node, frame)
    if isinstance(api.returns, Same):
        return made
    return decorated if isinstance(made, Unknown) else made
