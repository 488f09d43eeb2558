"""The project's functions and classes that the user says start a process when they are called."""

from __future__ import annotations

from mainguard.catalogue.api import Api
from mainguard.replay import classes
from mainguard.replay.execution import Execution
from mainguard.replay.values import Bound, Class, Function, Value


def entry_of(run: Execution, callee: Value) -> Api | None:
    """The user's entry for ``callee``: under the name where it is defined, or where a module of the project has it."""
    if not run.catalogue.own:
        return None
    target = callee.function if isinstance(callee, Bound) else callee
    if not isinstance(target, Function | Class):
        return None
    return next((api for name, api in run.catalogue.own.items() if _is_called(run, target, name)), None)


def _is_called(run: Execution, target: Function | Class, name: str) -> bool:
    """Whether ``target`` is defined as the dotted ``name``, or a module that has run binds it to that."""
    if isinstance(target, Function) and _defined_as(target) == name:
        return True
    module, _, last = name.rpartition(".")
    return any(state.module.name == module and state.table.get(last) is target for state in run.states.values())


def _defined_as(function: Function) -> str | None:
    """The dotted name where the project defines ``function``; ``None`` inside another function."""
    scope, state = function.frame.scope, function.frame.state
    around = scope.enclosing
    if scope.table is not state.table and not (scope.is_class and (around is None or around.table is state.table)):
        return None
    return f"{state.module.name}.{classes.qualified_name(function.name, scope)}"
