"""What calls pickle for a child process, and under which names the child looks for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from mainguard.catalogue.api import Sends
from mainguard.replay import classes
from mainguard.replay.conditions import BoundCall
from mainguard.replay.execution import Execution
from mainguard.replay.namespaces import known
from mainguard.replay.trace import Sent
from mainguard.replay.values import (
    Bound,
    Class,
    Constant,
    Function,
    Instance,
    Mapping,
    Partial,
    Sequence,
    Table,
    Value,
)

_MOST_ITEMS = 50
_DEEPEST = 4
_RENAMING = frozenset({"__wrapped__", "__qualname__"})
_REDUCERS = ("__reduce__", "__reduce_ex__")


def sent_values(sends: Sends, owner: Value | None, bound: BoundCall) -> tuple[Function | Class, ...]:
    """The functions and classes that the call pickles, each once, as far as they are known."""
    values: list[Value] = [bound.arguments[name].value for name in sends.arguments if name in bound.arguments]
    if sends.rest:
        values += [passed.value for passed in (*bound.given.positional, *bound.given.keywords.values())]
    if sends.itself and isinstance(owner, Instance):
        values.append(owner)
    return tuple(dict.fromkeys(each for value in values for each in _inside(value, _DEEPEST)))


def modules_of(run: Execution, values: tuple[Function | Class, ...]) -> frozenset[str]:
    """The modules of the project, but for main, that define ``values``."""
    states = {value.frame.state for value in values if isinstance(value, Function)}
    return frozenset(state.name for state in states if state.module.key != run.main.key)


def names_in_main(run: Execution, values: tuple[Function | Class, ...]) -> Iterator[Sent]:
    """What of ``values`` the main module has defined, as pickle names it.

    What pickle would not find under its own name, or could not recognise there, is left out: a decorator's work.
    """
    if run.root is None or run.main.key != run.root.module.key:
        return
    for value in values:
        if isinstance(value, Function) and value.frame.state.module.is_installed:
            continue
        sent = _of_function(run, run.root.table, value) if isinstance(value, Function) else _of_class(run, value)
        if sent is not None:
            yield sent


def _inside(value: Value, depth: int) -> Iterator[Function | Class]:
    """The functions and classes that are pickled with ``value``."""
    match value:
        case Function(owner=Class() as owner, kind="static" | "class"):
            yield owner
        case Function() | Class():
            yield value
        case Instance(of=of):
            yield of
        case _ if depth == 0:
            return
        case Bound(function=function, owner=owner):
            yield from _inside(owner if isinstance(owner, Instance | Class) else function, depth - 1)
        case Partial(callee=callee, arguments=arguments):
            yield from _inside(callee, depth - 1)
            for passed in (*arguments.positional, *arguments.keywords.values()):
                yield from _inside(passed.value, depth - 1)
        case Sequence(items=items):
            for item in items[:_MOST_ITEMS]:
                yield from _inside(item, depth - 1)
        case Mapping(table=table):
            for item in list(table.values())[:_MOST_ITEMS]:
                yield from _inside(item, depth - 1)
        case _:
            return


def _of_function(run: Execution, names: Table, function: Function) -> Sent | None:
    state, scope = function.frame.state, function.frame.scope
    if function.name == "<lambda>":
        return Sent("lambda", is_findable=False)
    is_global = scope.table is state.table or function.name in scope.declared_global
    if not is_global and not scope.is_class:
        return None if _is_renamed(function) else Sent(function.name, is_findable=False)
    if state.module.key != run.main.key:
        return None
    if scope.is_class:
        owner = next((each for each in names.values() if isinstance(each, Class) and each.table is scope.table), None)
        return Sent(owner.name, is_findable=True) if owner is not None else None
    return Sent(function.name, is_findable=True) if names.get(function.name) is function else None


def _of_class(run: Execution, of: Class) -> Sent | None:
    if of.is_local:
        return Sent(of.name, is_findable=False) if _is_pickled_by_name(of) and not _is_bound(run, of) else None
    module = of.table.get("__module__")
    names = run.root.table if run.root is not None else {}
    is_of_main = isinstance(module, Constant) and module.value == run.world.name
    return Sent(of.name, is_findable=True) if is_of_main and names.get(of.name) is of else None


def _is_renamed(function: Function) -> bool:
    """Whether it is called otherwise than where it is defined: ``functools.wraps`` gives it the name of another."""
    return not _RENAMING.isdisjoint(function.attributes)


def _is_bound(run: Execution, value: Class) -> bool:
    """Whether a module or its class has a name for it: a decorator may have made that the one by which it is found."""
    tables = [state.table for state in run.states.values()]
    owners = [each.table for table in tables for each in known(table).values() if isinstance(each, Class)]
    return any(each is value for table in (*tables, *owners) for each in known(table).values())


def _is_pickled_by_name(of: Class) -> bool:
    """Whether nothing but the default is known to say how its instances are pickled."""
    if of.metaclass is not None or any(classes.class_attribute(of, name) is not None for name in _REDUCERS):
        return False
    base = classes.external_base(of)
    return base is None or base.partition(".")[0] in sys.stdlib_module_names
