"""The last replays of each module, for a text in which only what no replay looked at is another.

A replay is a function of what it asked: of the outline of its module, of the project's modules, of the resolver.  It
is not made again where all of them answer as before; the trace is the same, at the places where the blocks are now.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

from mainguard.replay.answers import AnsweredModules, AnsweredResolver, is_same_module
from mainguard.replay.modules import Modules, ProjectModule, Resolver
from mainguard.replay.moved import Move
from mainguard.replay.trace import Trace
from mainguard.syntax.outline import Change, Needs, Outline
from mainguard.syntax.tree import Block

_MODULES_KEPT = 16
_REPLAYS_KEPT = 4
"""Of one module: undoing what was typed, and typing it again, comes back to one of them."""


@dataclass(frozen=True, eq=False)
class Replayed:
    """One replay: what it was of, what it was answered, and what it saw."""

    module: ProjectModule
    modules: AnsweredModules
    resolver: AnsweredResolver
    circumstances: object
    """What else it depends on."""
    trace: Trace

    def trace_of(
        self, module: ProjectModule, modules: Modules, resolver: Resolver, circumstances: object
    ) -> Trace | None:
        """What the replay of ``module`` would see, if it would be asking the same and be told the same."""
        before, now = self.module.tree, module.tree
        if circumstances != self.circumstances or not is_same_module(self.module, module):
            return None
        change = now.outline.change_from(before.outline)
        if not _is_unnoticed(change, before.outline, now.outline):
            return None
        if not self.modules.are_same(modules, before, now) or not self.resolver.is_same(resolver):
            return None
        trace = Move(module.key, before.starts, now.starts, change).trace(self.trace)
        return _with_names(trace, change, now.outline)


class Replays:
    """Remembers the last replays of the modules that were replayed last.  One thread at a time may ask."""

    def __init__(self) -> None:
        """Nothing is remembered."""
        self._replays: OrderedDict[str, list[Replayed]] = OrderedDict()

    def trace_of(
        self, module: ProjectModule, modules: Modules, resolver: Resolver, circumstances: object
    ) -> Trace | None:
        """What the replay of ``module`` would see, if one that is remembered says so."""
        known = self._replays.get(module.key, [])
        for at, replayed in enumerate(known):
            trace = replayed.trace_of(module, modules, resolver, circumstances)
            if trace is not None:
                known.insert(0, known.pop(at))
                return trace
        return None

    def remember(self, replayed: Replayed) -> None:
        """Have the replay at hand, in the place of the one of the same module that was not needed for longest."""
        key = replayed.module.key
        self._replays[key] = [replayed, *self._replays.pop(key, [])][:_REPLAYS_KEPT]
        while len(self._replays) > _MODULES_KEPT:
            self._replays.popitem(last=False)


def _is_unnoticed(change: Change, before: Outline, now: Outline) -> bool:
    """Whether ``now`` would have answered what ``before`` was asked as that did, but for the numbers of blocks."""
    asked = before.asked
    if not change.removed and not change.added:
        return True
    touched = (*change.removed, *change.added)
    if asked.has_all or any(block.facts is None for block in touched):
        return False
    if any(number in asked.ran for number in range(change.start, change.end)):
        return False
    if not all(block.words.isdisjoint(asked.words) or block.mentions.isdisjoint(asked.words) for block in touched):
        return False
    if asked.has_names and not (_bound(change.removed) ^ _bound(change.added)).isdisjoint(asked.readers):
        # It is bound, or deleted, in order as well.
        return False
    return _asks_for_none(change, before) and _needs_the_same(change, before, now)


def _with_names(trace: Trace, change: Change, now: Outline) -> Trace:
    """``trace`` with the names that quiet blocks bind now."""
    removed, added = _bound(change.removed), _bound(change.added)
    if trace.names_bound_on_import is None or removed == added:
        return trace
    gone = {name for name in removed - added if not now.binds_behind(name, 0)}
    return replace(trace, names_bound_on_import=trace.names_bound_on_import.difference(gone) | added)


def _asks_for_none(change: Change, before: Outline) -> bool:
    """Whether no added block binds or reads what was looked for from behind it, and no removed one was found."""
    asked = before.asked
    bound = _bound(change.added)
    for name in bound | _bound(change.removed):
        for end, found in asked.latest.get(name, {}).items():
            if found is not None and change.start <= found < change.end:
                return False
            if name in bound and end >= change.start and (found is None or found < change.start):
                return False
    reads = frozenset[str]().union(*(block.facts.reads for block in change.added if block.facts is not None))
    return not any(asked.readers.get(name, -1) >= change.start for name in reads)


def _needs_the_same(change: Change, before: Outline, now: Outline) -> bool:
    """Whether what blocks need to be quiet is looked into at the same places, and with the same result."""
    asked = before.asked
    needed = {block.facts.needs for block in (*change.removed, *change.added) if block.facts and block.facts.needs}
    inside: list[tuple[int, int]] = []
    for needs in needed:
        first, other = before.first(needs), now.first(needs)
        if needs in asked.groups or first is None or other is None:
            return False
        if change.start <= first < change.end:
            if not change.start <= other < change.start + len(change.added):
                return False
            inside.append((first, other))
        elif other != change.number(first):
            return False
    if [other for _, other in sorted(inside)] != sorted(other for _, other in inside):
        return False
    names = _bound(change.removed) | _bound(change.added)
    return all(
        _binds_behind(now, name, needs) == found
        for (name, needs), found in asked.bound_behind.items()
        if name in names or needs in needed
    )


def _binds_behind(outline: Outline, name: str, needs: Needs) -> bool:
    first = outline.first(needs)
    return first is not None and outline.binds_behind(name, first)


def _bound(blocks: tuple[Block, ...]) -> frozenset[str]:
    return frozenset(name for block in blocks if block.facts is not None for name in block.facts.binds)
