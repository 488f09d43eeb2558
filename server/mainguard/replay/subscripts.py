"""``owner[key]``."""

from __future__ import annotations

import ast
import operator

from mainguard.replay import calls, facts
from mainguard.replay.branches import choice
from mainguard.replay.execution import Execution
from mainguard.replay.scope import Frame
from mainguard.replay.truth import key_of, plain
from mainguard.replay.values import (
    Choice,
    Class,
    Constant,
    External,
    ExternalInstance,
    Instance,
    Mapping,
    Sequence,
    Value,
    sequence,
)


def subscript(run: Execution, owner: Value, key: Value, node: ast.AST, frame: Frame) -> Value:
    """The item, or unknown."""
    known = plain(key)
    match owner:
        case Mapping():
            return _of_mapping(run, owner, key, node, frame)
        case Sequence():
            return _of_sequence(run, owner, known, node, frame)
        case Constant(value=str() | bytes()) if known is not None:
            try:
                return Constant(operator.getitem(owner.value, known[0]), owner.facts)  # type: ignore[call-overload]
            except (TypeError, IndexError, ValueError):
                return run.unknown(frame, node)
        case Instance():
            made = calls.call_method(run, owner, "__getitem__", (key,), node, frame)
            return run.unknown(frame, node) if made is None else made
        case ExternalInstance():
            return facts.item(run, owner, key, node, frame)
        case Class():
            made = calls.call_class_method(run, owner, "__class_getitem__", (key,), node, frame)
            return owner if made is None else made
        case External():
            return owner
        case Choice(values=values):
            return choice([subscript(run, each, key, node, frame) for each in values], run.unknown(frame, node))
        case _:
            return run.unknown(frame, node)


def _of_mapping(run: Execution, owner: Mapping, key: Value, node: ast.AST, frame: Frame) -> Value:
    if isinstance(key, Choice):
        return choice([_of_mapping(run, owner, each, node, frame) for each in key.values], run.unknown(frame, node))
    known = key_of(key)
    found = owner.table.get(known[0]) if known is not None else None
    if found is not None:
        run.facts |= key.facts if isinstance(key, Constant) else frozenset()
        return found
    if known is None and not owner.rest["unknown"] and owner.table:
        return choice(list(owner.table.values()), run.unknown(frame, node))
    return run.unknown(frame, node)


def _of_sequence(run: Execution, owner: Sequence, known: tuple[object] | None, node: ast.AST, frame: Frame) -> Value:
    items = owner.table["items"]
    if known is not None and isinstance(known[0], slice) and items.exact and known[0].step != 0:
        return sequence(owner.kind, items.values[known[0]])
    if known is not None and isinstance(known[0], int):
        at = int(known[0])
        if 0 <= at < len(items.values) or (items.exact and -len(items.values) <= at < 0):
            return items.values[at]
    if known is None and items.exact and items.values:
        return choice(list(items.values), run.unknown(frame, node))
    return run.unknown(frame, node)
