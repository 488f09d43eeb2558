"""Three-valued truth, equality and membership of values."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from mainguard.replay.values import (
    Bound,
    Choice,
    Class,
    Constant,
    Decorated,
    External,
    ExternalInstance,
    ExternalMethod,
    Function,
    Instance,
    Lazy,
    Mapping,
    Module,
    Origin,
    Partial,
    Sequence,
    Unknown,
    Value,
    mapping,
    sequence,
)

_ALWAYS_TRUE = ("re.", "threading.", "multiprocessing.", "importlib.", "types.", "argparse.", "pathlib.")
"""Of the classes outside the project, those whose instances are never false."""
_SETS = ("set", "frozenset")
_OBJECTS = (Function, Bound, Class, Module, Partial, Decorated, Lazy)


def truth(value: Value) -> bool | None:
    """``bool(value)``; ``None`` when it is not known.  An instance with ``__bool__`` is the caller's business."""
    match value:
        case Constant(value=known):
            return bool(known)
        case Sequence():
            return True if value.items else (False if value.exact else None)
        case Mapping():
            return True if value.table else (None if value.rest["unknown"] else False)
        case Instance():
            return True
        case ExternalInstance(of=of):
            return True if of.startswith(_ALWAYS_TRUE) else None
        case Choice(values=values):
            found = {truth(each) for each in values}
            return found.pop() if len(found) == 1 else None
        case _:
            return True if isinstance(value, _OBJECTS) else None


def is_none(value: Value) -> bool | None:
    """Whether ``value`` is ``None``."""
    match value:
        case Constant(value=known):
            return known is None
        case Unknown() | External() | ExternalMethod():
            return None
        case Choice(values=values):
            found = {is_none(each) for each in values}
            return found.pop() if len(found) == 1 else None
        case _:
            return False


def is_string(value: Value) -> bool | None:
    """Whether ``value`` is a ``str``."""
    match value:
        case Constant(value=known):
            return isinstance(known, str)
        case External(name=name, origin=origin):
            # What is imported to be served is an object; a setting may be anything.
            return None if origin is Origin.OBJECT or name.rpartition(".")[2].isupper() else False
        case Unknown(is_string=known):
            return known
        case ExternalMethod():
            return None
        case Choice(values=values):
            found = {is_string(each) for each in values}
            return found.pop() if len(found) == 1 else None
        case _:
            return False


def equal(left: Value, right: Value) -> bool | None:
    """``left == right``."""
    match left, right:
        case Constant(value=a), Constant(value=b):
            return bool(a == b)
        case Sequence(), Sequence() if left.exact and right.exact:
            return _equal_sets(left, right) if left.kind in _SETS else _equal_items(left, right)
        case (External(name=a), External(name=b)) if a == b:
            return True
    if left is right and not isinstance(left, Unknown | Choice):
        return True
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Constant) and isinstance(other, (*_OBJECTS, ExternalInstance, Sequence, Mapping)):
            return False
    return None


def _equal_sets(left: Sequence, right: Sequence) -> bool | None:
    if right.kind not in _SETS:
        return False
    a, b = plain(left), plain(right)
    return None if a is None or b is None else a == b


def _equal_items(left: Sequence, right: Sequence) -> bool | None:
    if len(left.items) != len(right.items):
        return False
    results = [equal(a, b) for a, b in zip(left.items, right.items, strict=True)]
    if False in results:
        return False
    return None if None in results else True


def contains(container: Value, item: Value) -> bool | None:
    """``item in container``."""
    match container:
        case Sequence():
            results = [equal(item, each) for each in container.items]
            if True in results:
                return True
            return None if None in results or not container.exact else False
        case Mapping():
            known = key_of(item)
            if known is None:
                return None
            found = container.table.get(known[0])
            if found is not None:
                return None if isinstance(found, Unknown) and found.may_be_absent else True
            return None if container.rest["unknown"] else False
        case Constant(value=str(text)) if isinstance(item, Constant) and isinstance(item.value, str):
            return item.value in text
        case _:
            return None


def key_of(value: Value) -> tuple[object] | None:
    """What ``value`` is under in a ``Mapping``, in a tuple of one; ``None`` when it cannot be a key, or is not known.

    That is the Python value of a constant; a class, a function and what equals itself alone are their own keys.
    """
    known = (value,) if _is_its_own_key(value) else plain(value)
    try:
        hash(known)
    except TypeError:
        return None
    return known


def _is_its_own_key(value: Value) -> bool:
    if not isinstance(value, Instance):
        return isinstance(value, Class | Function | External)
    classes = [each for each in (value.of, *value.of.ancestors) if isinstance(each, Class)]
    return not value.of.is_dataclass and not any("__eq__" in each.table or "__hash__" in each.table for each in classes)


def of_key(key: object) -> Value:
    """The value that is under ``key`` in a ``Mapping``: the opposite of ``key_of``."""
    return key if isinstance(key, Class | Function | External | Instance) else Constant(key)


_KINDS: dict[str, Callable[[Any], object]] = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}
_ORDER: dict[str, Callable[[Any, Any], object]] = {
    "Lt": operator.lt,
    "LtE": operator.le,
    "Gt": operator.gt,
    "GtE": operator.ge,
}  # fmt: skip


def ordered(operation: str, left: Value, right: Value) -> bool | None:
    """``left < right`` and its relatives, by the name of the ``ast`` operator."""
    a, b = plain(left), plain(right)
    if a is None or b is None:
        return _ordered_by_beginning(operation, left, right)
    try:
        return bool(_ORDER[operation](a[0], b[0]))
    except TypeError:
        return None


def _ordered_by_beginning(operation: str, left: Value, right: Value) -> bool | None:
    """The order of a longer sequence whose first items are known, ``sys.version_info``, and of one that is known."""
    known, longer = plain(right), left
    if known is None:
        known, longer, operation = plain(left), right, {"Lt": "Gt", "LtE": "GtE", "Gt": "Lt", "GtE": "LtE"}[operation]
    if known is None or not isinstance(longer, Sequence) or not isinstance(known[0], tuple | list):
        return None
    beginning = [plain(item) for item in longer.items]
    for one, other in zip(beginning, known[0], strict=False):
        if one is None or not isinstance(one[0], int) or not isinstance(other, int):
            return None
        if one[0] != other:
            return bool(_ORDER[operation](one[0], other))
    return operation in ("Gt", "GtE") if len(known[0]) <= len(beginning) else None


def value_of(known: object, facts: frozenset[str] = frozenset()) -> Value | None:
    """The value that stands for what was computed; the opposite of ``plain``."""
    if isinstance(known, list | tuple | set | frozenset):
        items = [value_of(item, facts) for item in known]
        kind = next((name for name, of in _KINDS.items() if type(known) is of), "tuple")
        return None if None in items else sequence(kind, tuple(item for item in items if item is not None))
    if isinstance(known, dict):
        table = {key: value_of(item, facts) for key, item in known.items()}
        found = {key: item for key, item in table.items() if item is not None}
        return mapping(found) if len(found) == len(table) else None
    return Constant(known, facts) if known is None or isinstance(known, str | bytes | int | float | bool) else None


def plain(value: Value) -> tuple[object] | None:
    """The Python value, in a tuple of one, of a constant or of a tuple, list or set of constants."""
    match value:
        case Constant(value=known):
            return (known,)
        case Sequence() if value.exact:
            items = [plain(item) for item in value.items]
            if any(item is None for item in items):
                return None
            made = tuple(item[0] for item in items if item is not None)
            try:
                return (_KINDS.get(value.kind, tuple)(made),)
            except TypeError:
                return None
        case _:
            return None
