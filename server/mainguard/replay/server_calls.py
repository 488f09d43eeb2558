"""Calls of servers that matter although they start nothing where they are seen."""

from __future__ import annotations

import ast

from mainguard.catalogue.api import ALWAYS, Api, Condition
from mainguard.replay.conditions import BoundCall
from mainguard.replay.execution import CallSeen, Execution, assumption_about, deduplicated


def note_server(run: Execution, api: Api, bound: BoundCall, whole: ast.AST) -> bool:
    """Write down what the entry says of the call as a server; whether the call may go on to start anything."""
    fails = run.threads > 0 and _add(run.in_threads, api, api.main_thread_only, bound, whole)
    if not fails:
        _add(run.needed, api, api.needed_in_child, bound, whole)
        _add(run.served, api, ALWAYS if api.serves else None, bound, whole)
    return not fails


def _add(found: list[CallSeen], api: Api, when: Condition | None, bound: BoundCall, whole: ast.AST) -> bool:
    """Add the call to ``found`` unless ``when`` does not hold; whether it was added."""
    run = bound.run
    verdict = bound.check(when) if when is not None else None
    if verdict is None or verdict.holds is False:
        return False
    unknown = (assumption_about(each, holds=True) for each in verdict.unknown)
    found.append(
        CallSeen(
            api=api,
            chain=(*run.chain, run.site(bound.frame, bound.node)),
            statement=run.statement,
            call=run.site(bound.frame, whole).span,
            path=deduplicated([*run.path, *unknown]),
            guards=tuple(run.guards),
            imported=run.importing[-1] if run.importing else None,
            environment=run.environment_set,
            is_offline=run.is_offline,
        )
    )
    return True
