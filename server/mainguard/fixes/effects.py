"""The data flow of a whole module level: calls followed into the module's functions, shared objects linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from mainguard.fixes.reachability import accumulated
from mainguard.fixes.units import Unit
from mainguard.fixes.uses import NOTHING, Function, Uses


@dataclass(frozen=True)
class Effects:
    """What running each unit of a module does."""

    units: tuple[Unit, ...]

    def of(self, unit: int) -> Uses:
        """What running the unit does, itself and in the module's functions that it calls."""
        uses = self.units[unit].flow.uses
        return _union([uses, *(self._by_calling[name] for name in uses.calls if name in self._by_calling)])

    def at_most(self, unit: int) -> Uses:
        """The same if every function that the unit mentions were called, as ``map`` and ``run`` call theirs."""
        uses = self.units[unit].flow.uses
        return _union([uses, *(self._by_mentioning[name] for name in uses.reads if name in self._by_mentioning)])

    @cached_property
    def defined(self) -> frozenset[str]:
        """Names that an import, a function or a class binds somewhere at the module level."""
        return frozenset[str]().union(*(unit.flow.defines for unit in self.units))

    @cached_property
    def binders(self) -> Mapping[str, tuple[int, ...]]:
        """The units that bind a name, in order."""
        found = defaultdict[str, list[int]](list)
        for index, unit in enumerate(self.units):
            for name in unit.flow.uses.binds:
                found[name].append(index)
        return {name: tuple(indices) for name, indices in found.items()}

    @cached_property
    def readers(self) -> Mapping[str, tuple[tuple[int, Function], ...]]:
        """The functions that read a name when they are called, with the unit they are in."""
        found = defaultdict[str, list[tuple[int, Function]]](list)
        for index, unit in enumerate(self.units):
            for function in unit.flow.functions:
                for name in function.uses.reads:
                    found[name].append((index, function))
        return {name: tuple(functions) for name, functions in found.items()}

    @cached_property
    def definitions_reading(self) -> Mapping[str, tuple[int, ...]]:
        """The units that have to stay where they are and read a name when they run, in order."""
        found = defaultdict[str, list[int]](list)
        for index, unit in enumerate(self.units):
            for name in unit.flow.uses.reads if unit.stays else ():
                found[name].append(index)
        return {name: tuple(indices) for name, indices in found.items()}

    def changed_by(self, uses: Uses) -> frozenset[str]:
        """The variables whose objects ``uses`` may change, directly or through another that shares them."""
        passed = uses.passes & self.binders.keys()
        names = (uses.changes | passed) - self.defined - self._plain
        return names.union(*(self._groups.get(name, ()) for name in names))

    @cached_property
    def _by_calling(self) -> Mapping[str, Uses]:
        """What calling a name, or a method of it, does, and the functions that are called in turn."""
        return self._in_turn(lambda uses: uses.calls)

    @cached_property
    def _by_mentioning(self) -> Mapping[str, Uses]:
        """The same when whatever function is mentioned is called too."""
        return self._in_turn(lambda uses: uses.reads)

    def _in_turn(self, follow: Callable[[Uses], frozenset[str]]) -> Mapping[str, Uses]:
        """A variable may hold what it is made with: functions, and objects of classes, under other names."""
        own = defaultdict[str, Uses](lambda: NOTHING)
        leads_to = defaultdict[str, set[str]](set)
        for unit in self.units:
            variables = unit.flow.uses.binds - unit.flow.defines
            for function in unit.flow.functions:
                for name in {function.name} & unit.flow.makes or variables:
                    own[name] |= function.uses
                    leads_to[name] |= follow(function.uses)
            for variable in variables:
                leads_to[variable] |= unit.flow.uses.reads
        return {name: uses.without_calling() for name, uses in accumulated(own, leads_to).items()}

    @cached_property
    def _plain(self) -> frozenset[str]:
        """Variables that only ever hold immutable values."""
        return frozenset(
            name for name, indices in self.binders.items() if all(self.units[index].flow.is_plain for index in indices)
        )

    @cached_property
    def _groups(self) -> Mapping[str, frozenset[str]]:
        """Variables whose objects may be shared, because one was made from, changed with or passed with another."""
        leaders: dict[str, str] = {}

        def leader(name: str) -> str:
            while leaders.setdefault(name, name) != name:
                leaders[name] = leaders[leaders[name]]
                name = leaders[name]
            return name

        for unit in self.units:
            uses = unit.flow.uses
            linked = uses.changes | uses.passes | uses.binds
            if uses.binds or uses.changes:
                linked |= uses.reads
            variables = [name for name in linked if name in self.binders and name not in self.defined | self._plain]
            for name in variables[1:]:
                leaders[leader(name)] = leader(variables[0])
        groups = defaultdict[str, set[str]](set)
        for name in list(leaders):
            groups[leader(name)].add(name)
        return {name: frozenset(group) for group in groups.values() for name in group}


def _union(parts: Sequence[Uses]) -> Uses:
    first, *others = parts
    for other in others:
        first |= other
    return first
