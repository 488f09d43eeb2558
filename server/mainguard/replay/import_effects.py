"""What the import of a module does besides binding names."""

from __future__ import annotations

from collections.abc import Iterator, Sized
from contextlib import contextmanager
from functools import partial
from typing import Any

from mainguard.replay import search_path
from mainguard.replay.execution import Execution
from mainguard.replay.import_records import ImportLog, Loaded
from mainguard.replay.values import NONE, Fields, now


def is_usual(run: Execution) -> bool:
    """Whether the run has so far changed nothing that what it imports could depend on, but for the environment."""
    is_changed = run.settings or search_path.is_changed(run) or run.method["default"] != NONE
    return not (is_changed or run.mains or run.is_offline or run.exhausted)


@contextmanager
def logged(run: Execution, own: Loaded, since: int) -> Iterator[ImportLog]:
    """Log what the import of ``own`` does, which began at ``since``; it counts for the import around it, too."""
    log = ImportLog(own, since)
    run.import_logs.append(log)
    before, reads = _traces_left(run), run.environment_reads
    asked_process, asked_inherited = run.asked_process, run.asked_inherited
    environment = run.environment_set
    exhausted, run.was_exhausted = run.was_exhausted, False
    run.asked_process = run.asked_inherited = False
    store, told = run.store, run.store.before_write
    store.before_write = partial(_notice, log)
    try:
        with run.reading_facts() as facts:
            yield log
    finally:
        run.import_logs.pop()
        store.before_write = told
        log.reads_environment |= run.environment_reads > reads
        log.does_more |= bool(facts or run.asked_process or run.asked_inherited) or before != _traces_left(run)
        log.does_more |= not (is_usual(run) and run.may_import) or run.environment_set != environment
        log.was_exhausted |= run.was_exhausted
        run.asked_process |= asked_process
        run.asked_inherited |= asked_inherited
        run.was_exhausted |= exhausted
        if run.import_logs:
            outer = run.import_logs[-1]
            outer.add_others(since, now())
            outer.loaded |= log.loaded
            outer.unfinished |= log.unfinished
            outer.reads_environment |= log.reads_environment
            outer.does_more |= log.does_more
            outer.was_exhausted |= log.was_exhausted


def _traces_left(run: Execution) -> tuple[int, ...]:
    """How much the run has written down that somebody may want to know."""
    seen: tuple[Sized, ...] = (run.starts, run.sends, run.calls, run.in_threads)
    seen += (run.needed, run.served, run.tasks, run.waits, run.later, run.choices)
    return *(len(each) for each in seen), len(run.questions), len(run.path), len(run.left)


def _notice(log: ImportLog, table: dict[Any, Any]) -> None:
    """Note a write to what was there before, or to what belongs to a module imported meanwhile."""
    log.does_more |= not (isinstance(table, Fields) and log.is_own(table.born))
