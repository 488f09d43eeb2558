"""Calls of servers that matter although they start nothing where they are seen."""

from __future__ import annotations

import ast
import re

from mainguard.catalogue.api import ALWAYS, Api, Condition
from mainguard.replay.conditions import BoundCall
from mainguard.replay.execution import CallSeen, Execution, assumption_about, deduplicated
from mainguard.replay.truth import plain
from mainguard.replay.values import Sequence, Value

_IMPORT_STRING = re.compile(r"[^\W\d][\w.]*:[^\W\d][\w.]*(?:\(.*\))?")
"""``package.module:app``; no address, whose port is a number."""


def note_server(run: Execution, api: Api, bound: BoundCall, whole: ast.AST) -> bool:
    """Write down what the entry says of the call as a server; whether the call may go on to start anything."""
    fails = run.threads > 0 and _add(run.in_threads, api, api.main_thread_only, bound, whole)
    if not fails:
        if not run.mains:
            _add(run.needed, api, api.needed_in_child, bound, whole)
        _add(run.served, api, ALWAYS if api.serves else None, bound, whole)
    return not fails


def import_string_of(api: Api, bound: BoundCall) -> str | None:
    """The ``module:attribute`` that the call is given, in the argument that the entry names."""
    passed = bound.find(api.starts.import_string) if api.starts and api.starts.import_string else None
    return _import_string_in(passed.value) if passed is not None else None


def _import_string_in(value: Value) -> str | None:
    """The ``module:attribute`` that ``value`` is, or the first among the words of a command line."""
    if isinstance(value, Sequence):
        words = (plain(word) for word in value.items)
        texts = (word[0] for word in words if word is not None and isinstance(word[0], str))
        return next((text for text in texts if _IMPORT_STRING.fullmatch(text)), None)
    known = plain(value)
    return known[0] if known is not None and isinstance(known[0], str) else None


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
            import_string=import_string_of(api, bound),
        )
    )
    return True
