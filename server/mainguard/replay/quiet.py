"""Whether a block that looks as if it only bound names does no more than that, given what its names stand for."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from dataclasses import fields

from mainguard.catalogue.api import Api
from mainguard.catalogue.registry import Catalogue
from mainguard.replay import (
    api_calls,
    classes,
    decorators,
    external_objects,
    facts,
    higher_order,
    imports,
    installed,
    operators,
)
from mainguard.replay.execution import Execution
from mainguard.replay.names import BUILTINS
from mainguard.replay.scope import Frame
from mainguard.replay.values import (
    Choice,
    Class,
    Constant,
    External,
    ExternalInstance,
    ExternalMethod,
    Function,
    Instance,
    Lazy,
    Mapping,
    Origin,
    Sequence,
    Unknown,
    Value,
)
from mainguard.syntax.facts import Need, Use


def is_met(run: Execution, need: Need, frame: Frame, changed: Callable[[str], None]) -> bool:
    """Whether what the block does with ``need.chain`` does nothing else to anyone; ``changed`` is told when it may.

    Asks the resolver for what is called, as the call would.
    """
    if need.use is Use.IMPORT:
        return imports.load(run, need.chain, frame)
    value = _value(run, need, frame, changed)
    if value is None:
        return False
    if isinstance(value, Unknown):
        return True
    match need.use:
        case Use.CALL:
            return _is_quiet_call(run, value)
        case Use.DECORATOR:
            return _is_quiet_decorator(run, value)
        case Use.ITEM:
            return isinstance(value, External | ExternalMethod)
        case Use.BASE | Use.BASE_WITH_INIT:
            return _is_quiet_base(run, value, has_init=need.use is Use.BASE_WITH_INIT)
        case Use.METACLASS:
            return isinstance(value, External)
        case Use.READ:
            return isinstance(value, External | ExternalInstance | ExternalMethod | Constant)
        case Use.ATTRIBUTE:
            return not isinstance(value, Instance | Choice)
        case Use.OPERAND:
            return not isinstance(value, Instance | Choice | Sequence | Mapping | Lazy)


def _value(run: Execution, need: Need, frame: Frame, changed: Callable[[str], None]) -> Value | None:
    """What the chain stands for; ``None`` when reading it may run something, or may give something else later."""
    root, *attributes = need.chain.split(".")
    value = frame.lookup(root)
    if value is None:
        value = External(f"builtins.{root}") if root in BUILTINS else Unknown(root, "", run.statement)
    for name in attributes:
        match value:
            case Unknown():
                return value
            case External(name=owner, origin=origin):
                full = f"{owner}.{name}"
                if _is_known(run.catalogue, owner) or _depends_on_the_world(run, full, frame):
                    return None
                value = External(full, Origin.MODULE if origin is Origin.MODULE else Origin.OBJECT)
            case ExternalInstance(of=of) if not _is_stateful(of) and name not in value.table:
                run.watch(value.table, lambda: changed(root))
                value = ExternalMethod(value, of, name)
            case ExternalMethod(of=of, name=method) if run.catalogue.method(of, method) is None:
                value = ExternalMethod(value.owner, f"{of}.{method}", name)
            case _:
                return None
    return value


def _is_quiet_call(run: Execution, callee: Value) -> bool:
    match callee:
        case External(name=name):
            top_level, last = name.partition(".")[0], name.rpartition(".")[2]
            if top_level == "builtins":
                return name == "builtins.object" or last[:1].isupper()
            if top_level in sys.stdlib_module_names:
                has_result = (
                    name in higher_order.HANDLERS and name not in higher_order.MAKERS
                ) or top_level in facts.PACKAGES
                return name.startswith("os.path.") or not (has_result or _does_more(run.catalogue.get(name)))
            is_known = run.catalogue.method(name, "__call__") is not None or _does_more(api_calls.entry(run, name))
            return not is_known and not installed.is_followed(run, name)
        case ExternalMethod(owner=ExternalInstance(of=owner), of=of, name=name):
            is_handled = (
                owner == higher_order.PATTERN or (owner, name) in external_objects.METHODS or name == "__init__"
            )
            return not is_handled and not _does_more(run.catalogue.method(of, name))
        case ExternalInstance(of=of):
            return of not in operators.CALLED and run.catalogue.method(of, "__call__") is None
        case _:
            return False


def _is_quiet_decorator(run: Execution, decorator: Value) -> bool:
    match decorator:
        case External(name=name):
            is_outside = not name.startswith("builtins.") and not _does_more(run.catalogue.get(name))
            return decorators.is_known(name) or (is_outside and not installed.is_followed(run, name))
        case ExternalMethod(owner=ExternalInstance(), of=of, name=name):
            return not _does_more(run.catalogue.method(of, name))
        case _:
            return isinstance(decorator, ExternalInstance)


def _is_quiet_base(run: Execution, base: Value, *, has_init: bool) -> bool:
    match base:
        case External(name=name):
            return not (has_init and name.startswith("enum.")) and not installed.is_followed(run, name)
        case Class():
            is_enumeration = (classes.external_base(base) or "").startswith("enum.")
            hooks = (classes.class_attribute(base, name) for name in ("__init_subclass__", "__init__"))
            is_hooked = isinstance(next(hooks), Function) or (
                is_enumeration and (has_init or isinstance(next(hooks), Function))
            )
            return base.metaclass is None and not is_hooked
        case _:
            return False


def _is_known(catalogue: Catalogue, name: str) -> bool:
    return catalogue.get(name) is not None


def _depends_on_the_world(run: Execution, name: str, frame: Frame) -> bool:
    with run.aside():
        return facts.external_attribute(run, name, ast.Pass(), frame) is not None


def _is_stateful(of: str) -> bool:
    """Whether the items of the external object are not always the same."""
    return of in ("os.environ", "sys.modules", facts.MAIN_MODULE)


_SAYS_NO_MORE = frozenset(
    ("name", "aliases", "import_aliases", "parameters", "returns", "on_self", "bases", "checked", "cases", "harmless")
)
_SAYS_MORE = tuple((each.name, getattr(Api(""), each.name)) for each in fields(Api) if each.name not in _SAYS_NO_MORE)


def _does_more(api: Api | None) -> bool:
    """Whether a call of the entry does more than return something: all that an entry can say but its result counts."""
    return api is not None and any(getattr(api, name) != nothing for name, nothing in _SAYS_MORE)
