"""Which units a guard takes in, and what the child process would miss.

A unit of the block never moves past one that stays outside: what stays in between splits the block into several
guards.  So the program that is run as a script does exactly what it did, in the same order, and the only question
of safety is what the child, which skips the block, still needs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from mainguard.fixes.repeats import sets_start_method, takes_address
from mainguard.fixes.safety import losses
from mainguard.fixes.situation import Situation

_GAPS_TRIED = 20
"""So many gaps that cannot be closed all at once are tried one by one."""


@dataclass(frozen=True, slots=True)
class Block:
    """The units that go under a guard."""

    units: frozenset[int]
    why_unsafe: str
    """Empty when the child needs nothing of them."""


def smallest_block(situation: Situation) -> Block | None:
    """The start, what later uses it, and what the child must not repeat; ``None`` when no guard is right."""
    start = situation.units[situation.start]
    if start.stays or start.guard is not None:
        return None
    chosen = _with_users(situation, frozenset({situation.start, *_not_for_the_child(situation)}))
    if chosen is None:
        return None
    return _block(situation, _closed_up(situation, _to_the_end(situation, chosen)))


def with_needs(situation: Situation, block: Block) -> Block:
    """``block`` and the earlier units that only it needs; ``block`` itself when there are none.

    Never imports, functions, classes, constants by their spelling (``PORT``), names with a reader elsewhere,
    or what the unit shares with code that stays outside.
    """
    units = situation.units
    chosen = {
        index
        for index in _contributors(situation, block.units)
        if index not in block.units and _is_private(situation, index)
    }
    outside = (index for index, unit in enumerate(units) if index not in block.units | chosen and unit.guard is None)
    used = frozenset[str]().union(*(situation.effects.at_most(index).reads for index in outside))
    while True:
        kept = set[int]()
        for index in sorted(chosen, reverse=True):
            if _touched(situation, index) & used:
                used |= situation.effects.at_most(index).reads
            else:
                kept.add(index)
        if kept == chosen:
            return _block(situation, block.units | chosen) if chosen else block
        chosen = kept


def runs(situation: Situation, block: Block) -> tuple[tuple[int, ...], ...]:
    """The units of ``block`` in runs without anything between them that stays outside; guards do not count."""
    found: list[list[int]] = []
    for index in sorted(block.units):
        between = situation.units[found[-1][-1] + 1 : index] if found else ()
        if found and all(unit.guard is not None for unit in between):
            found[-1] += range(found[-1][-1] + 1, index + 1)
        else:
            found.append([index])
    return tuple(tuple(run) for run in found)


def _block(situation: Situation, chosen: frozenset[int]) -> Block:
    return Block(chosen, next(losses(situation, chosen), ""))


def _with_users(situation: Situation, seeds: frozenset[int]) -> frozenset[int] | None:
    """``seeds`` and the later units that use what they bind or change, directly or through others.

    ``None`` when an import, a function or a class is among those that cannot run without them.
    """
    effects = situation.effects
    chosen: set[int] = set()
    bound: set[str] = set()
    changed: set[str] = set()
    for index in range(min(seeds), len(situation.units)):
        unit = situation.units[index]
        if unit.guard is not None and index not in seeds:
            continue
        does = effects.of(index)
        needed = bound & does.reads
        if needed and unit.stays and not all(_is_bound_before(situation, name, chosen, index) for name in needed):
            return None
        if index in seeds or (not unit.stays and (needed or _goes_along(situation, index, bound, changed))):
            chosen.add(index)
            does = effects.at_most(index) if index == situation.start else does
            bound |= does.binds
            changed |= effects.changed_by(does)
        else:
            bound -= unit.flow.assigns
            changed -= unit.flow.assigns
    return frozenset(chosen)


def _goes_along(situation: Situation, index: int, bound: AbstractSet[str], changed: AbstractSet[str]) -> bool:
    """Whether a unit that could run without the block uses what the block changes, and the child can spare it."""
    reads = situation.effects.at_most(index).reads
    if reads.isdisjoint(bound) and reads.isdisjoint(changed):
        return False
    does = situation.effects.of(index)
    if situation.units[index].flow.defines or does.changes & situation.elsewhere.keys():
        return False
    is_needed = any(situation.has_reader(name) for name in does.binds | does.stores)
    return not is_needed or not does.changes.isdisjoint(changed)


def _to_the_end(situation: Situation, chosen: frozenset[int]) -> frozenset[int]:
    """``chosen`` with the end of the script, if that does something when the start is over, as cleaning up.

    The child would do it too, and before its work.  Nothing is added when the start is not waited for, or when the
    child needs what is done.
    """
    units = situation.units
    first = len(units)
    while first > max(chosen) + 1 and (units[first - 1].guard or _can_be_spared(situation, first - 1)):
        first -= 1
    acting = [index for index in range(first, len(units)) if units[index].flow.acts and not units[index].guard]
    if not acting or not _is_waited_for(situation, chosen):
        return chosen
    end = frozenset(index for index in range(first, acting[-1] + 1) if not units[index].guard)
    return _widened(situation, chosen, end)


def _is_waited_for(situation: Situation, chosen: frozenset[int]) -> bool:
    """Whether the start has done its work at the end of ``chosen``: a server that runs, a join, a ``with``."""
    return any(situation.effects.of(index).halts for index in chosen if index >= situation.start) or any(
        isinstance(node, ast.With | ast.AsyncWith)
        for statement in situation.units[situation.start].statements
        for node in ast.walk(statement)
    )


def _widened(situation: Situation, chosen: frozenset[int], more: frozenset[int]) -> frozenset[int]:
    """``chosen`` with ``more`` and what uses it, or ``chosen`` itself where the child would miss more then."""
    wider = _with_users(situation, chosen | more) if more else None
    if wider is None or not set(losses(situation, wider)) <= set(losses(situation, chosen)):
        return chosen
    return wider


def _closed_up(situation: Situation, chosen: frozenset[int]) -> frozenset[int]:
    """``chosen`` with what stands between its units, wherever the child can spare all of it."""
    gaps = tuple(_gaps(situation, chosen))
    for more in (frozenset[int]().union(*gaps), *gaps[:_GAPS_TRIED]):
        wider = _widened(situation, chosen, more)
        if wider != chosen:
            return _closed_up(situation, wider)
    return chosen


def _gaps(situation: Situation, chosen: frozenset[int]) -> Iterator[frozenset[int]]:
    """What stands between units of ``chosen`` from the start on, where nothing of it is needed by the child."""
    indices = sorted(index for index in chosen if index >= situation.start)
    for before, after in pairwise(indices):
        gap = frozenset(index for index in range(before + 1, after) if situation.units[index].guard is None)
        if gap and all(_can_be_spared(situation, index) for index in gap):
            yield gap


def _can_be_spared(situation: Situation, index: int) -> bool:
    """Whether nothing is known that the child needs the unit for."""
    unit = situation.units[index]
    does = situation.effects.of(index)
    if unit.stays or unit.flow.defines or does.stores & situation.effects.defined:
        return False
    return not (does.changes | does.passes) & situation.elsewhere.keys() and not any(
        situation.has_reader(name) for name in does.binds | does.stores
    )


def _not_for_the_child(situation: Situation) -> Iterator[int]:
    """The other units that the child cannot repeat, or would never get past to do its work."""
    feeding = frozenset(_contributors(situation, frozenset({situation.start})))
    for index, unit in enumerate(situation.units):
        if unit.stays or unit.guard is not None or unit.flow.defines:
            continue
        does = situation.effects.of(index)
        if index < situation.start:
            if "input()" in does.halts or sets_start_method(unit) or (takes_address(unit) and index in feeding):
                yield index
        elif unit.flow.uses.halts or (does.halts and not unit.flow.uses.binds):
            yield index


def _contributors(situation: Situation, chosen: frozenset[int]) -> Iterator[int]:
    """The units before the start that bind or change what ``chosen`` or another of them reads, last one first."""
    effects = situation.effects
    wanted = frozenset[str]().union(*(effects.of(index).reads for index in chosen))
    for index in reversed(range(situation.start)):
        unit = situation.units[index]
        if not unit.stays and unit.guard is None and _touched(situation, index) & wanted:
            yield index
            wanted |= unit.flow.uses.reads


def _touched(situation: Situation, index: int) -> frozenset[str]:
    """The variables that the unit itself binds or changes."""
    uses = situation.units[index].flow.uses
    return uses.binds | (uses.changes - situation.effects.defined)


def _is_private(situation: Situation, index: int) -> bool:
    unit = situation.units[index]
    does = situation.effects.of(index)
    names = _touched(situation, index) | does.binds | does.stores
    return not (
        unit.flow.defines
        or does.stores & situation.effects.defined
        or any(name.isupper() or situation.has_reader(name) for name in names)
    )


def _is_bound_before(situation: Situation, name: str, chosen: set[int], index: int) -> bool:
    return any(binder < index and binder not in chosen for binder in situation.effects.binders.get(name, ()))
