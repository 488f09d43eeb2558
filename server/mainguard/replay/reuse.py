"""The last replays of each module, for a text in which only what no replay looked at is another.

A replay is a function of what it asked: of the outline of its module, of the project's modules, of the resolver.  It
is not made again where all of them answer as before; the trace is the same, at the places where the blocks are now.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from mainguard.replay.answers import AnsweredModules, AnsweredResolver, is_same_module
from mainguard.replay.modules import Modules, ProjectModule, Resolver
from mainguard.replay.moved import Move
from mainguard.replay.resuming import Checkpoints, Resumption
from mainguard.replay.trace import Trace
from mainguard.syntax.outline import Asked, Change, Needs, Outline
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
        self._resumptions: dict[str, Resumption] = {}

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

    def checkpoints(
        self, module: ProjectModule, modules: Modules, resolver: Resolver, circumstances: object
    ) -> Checkpoints:
        """What runs of ``module`` may take up of those before, as far as it holds for the present text."""
        before = self._resumptions.pop(module.key, None)
        if before is not None and not _holds(before, module, modules, resolver, circumstances):
            before = None
        last = next(iter(self._replays.get(module.key, [])), None)
        edited = module.tree.outline.change_from(last.module.tree.outline).start if last is not None else None
        if before is not None:
            answered = before.answered[0].of(modules, module), before.answered[1].of(resolver)
            return Checkpoints(max(edited or 0, before.first), *answered, before)
        return Checkpoints(edited, AnsweredModules(modules), AnsweredResolver(resolver))

    def remember(self, module: ProjectModule, checkpoints: Checkpoints, circumstances: object, trace: Trace) -> None:
        """Have a replay at hand, in the place of the one of the same module that was not needed for longest."""
        key = module.key
        replayed = Replayed(module, *checkpoints.answered, circumstances, trace)
        self._replays[key] = [replayed, *self._replays.pop(key, [])][:_REPLAYS_KEPT]
        left = checkpoints.left(module, circumstances)
        if left is not None:
            self._resumptions[key] = left
        while len(self._replays) > _MODULES_KEPT:
            forgotten, _ = self._replays.popitem(last=False)
            self._resumptions.pop(forgotten, None)


def _holds(
    before: Resumption, module: ProjectModule, modules: Modules, resolver: Resolver, circumstances: object
) -> bool:
    """Whether runs of ``module`` would come to the remembered points in the same way."""
    if circumstances != before.circumstances or not is_same_module(before.module, module):
        return False
    old, now = before.module.tree, module.tree
    change = now.outline.change_from(old.outline)
    asked = before.asked
    is_behind = change.start >= before.first and old.starts[: before.first] == now.starts[: before.first]
    if not is_behind or asked.has_all or asked.has_names:
        return False
    if not _mentions_none((*change.removed, *change.added), asked.words):
        return False
    if not _asks_for_none(change, asked) or not _needs_the_same(change, asked, old.outline, now.outline):
        return False
    return before.answered[0].are_same(modules, old, now) and before.answered[1].is_same(resolver)


def _mentions_none(blocks: Iterable[Block], words: Collection[str]) -> bool:
    return all(block.words.isdisjoint(words) or block.mentions.isdisjoint(words) for block in blocks)


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
    if not _mentions_none(touched, asked.words):
        return False
    if asked.has_names and not (_bound(change.removed) ^ _bound(change.added)).isdisjoint(asked.readers):
        # It is bound, or deleted, in order as well.
        return False
    return _asks_for_none(change, asked) and _needs_the_same(change, asked, before, now)


def _with_names(trace: Trace, change: Change, now: Outline) -> Trace:
    """``trace`` with the names that quiet blocks bind now."""
    removed, added = _bound(change.removed), _bound(change.added)
    if trace.names_bound_on_import is None or removed == added:
        return trace
    gone = {name for name in removed - added if not now.binds_behind(name, 0)}
    return replace(trace, names_bound_on_import=trace.names_bound_on_import.difference(gone) | added)


def _asks_for_none(change: Change, asked: Asked) -> bool:
    """Whether no added block binds or reads what was looked for from behind it, and no removed one was found."""
    bound = _bound(change.added)
    for name in bound | _bound(change.removed):
        for end, found in asked.latest.get(name, {}).items():
            if found is not None and change.start <= found < change.end:
                return False
            if name in bound and end >= change.start and (found is None or found < change.start):
                return False
    reads = frozenset[str]().union(*(block.facts.reads for block in change.added if block.facts is not None))
    return not any(asked.readers.get(name, -1) >= change.start for name in reads)


def _needs_the_same(change: Change, asked: Asked, before: Outline, now: Outline) -> bool:
    """Whether what blocks need to be quiet is looked into at the same places, and with the same result."""
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
