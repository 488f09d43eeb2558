"""Every write of a replay goes through here, so that a branch can be replayed and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mainguard.replay.values import Fields, Names, now

_MISSING = object()

Delta = dict[tuple[int, object], tuple[dict[Any, Any], object]]
"""What a branch wrote: (identity of the table, key) → (the table, the value or ``_MISSING``)."""


def _nobody(_: dict[Any, Any]) -> None:
    return None


class Originals:
    """Tables as they were at one moment: some from the start, the others from when they are first written after it."""

    def __init__(self, tables: Iterable[Names]) -> None:
        """``tables`` are those that others than a ``Store`` write."""
        self._given = [(table, dict(dict.items(table)), table.beside_items()) for table in tables]
        self._written: dict[int, tuple[dict[Any, Any], dict[Any, Any], Mapping[str, Any]]] = {}
        """By identity of the table."""
        self._moment = now()

    def keep(self, table: dict[Any, Any]) -> None:
        """Remember ``table``, which is about to be written."""
        if id(table) not in self._written and not (isinstance(table, Fields) and table.born > self._moment):
            beside = table.beside_items() if isinstance(table, Names) else {}
            self._written[id(table)] = table, dict(dict.items(table)), beside

    def restore(self) -> None:
        """Make every table what it was, down to the order of its keys."""
        for table, items, beside in (*self._written.values(), *self._given):
            if isinstance(table, Names):
                table.go_back(items, beside)
            else:
                table.clear()
                table.update(items)
        self._written.clear()


class Store:
    """A journal of writes to tables (plain dicts)."""

    def __init__(self, originals: Originals | None = None) -> None:
        self._trail: list[tuple[dict[Any, Any], object, object]] = []
        self.originals = originals
        """Where tables are remembered for a return to an earlier moment, which a journal that was thrown away cannot
        bring back."""
        self.before_write: Callable[[dict[Any, Any]], None] = _nobody
        """Who wants to know which table is about to be written."""

    def write(self, table: dict[Any, Any], key: object, value: object) -> None:
        """``table[key] = value``."""
        self.before_write(table)
        if self.originals is not None:
            self.originals.keep(table)
        self._trail.append((table, key, table.get(key, _MISSING)))
        table[key] = value

    def delete(self, table: dict[Any, Any], key: object) -> None:
        """``del table[key]``, which may be absent."""
        if key in table:
            self.before_write(table)
            if self.originals is not None:
                self.originals.keep(table)
            self._trail.append((table, key, table[key]))
            del table[key]

    def mark(self) -> int:
        """A point to rewind to."""
        return len(self._trail)

    def rewind(self, mark: int) -> Delta:
        """Take back all writes since ``mark``; returns what they had come to."""
        delta: Delta = {}
        for table, key, old in reversed(self._trail[mark:]):
            delta.setdefault((id(table), key), (table, table.get(key, _MISSING)))
            if self.originals is not None:
                self.originals.keep(table)
            if old is _MISSING:
                table.pop(key, None)
            else:
                table[key] = old
        del self._trail[mark:]
        return delta

    def keep(self, mark: int, table: dict[Any, Any]) -> None:
        """Let what was written to ``table`` since ``mark`` outlive every rewind."""
        self._trail[mark:] = [write for write in self._trail[mark:] if write[0] is not table]

    def apply(self, delta: Delta) -> None:
        """Make the writes of one branch again."""
        for (_, key), (table, value) in delta.items():
            if value is _MISSING:
                self.delete(table, key)
            else:
                self.write(table, key, value)


def outcomes(deltas: tuple[Delta, ...]) -> dict[tuple[int, object], tuple[dict[Any, Any], tuple[object, ...]]]:
    """For each place that any branch wrote: the table, and its value after each branch; absent ones left out."""
    result: dict[tuple[int, object], tuple[dict[Any, Any], tuple[object, ...]]] = {}
    for delta in deltas:
        for place, (table, _) in delta.items():
            if place in result:
                continue
            before = table.get(place[1], _MISSING)
            values = (other[place][1] if place in other else before for other in deltas)
            result[place] = table, tuple(value for value in values if value is not _MISSING)
    return result
