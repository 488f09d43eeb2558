"""Imports that wait for tasks which nobody can pickle until the imports are over.

A pool pickles tasks in a thread of its own.  To pickle a function by its name it imports the function's module, which
waits until a running import of that module, or of a package around it, has ended (``importlib/_bootstrap.py``,
``_lock_unlock_module``).  Where that import waits for the task in turn, neither gets on, whatever the start method.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from mainguard.catalogue.api import Api
from mainguard.replay.conditions import BoundCall
from mainguard.replay.execution import Execution, TaskSeen, WaitSeen, assumption_about, deduplicated
from mainguard.replay.sending import sent_values
from mainguard.replay.trace import Certainty, StuckImport
from mainguard.replay.values import Class, Constant, Function, Sequence, Value
from mainguard.replay.world import Run


def note_task(run: Execution, api: Api, owner: Value | None, bound: BoundCall, result: Value) -> None:
    """Write down what another thread has to pickle for the call; ``result`` is what the call gives."""
    if api.sends is None or not api.sends.in_thread or not _is_watched(run):
        return
    through = tuple(each for each in (owner, result) if each is not None)
    for value in sent_values(api.sends, owner, bound):
        name = _module_of(run, value)
        if name is not None:
            run.tasks.append(TaskSeen(through, name, value.name, deduplicated(run.path)))


def note_wait(run: Execution, api: Api, bound: BoundCall, whole: ast.AST) -> None:
    """Write the call down if it waits for a task that cannot be pickled meanwhile."""
    if api.waits is None or not run.tasks or not _is_watched(run):
        return
    verdict = bound.check(api.waits.when)
    passed = bound.find(api.waits.on)
    if verdict.holds is False or passed is None:
        return
    waited = list(_waited_for(passed.value))
    for task in run.tasks:
        if any(each is value for each in task.through for value in waited) and _is_locked(run, task.module):
            unknown = (assumption_about(each, holds=True) for each in verdict.unknown)
            run.waits.append(
                WaitSeen(
                    api=api,
                    chain=(*run.chain, run.site(bound.frame, bound.node)),
                    statement=run.statement,
                    call=run.site(bound.frame, whole).span,
                    path=deduplicated([*task.path, *run.path, *unknown]),
                    module=task.module,
                    sent=task.name,
                    is_imported=bool(run.importing),
                )
            )
            return


@dataclass
class Waiting:
    """Collects the imports of one module that never end, over targets."""

    _found: dict[object, StuckImport] = field(default_factory=dict)

    def judge(self, parent: Execution) -> None:
        """Add what the ``parent`` came to."""
        for seen in parent.waits:
            key = (seen.chain[0].span, seen.chain[-1])
            known = self._found.get(key)
            if known is None or len(seen.path) < len(known.assumptions):
                self._found[key] = _stuck(seen)

    def stuck(self) -> tuple[StuckImport, ...]:
        """Each of them once."""
        return tuple(self._found.values())


def _stuck(seen: WaitSeen) -> StuckImport:
    return StuckImport(
        api=seen.api,
        chain=seen.chain,
        statement=seen.statement,
        call=seen.call,
        certainty=Certainty.POSSIBLE if seen.path else Certainty.CERTAIN,
        assumptions=seen.path,
        module=seen.module,
        sent=seen.sent,
        is_imported=seen.is_imported,
    )


def _is_watched(run: Execution) -> bool:
    """Only the parent's own thread holds the lock of an import."""
    return run.world.run is Run.PARENT and not run.is_offline and not run.threads


def _module_of(run: Execution, value: Function | Class) -> str | None:
    """The name of the module that pickle imports to find ``value``; ``None`` where that is no import under way.

    The main module counts by the name that it has where it is imported, while nothing else is.
    """
    if isinstance(value, Class):
        module = value.table.get("__module__")
        name = module.value if isinstance(module, Constant) else None
    else:
        scope = value.frame.scope
        is_named = value.name != "<lambda>" and (scope.table is value.frame.state.table or scope.is_class)
        name = value.frame.state.name if is_named else None
    if not isinstance(name, str):
        return None
    if run.root is not None and name == run.root.name:
        name = run.root.module.name
    return name if _is_locked(run, name) else None


def _is_locked(run: Execution, name: str) -> bool:
    """Whether the module, or a package around it, is being imported."""
    if not run.importing:
        return run.root is not None and name == run.root.module.name
    return any(f"{name}.".startswith(f"{each.name}.") for each in run.importing)


def _waited_for(value: Value) -> Iterator[Value]:
    yield value
    if isinstance(value, Sequence):
        yield from value.items
