"""What a child process would miss when it skips a block."""

from __future__ import annotations

from collections.abc import Iterator

from mainguard.fixes.situation import Situation


def losses(situation: Situation, chosen: frozenset[int]) -> Iterator[str]:
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
