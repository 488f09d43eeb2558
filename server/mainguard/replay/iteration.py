"""What iterating over a value gives, and what it runs."""

from __future__ import annotations

import ast

from mainguard.replay import calls, classes
from mainguard.replay.execution import Execution
from mainguard.replay.scope import Frame
from mainguard.replay.truth import of_key
from mainguard.replay.values import (
    NONE,
    Class,
    Constant,
    External,
    ExternalInstance,
    Instance,
    Lazy,
    Mapping,
    Sequence,
    SequenceItems,
    Value,
)

_MOST = 256


def items(run: Execution, value: Value, node: ast.AST, frame: Frame) -> SequenceItems:
    """The items that ``value`` gives when it is iterated over; runs generators and ``__iter__``."""
    match value:
        case Sequence():
            return value.table["items"]
        case Mapping():
            keys = tuple(of_key(key) for key in value.table)
            return SequenceItems(keys, exact=not value.rest["unknown"])
        case Constant(value=str(text)) if len(text) <= _MOST:
            return SequenceItems(tuple(Constant(character) for character in text))
        case Lazy(kind="generator"):
            return consumed(run, value, None)
        case Class() if classes.is_enumeration(value):
            return SequenceItems(classes.members(value))
        case Instance():
            return _of_instance(run, value, node, frame)
        case ExternalInstance():
            calls.call_method(run, value, "__iter__", (), node, frame)
            return SequenceItems((), exact=False)
        case External(name=name):
            return SequenceItems((), exact=False) if name else SequenceItems(())
        case _:
            return SequenceItems((), exact=False)


def consumed(run: Execution, lazy: Lazy, limit: int | None) -> SequenceItems:
    """Run a generator to its end, or on to its next ``limit`` items; a finished one gives nothing.

    One that stopped in between is run again from its start: what it reaches twice counts once.
    """
    done = lazy.table.get("consumed")
    before = done.value if isinstance(done, Constant) and isinstance(done.value, int) else 0
    if done is not None and before == 0:
        return SequenceItems(())
    run.store.write(lazy.table, "consumed", Constant(before + limit) if limit is not None else NONE)
    made = lazy.run(None if limit is None else before + limit)
    if not isinstance(made, Sequence):
        return SequenceItems((), exact=False)
    return SequenceItems(made.items[before:], made.exact)


def _of_instance(run: Execution, value: Instance, node: ast.AST, frame: Frame) -> SequenceItems:
    fields = classes.tuple_items(value)
    if fields is not None:
        return SequenceItems(fields)
    iterator = calls.call_method(run, value, "__iter__", (), node, frame)
    if iterator is None:
        item = calls.call_method(run, value, "__getitem__", (Constant(0),), node, frame)
        return SequenceItems((item,) if item is not None else (), exact=False)
    if isinstance(iterator, Instance):
        item = calls.call_method(run, iterator, "__next__", (), node, frame)
        return SequenceItems((item,) if item is not None else (), exact=False)
    return items(run, iterator, node, frame)
