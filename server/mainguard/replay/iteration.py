"""What iterating over a value gives, and what it runs."""

from __future__ import annotations

import ast

from mainguard.replay import calls
from mainguard.replay.execution import Execution
from mainguard.replay.scope import Frame
from mainguard.replay.values import (
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
            keys = tuple(Constant(key) for key in value.table)
            return SequenceItems(keys, exact=not value.rest["unknown"])
        case Constant(value=str(text)) if len(text) <= _MOST:
            return SequenceItems(tuple(Constant(character) for character in text))
        case Lazy(kind="generator"):
            return consumed(run, value, None)
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
    """Run a generator to its end, or until it has yielded ``limit`` times; the second time it gives nothing."""
    if "consumed" in lazy.table:
        return SequenceItems(())
    run.store.write(lazy.table, "consumed", Constant(value=True))
    made = lazy.run(limit)
    return made.table["items"] if isinstance(made, Sequence) else SequenceItems((), exact=False)


def _of_instance(run: Execution, value: Instance, node: ast.AST, frame: Frame) -> SequenceItems:
    iterator = calls.call_method(run, value, "__iter__", (), node, frame)
    if iterator is None:
        item = calls.call_method(run, value, "__getitem__", (Constant(0),), node, frame)
        return SequenceItems((item,) if item is not None else (), exact=False)
    if isinstance(iterator, Instance):
        item = calls.call_method(run, iterator, "__next__", (), node, frame)
        return SequenceItems((item,) if item is not None else (), exact=False)
    return items(run, iterator, node, frame)
