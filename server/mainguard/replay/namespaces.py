"""The names of a module whose quiet blocks run when somebody reads what they bind.

Nothing tells this from a run in order.  A quiet block is computed as of its own place: before a name is bound anew, the
blocks in front that read it are computed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from mainguard.replay.values import Names, Value
from mainguard.syntax.outline import Outline

_NOTHING = Outline(())


class LazyNames(Names):
    """The table of a module's namespace.  Blocks go by their number; those that run in order are none of its business.

    Writes go past the journal when they are a quiet block's: it has run already, whatever branch first asked.
    """

    def __init__(self, names: Mapping[str, Value] = MappingProxyType({})) -> None:
        super().__init__(names)
        self.at = 0
        """The block that is running: quiet ones in front of it have been passed."""
        self.is_making = False
        self.done: set[int] = set()
        """The blocks that ran, whether in order or because somebody asked."""
        self.made: dict[str, Value] = {}
        """What quiet blocks have bound, by name."""
        self._body: Callable[[], None] | None = None
        self._outline = _NOTHING
        self._run: Callable[[int], None] = _never
        self._rebound: Callable[[str], None] = _never
        self._written: dict[str, int] = {}
        """The block that has bound each name last."""
        self._first: dict[str, tuple[int, int]] = {}
        """The block that was the first to bind each name in order, and how many did that before."""
        self._unbound: dict[str, int] = {}
        """The block that has deleted each name last."""

    def begin(self, outline: Outline, run: Callable[[int], None], rebound: Callable[[str], None]) -> None:
        """From now on there are quiet blocks: ``run`` runs one; ``rebound`` hears of names that are bound in order."""
        self._outline, self._run, self._rebound = outline, run, rebound

    def defer(self, body: Callable[[], None]) -> None:
        """Run the module's ``body`` when a name of its is asked for, or changed."""
        self._body = body

    def begin_deferred(self) -> None:
        """Run the body that was put off, if there is one."""
        if self._body is not None:
            body, self._body = self._body, None
            body()

    def beside_items(self) -> Mapping[str, Any]:
        """Which blocks ran, and what they did."""
        return {name: _copied(value) for name, value in vars(self).items()}

    def go_back(self, items: Mapping[Any, Any], beside: Mapping[str, Any]) -> None:
        """Be what it was, down to the order of the names; runs nothing."""
        dict.clear(self)
        dict.update(self, items)
        vars(self).update((name, _copied(value)) for name, value in beside.items())

    def known(self) -> dict[str, Value]:
        """What has been bound or asked for so far; runs what has bound one of these names anew, and nothing else."""
        seen = -1
        while seen != dict.__len__(self):
            seen = dict.__len__(self)
            for name in [*dict.keys(self)]:
                self._settle(name)
        return {name: dict.__getitem__(self, name) for name in dict.keys(self)}

    def bound(self) -> frozenset[str]:
        """Every name that is bound, without running any quiet block."""
        self.begin_deferred()
        return self._outline.names(self.at).union(dict.keys(self)).difference(self._deleted())

    def make(self, block: int) -> None:
        """Run the quiet block, if it has been passed and did not run yet, and first what it depends on."""
        pending = [block] if block < self.at else []
        while pending:
            current = pending[-1]
            if current in self.done:
                pending.pop()
                continue
            before = [each for each in self._before(current) if each not in self.done]
            if before:
                pending += before
                continue
            pending.pop()
            self.done.add(current)
            self._make(current)

    def make_bound_by(self, block: int) -> None:
        """Have the functions known that the quiet block makes, under whatever name they have by now."""
        made = self._outline.block(block)
        makes_none = all(isinstance(statement, ast.Import | ast.ImportFrom) for statement in made.statements)
        for name in made.facts.binds if made.facts is not None else ():
            if next(self._latest(name, self.at), None) == block:
                self.make(block)
            elif not makes_none:
                self.make_all()

    def make_classes(self) -> None:
        """Run every quiet block that has been passed and that makes a class."""
        self.begin_deferred()
        for block in self._outline.classes:
            if block >= self.at:
                break
            if block not in self.done:
                self.make(block)

    def make_all(self) -> None:
        """Run every quiet block that has been passed and whose names still count."""
        self.begin_deferred()
        for name in self._outline.names(self.at):
            self._settle(name)
        in_order = sorted(self.known().items(), key=lambda item: self._rank(item[0]))
        dict.clear(self)
        dict.update(self, in_order)

    def _rank(self, name: str) -> tuple[int, int]:
        """When ``name`` came to be bound."""
        first = self._first.get(name, (-1, 0))
        unbound = self._unbound.get(name, -1)
        for block in self._outline.binders(name):
            facts = self._outline.block(block).facts
            if block > unbound and (first[0] < 0 or block < first[0]) and facts is not None:
                return block, facts.binds.index(name)
        return first

    def _make(self, block: int) -> None:
        facts = self._outline.block(block).facts
        names = facts.binds if facts is not None else ()
        # What was bound to a name behind the block is there to stay.
        later = {name: dict.get(self, name) for name in names if self._written.get(name, -1) > block}
        at, self.at = self.at, block
        was_making, self.is_making = self.is_making, True
        try:
            self._run(block)
        finally:
            self.at, self.is_making = at, was_making
        for name in names:
            value = dict.get(self, name)
            if name in later:
                self._restore(name, later[name])
            elif value is not None:
                self.made[name] = value
                self._written[name] = block

    def _restore(self, name: str, value: Value | None) -> None:
        if value is None:
            dict.pop(self, name, None)
        else:
            dict.__setitem__(self, name, value)

    def _before(self, block: int) -> Iterator[int]:
        """What has to run before the quiet block: what it reads, and who reads what it binds anew."""
        facts = self._outline.block(block).facts
        if facts is not None:
            for name in facts.reads:
                yield from self._latest(name, block)
            for name in facts.binds:
                yield from self._readers(name, block)

    def _latest(self, name: str, end: int) -> Iterator[int]:
        """The last quiet block in front of ``end`` that binds ``name``."""
        found = self._outline.latest(name, end)
        if found is not None:
            yield found

    def _readers(self, name: str, end: int) -> tuple[int, ...]:
        return self._outline.readers(name, end)

    def _settle(self, name: object) -> None:
        if self._body is not None:
            self.begin_deferred()
        if isinstance(name, str):
            for block in self._latest(name, self.at):
                if block not in self.done:
                    self.make(block)

    def _deleted(self) -> Iterator[str]:
        """The names that were bound once and are not bound again since."""
        for name, block in self._written.items():
            if not dict.__contains__(self, name) and not any(each > block for each in self._latest(name, self.at)):
                yield name

    def _before_write(self, name: object) -> None:
        if self._body is not None:
            self.begin_deferred()
        if isinstance(name, str) and not self.is_making:
            for block in self._readers(name, self.at):
                if block not in self.done:
                    self.make(block)
            self._written[name] = self.at
            if not dict.__contains__(self, name):
                self._first[name] = self.at, len(self._first)
            self._rebound(name)

    def __getitem__(self, name: str) -> Value:
        self._settle(name)
        value: Value = dict.__getitem__(self, name)
        return value

    def __contains__(self, name: object) -> bool:
        self._settle(name)
        return dict.__contains__(self, name)

    def get(self, name: str, default: Any = None) -> Any:  # noqa: D102 -- a dict's
        self._settle(name)
        return dict.get(self, name, default)

    def __setitem__(self, name: str, value: Value) -> None:
        self._before_write(name)
        dict.__setitem__(self, name, value)

    def __delitem__(self, name: str) -> None:
        self._settle(name)
        self._before_write(name)
        self._first.pop(name, None)
        self._unbound[name] = self.at
        dict.__delitem__(self, name)

    def __iter__(self) -> Iterator[str]:
        self.make_all()
        return dict.__iter__(self)

    def __len__(self) -> int:
        self.make_all()
        return dict.__len__(self)

    def keys(self) -> Any:  # noqa: D102 -- a dict's
        self.make_all()
        return dict.keys(self)

    def values(self) -> Any:  # noqa: D102 -- a dict's
        self.make_all()
        return dict.values(self)

    def items(self) -> Any:  # noqa: D102 -- a dict's
        self.make_all()
        return dict.items(self)


def known(table: dict[str, Value]) -> dict[str, Value]:
    """The names in any scope's table that have a value by now, without running anything."""
    return table.known() if isinstance(table, Names) else dict(table)


def _copied(value: Any) -> Any:
    return value.copy() if isinstance(value, dict | set) else value


def _never(_: object) -> None:
    return None
