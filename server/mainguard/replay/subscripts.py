"""``owner[key]``."""

from __future__ import annotations

import ast
import operator

from mainguard.replay import attributes, calls, classes, facts
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
            return _of_sequence(run, owner, key, node, frame)
        case Constant(value=str() | bytes()) if known is not None:
            try:
                return Constant(operator.getitem(owner.value, known[0]), owner.facts)  # type: ignore[call-overload]
            except (TypeError, IndexError, ValueError):
                return run.unknown(frame, node)
        case Instance():
            return _of_instance(run, owner, key, node, frame)
        case ExternalInstance(of=facts.MODULE_NAMES) if known is not None:
            return attributes.get(run, owner.table[facts.MODULE], str(known[0]), node, frame)
        case ExternalInstance():
            return facts.item(run, owner, key, node, frame)
        case Class() if known is not None and classes.has_members(owner):
            return owner.table.get(str(known[0])) or run.unknown(frame, node)
        case Class():
            made = calls.call_class_method(run, owner, "__class_getitem__", (key,), node, frame)
            return owner if made is None else made
        case External():
            return owner
        case Choice(values=values):
            return choice([subscript(run, each, key, node, frame) for each in values], run.unknown(frame, node))
        case _:
            return run.unknown(frame, node)


def _of_instance(run: Execution, owner: Instance, key: Value, node: ast.AST, frame: Frame) -> Value:
    """What ``__getitem__`` gives; in a subclass of ``dict`` what it was made of, else what ``__missing__`` gives."""
    made = calls.call_method(run, owner, "__getitem__", (key,), node, frame)
    if made is not None:
        return made
    fields = classes.tuple_items(owner)
    if fields is not None:
        return subscript(run, sequence("tuple", fields), key, node, frame)
    first = owner.made_with.positional[0].value if owner.made_with.positional else Mapping({})
    known = key_of(key)
    named = owner.made_with.keywords.get(str(known[0])) if known is not None else None
    if named is not None:
        return named.value
    if isinstance(first, Mapping) and known is not None and known[0] in first.table:
        return first.table[known[0]]
    made = calls.call_method(run, owner, "__missing__", (key,), node, frame)
    return run.unknown(frame, node) if made is None else made


def _of_mapping(run: Execution, owner: Mapping, key: Value, node: ast.AST, frame: Frame) -> Value:
    if isinstance(key, Choice):
        return choice([_of_mapping(run, owner, each, node, frame) for each in key.values], run.unknown(frame, node))
    known = key_of(key)
    found = owner.table.get(known[0]) if known is not None else None
    if found is not None:
        run.facts |= key.facts if isinstance(key, Constant) else frozenset()
        return found
    if known is not None and owner.factory is not None and not owner.rest["unknown"]:
        run.store.write(owner.table, known[0], calls.call(run, owner.factory, calls.positional(), node, frame))
        return owner.table[known[0]]
    if known is not None and not owner.rest["unknown"] and owner.table is not frame.state.table:
        run.raise_if_caught(KeyError(), frame, node)
    if isinstance(key, Instance):
        calls.call_method(run, key, "__hash__", (), node, frame)
    if known is None and not owner.rest["unknown"] and owner.table:
        return choice(list(owner.table.values()), run.unknown(frame, node))
    return run.unknown(frame, node)


def _of_sequence(run: Execution, owner: Sequence, key: Value, node: ast.AST, frame: Frame) -> Value:
    known = plain(key)
    items = owner.table["items"]
    if known is not None and isinstance(known[0], slice) and known[0].step != 0:
        if items.exact:
            return sequence(owner.kind, items.values[known[0]])
        if _is_at_the_beginning(known[0], len(items.values)):
            return sequence("tuple" if owner.kind == facts.VERSION else owner.kind, items.values[known[0]])
    if known is not None and isinstance(known[0], int):
        at = int(known[0])
        if 0 <= at < len(items.values) or (items.exact and -len(items.values) <= at < 0):
            return items.values[at]
    if isinstance(key, Instance):
        made = calls.call_method(run, key, "__index__", (), node, frame)
        return _of_sequence(run, owner, made, node, frame) if isinstance(made, Constant) else run.unknown(frame, node)
    if known is None and items.exact and items.values:
        return choice(list(items.values), run.unknown(frame, node))
    return run.unknown(frame, node)


def _is_at_the_beginning(part: slice, length: int) -> bool:
    """Whether the first ``length`` items are all that the slice takes from."""
    bounds = (part.start or 0, part.stop)
    return part.step in (None, 1) and all(isinstance(each, int) and 0 <= each <= length for each in bounds)
