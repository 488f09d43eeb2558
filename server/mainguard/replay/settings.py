"""What calls set for later calls to find: ``dask.config.set(scheduler="processes")``."""

from __future__ import annotations

from mainguard.catalogue.api import ABSENT, Sets
from mainguard.replay.conditions import BoundCall
from mainguard.replay.execution import Execution
from mainguard.replay.values import NO_ARGUMENTS, NONE, Constant, ExternalInstance, Mapping, Value

_BEFORE = "%before"
_CONTEXT_MANAGER = "%settings"


def apply(run: Execution, sets: tuple[Sets, ...], bound: BoundCall) -> dict[str, Value]:
    """Set what the call sets; returns what was set before, ``None`` where nothing was."""
    before: dict[str, Value] = {}
    for each in sets:
        passed = bound.find(each.argument) if each.argument is not None else None
        if passed is None and each.value is ABSENT:
            continue
        value: Value = passed.value if passed is not None else Constant(each.value)
        before[each.key] = run.settings.get(each.key, NONE)
        run.store.write(run.settings, each.key, value)
    return before


def restored_by(run: Execution, before: dict[str, Value], result: Value) -> Value:
    """The result of the call, the end of whose ``with`` block sets again what was set before."""
    if not before:
        return result
    manager = result if isinstance(result, ExternalInstance) else ExternalInstance(_CONTEXT_MANAGER, NO_ARGUMENTS)
    run.store.write(manager.table, _BEFORE, Mapping(before))
    return manager


def restore(run: Execution, manager: Value) -> None:
    """The ``with`` block of ``manager`` has ended."""
    before = manager.table.get(_BEFORE) if isinstance(manager, ExternalInstance) else None
    if isinstance(before, Mapping):
        for key, value in before.table.items():
            run.store.write(run.settings, key, value)
