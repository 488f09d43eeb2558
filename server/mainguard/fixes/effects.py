"""The data flow of a whole module level: calls followed into the module's functions, shared objects linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from mainguard.fixes.units import Unit
from mainguard.fixes.uses import NOTHING, Function, Uses


@dataclass(frozen=True)
class Effects:
    """What running each unit of a module does."""

    units: tuple[Unit, ...]

    def of(self, unit: int) -> Uses:
        """What running the unit does, itself and in the module's functions that it calls."""
        if unit not in self._known:
            uses = self.units[unit].flow.uses
            self._known[unit] = uses | self._called(uses.calls, follow_reads=False)
        return self._known[unit]

    def at_most(self, unit: int) -> Uses:
        """The same if every function that the unit mentions were called, as ``map`` and ``run`` call theirs."""
        if unit not in self._known_at_most:
            uses = self.units[unit].flow.uses
            self._known_at_most[unit] = uses | self._called(uses.reads, follow_reads=True)
        return self._known_at_most[unit]

    @cached_property
    def _known(self) -> dict[int, Uses]:
        return {}

    @cached_property
    def _known_at_most(self) -> dict[int, Uses]:
        return {}

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

    def changed_by(self, uses: Uses) -> frozenset[str]:
        """The variables whose objects ``uses`` may change, directly or through another that shares them."""
        passed = uses.passes & self.binders.keys()
        names = (uses.changes | passed) - self.defined - self._plain
        return names.union(*(self._groups.get(name, ()) for name in names))

    def _called(self, names: Iterable[str], *, follow_reads: bool) -> Uses:
        result = NOTHING
        seen = set(names)
        waiting = list(seen)
        while waiting:
            for function in self._run_by(waiting.pop()):
                result |= function.uses
                new = (function.uses.reads if follow_reads else function.uses.calls) - seen
                seen |= new
                waiting += new
        return replace(result, calls=frozenset())

    def _run_by(self, name: str) -> Iterable[Function]:
        """The functions that calling ``name`` or a method of it may run: its own, or those its value is made with."""
        seen = {name}
        waiting = [name]
        while waiting:
            functions, mentioned = self._made_with.get(waiting.pop(), ((), frozenset[str]()))
            yield from functions
            waiting += mentioned - seen
            seen |= mentioned

    @cached_property
    def _made_with(self) -> Mapping[str, tuple[tuple[Function, ...], frozenset[str]]]:
        """By name: the functions that it is or that its value may hold, and the names that its value is made with."""
        functions = defaultdict[str, list[Function]](list)
        mentioned = defaultdict[str, set[str]](set)
        for unit in self.units:
            variables = unit.flow.uses.binds - unit.flow.defines
            for function in unit.flow.functions:
                for name in {function.name} & unit.flow.makes or variables:
                    functions[name].append(function)
            for variable in variables:
                mentioned[variable] |= unit.flow.uses.reads
        return {
            name: (tuple(functions.get(name, ())), frozenset(mentioned.get(name, ())))
            for name in functions.keys() | mentioned.keys()
        }

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
