"""How the processes of a call come to life, as far as it is known."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mainguard.catalogue.api import MULTIPROCESSING_METHODS, Api, Instance, StartMethod
from mainguard.replay.conditions import BoundCall
from mainguard.replay.trace import Assumption
from mainguard.replay.truth import plain
from mainguard.replay.values import METHOD, NONE, Choice, Constant, External, ExternalInstance, Unknown, Value
from mainguard.replay.values import Instance as ProjectInstance

_BY_NAME = {each.value: each for each in MULTIPROCESSING_METHODS}


@dataclass(frozen=True, slots=True)
class Method:
    """A start method, and what else has to hold for it not to be ``fork``."""

    method: StartMethod
    assumptions: tuple[Assumption, ...] = ()


def method_of(api: Api, owner: Value | None, bound: BoundCall) -> Method:
    """How the processes come to life that the call starts or hands its arguments to."""
    chosen = chosen_method(api, owner, bound)
    default = bound.run.method["default"]
    own = api.starts.method if api.starts else StartMethod.DEFAULT
    is_chosen = api.starts is not None and api.starts.unless_chosen and default != NONE
    if chosen is None and own is not StartMethod.DEFAULT and not is_chosen:
        return Method(own)
    return _method(default if chosen is None else chosen)


def chosen_method(api: Api, owner: Value | None, bound: BoundCall) -> Value | None:
    """The name of the start method that is given, or of the context that is given or that the callee belongs to."""
    if api.starts is not None and api.starts.method_from is not None:
        given = bound.find(api.starts.method_from)
        if given is not None and given.value != NONE:
            return _of_context(given.value, bound.origin(given))
    if isinstance(api.returns, Instance):
        context = bound.find(api.returns.context) if api.returns.context is not None else None
        if context is not None and context.value != NONE:
            return _of_context(context.value, bound.origin(context))
        option = bound.arguments.get(api.returns.spawns_with or "")
        if option is not None and option.value != NONE:
            return Constant(StartMethod.SPAWN.value)
    if isinstance(owner, ProjectInstance):
        chosen = owner.table.get(METHOD)
        return None if chosen == NONE else chosen
    return owner.method if isinstance(owner, ExternalInstance) else None


def name_given(bound: BoundCall, argument: str) -> Value | None:
    """The start method's name in the argument, or from where it comes; ``None`` when none is given."""
    passed = bound.arguments.get(argument)
    if passed is None:
        return None
    return passed.value if isinstance(passed.value, Constant | Choice) else bound.origin(passed)


def named(value: Value | None) -> StartMethod | None:
    """The start method with the name ``value``; ``None`` when it is not known or the platform's own."""
    known = plain(value) if value is not None else None
    return _BY_NAME.get(known[0]) if known is not None and isinstance(known[0], str) else None


def _of_context(context: Value, about: Unknown) -> Value | None:
    match context:
        case ExternalInstance(of=of, method=method) if of.endswith(".context.BaseContext"):
            return method
        case External(name="multiprocessing"):
            return None
        case Constant():
            return context if named(context) is not None else None
        case Choice(values=values):
            return replace(context, values=tuple(_of_context(each, about) or NONE for each in values))
        case _:
            return about


def _method(value: Value) -> Method:
    """Of several the one with which least fails, but for ``fork``: it is assumed to be another."""
    match value:
        case Choice(values=values, text=text, module=module, span=span):
            methods = [named(each) or StartMethod.DEFAULT for each in values]
            others = [each for each in methods if each is not StartMethod.FORK]
            if not others:
                return Method(StartMethod.FORK)
            least = StartMethod.DEFAULT if StartMethod.DEFAULT in others else others[0]
            if len(others) == len(methods):
                return Method(least)
            if value.is_tested:
                return Method(least, (Assumption(text, module, span, holds=methods[0] is not StartMethod.FORK),))
            return Method(least, (_is_not_fork(value),))
        case Unknown():
            return Method(StartMethod.DEFAULT, (_is_not_fork(value),))
        case _:
            return Method(named(value) or StartMethod.DEFAULT)


def _is_not_fork(about: Choice | Unknown) -> Assumption:
    return Assumption(about.text, about.module, about.span, holds=True, other_than=StartMethod.FORK.value)
