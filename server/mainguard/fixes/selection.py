"""Which units a guard takes in, and what the child process would miss.

A unit of the block never moves past one that stays outside: what stays in between splits the block into several
guards.  So the program that is run as a script does exactly what it did, in the same order, and the only question
of safety is what the child, which skips the block, still needs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from mainguard.fixes.effects import Effects
from mainguard.fixes.units import Unit

_SET_START_METHOD = "set_start_method"
_TAKES_ADDRESS = frozenset({"bind_socket", "create_server"})
_TAKES_ADDRESS_AS_STATEMENT = frozenset({"bind", "listen"})
"""``x.bind(…)`` on its own is a socket's; a ``bind`` whose result is used is mostly something else."""


_GAPS_TRIED = 20


@dataclass(frozen=True, slots=True)
class Situation:
    """A module, the unit in it that starts a process, and who else reads its names."""

    effects: Effects
    start: int
    elsewhere: Mapping[str, str]
    """What is known of readers outside the module: name → clause, as in ``is listed in `__all__` ``."""

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units of the module."""
        return self.effects.units


@dataclass(frozen=True, slots=True)
class Block:
    """The units that go under a guard."""

    units: frozenset[int]
    why_unsafe: str
    """Empty when the child needs nothing of them."""


def smallest_block(situation: Situation) -> Block | None:
    """The start, what must not run again before it, and what later uses them; ``None`` when no guard is right."""
    start = situation.units[situation.start]
    if start.stays or start.guard is not None:
        return None
    chosen = _with_users(situation, frozenset({situation.start, *_must_run_once(situation)}))
    if chosen is None:
        return None
    return _block(situation, _closed_up(situation, chosen))


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
    return Block(chosen, next(_losses(situation, chosen), ""))


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
    is_needed = any(_has_reader(situation, name) for name in does.binds | does.stores)
    return not is_needed or not does.changes.isdisjoint(changed)


def _closed_up(situation: Situation, chosen: frozenset[int]) -> frozenset[int]:
    """``chosen`` with what stands between its units, wherever the child can spare all of it."""
    gaps = tuple(_gaps(situation, chosen))
    for taken in (gaps, *((gap,) for gap in gaps[:_GAPS_TRIED])):
        wider = _with_users(situation, chosen.union(*taken)) if taken else None
        if wider is not None and set(_losses(situation, wider)) <= set(_losses(situation, chosen)):
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
    return not does.changes & situation.elsewhere.keys() and not any(
        _has_reader(situation, name) for name in does.binds | does.stores
    )


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
        or any(name.isupper() or _has_reader(situation, name) for name in names)
    )


def _must_run_once(situation: Situation) -> Iterator[int]:
    """The units before the start that fail when the child repeats them, and that no guard holds yet.

    In the child the start method is set already, and the address is in use.
    """
    feeding = frozenset(_contributors(situation, frozenset({situation.start})))
    for index, unit in enumerate(situation.units[: situation.start]):
        if not unit.stays and unit.guard is None:
            calls = {name for statement in unit.statements for name in _calls_that_fail_twice(statement)}
            if _SET_START_METHOD in calls or (calls and index in feeding):
                yield index


def _calls_that_fail_twice(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.Try):
        return
    for node in ast.walk(statement):
        match node:
            case ast.Expr(value=ast.Call(func=function)) if _last_part(function) in _TAKES_ADDRESS_AS_STATEMENT:
                yield _last_part(function)
            case ast.Call(func=function) if _last_part(function) in _TAKES_ADDRESS:
                yield _last_part(function)
            case ast.Call(func=function, keywords=keywords) if _last_part(function) == _SET_START_METHOD:
                if not any(keyword.arg == "force" for keyword in keywords):
                    yield _SET_START_METHOD
            case _:
                continue


def _last_part(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _is_bound_before(situation: Situation, name: str, chosen: set[int], index: int) -> bool:
    return any(binder < index and binder not in chosen for binder in situation.effects.binders.get(name, ()))


def _has_reader(situation: Situation, name: str) -> bool:
    """Whether a function, a class or another module reads ``name``."""
    return name in situation.elsewhere or any(
        situation.units[index].guard is None for index, _ in situation.effects.readers.get(name, ())
    )


def _losses(situation: Situation, chosen: frozenset[int]) -> Iterator[str]:
    """What the child would miss, one clause each, in a fixed order."""
    effects, units = situation.effects, situation.units
    moved = frozenset[str]().union(*(units[index].flow.uses.binds for index in chosen))
    set_by_calls = {
        name
        for name in effects.at_most(situation.start).binds - moved
        if all(binder in chosen for binder in effects.binders.get(name, ()))
    }
    for name in sorted(moved | set_by_calls):
        if clause := _reader(situation, name, chosen):
            yield f"`{name}` {clause}"
    for index in sorted(chosen):
        for name in sorted(units[index].flow.makes):
            yield f"`{name}` is defined in the block, and a child process may need it"
    start = effects.at_most(situation.start)
    for index in sorted(chosen):
        uses = units[index].flow.uses
        changed = uses.stores
        if index != situation.start:
            # What the start itself changes by being a start, the child must do without in any case.
            changed = (changed - start.changes - start.passes) | (uses.changes & situation.elsewhere.keys())
        for name in sorted(changed - moved):
            if clause := _reader(situation, name, chosen):
                yield f"`{name}` is changed in the block and {clause}"


def _reader(situation: Situation, name: str, chosen: frozenset[int]) -> str:
    """Who outside the block reads ``name``, as a clause; empty when nobody does."""
    for index, function in situation.effects.readers.get(name, ()):
        if index not in chosen and situation.units[index].guard is None and name not in function.uses.binds:
            return f"is read in {'a lambda' if function.name == 'lambda' else f'`{function.name}`'}"
    for index in situation.effects.definitions_reading.get(name, ()):
        if situation.units[index].is_opaque:
            return "may be read in the part that does not parse"
        if index > min(chosen):
            return f"is read by a definition in line {situation.units[index].first + 1}"
    return situation.elsewhere.get(name, "")
