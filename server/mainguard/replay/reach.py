"""What code of a program can run at all, by names alone, and whether any of it can start a process.

Nothing is replayed here: code runs if something that runs reads the name that gets at it, whatever that name stands
for.  So more seems to run than does, and nothing that a replay would follow is left out.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from mainguard.replay.modules import ProjectModule, packages_of
from mainguard.replay.reached import Loaded, Reached, Waiting
from mainguard.replay.readings import Name, Reading, names_imported, names_in_strings
from mainguard.replay.sources import Sources
from mainguard.syntax.imports import Imported, imported
from mainguard.syntax.units import Unit, Units, gives_to_others, is_special

_OWN_PLACE = re.compile(r"__file__|getcwd")


class MayStart(Exception):  # noqa: N818 -- the way out of the search, never seen outside
    """Something that may run may start a process, or do what names do not tell."""


class Reach:
    """Finds what may run.

    An attribute gets at the methods of classes that somebody gets at, and at the functions and classes of packages that
    its reader imports from.
    """

    def __init__(self, sources: Sources, around: Reached | None = None) -> None:
        """``around`` is what may run anyway, and is not changed."""
        self._sources = sources
        self.new = Reached()
        self._levels = (self.new,) if around is None else (self.new, around)
        self._pending: list[Waiting] = []

    def run_main(self, module: ProjectModule, units: Units, beside: Iterable[ProjectModule] = ()) -> Loaded:
        """``module`` runs as the main module.  Raises ``MayStart``.

        ``beside`` are modules that others take for another one, and of which anything may run.
        """
        text = module.tree.source.text
        if any(package in text for package in self._sources.looked_at):
            imported_here = {each.module.partition(".")[0] for each in imported(text)}
            if not imported_here.isdisjoint(self._sources.looked_at):
                raise MayStart
        main = self._add(module, units, is_main=True)
        if units.if_main is not None:
            self._pending.append((main, units.if_main))
        if module.is_never_rerun:
            for package in packages_of(module.package):
                self._import(package, main)
        for each in beside:
            self._run_all_of(self._add(each, self._sources.units(each)))
        self._settle()
        if not module.package and any(level.changes_path for level in self._levels) and _OWN_PLACE.search(text):
            raise MayStart
        return main

    def run_imports(self, module: ProjectModule, units: Units) -> Loaded:
        """What ``module`` imports runs, but nothing of itself.  Raises ``MayStart``."""
        importer = Loaded(module, units, is_main=True)
        for unit in (units.own, units.if_main):
            if unit is not None:
                for name in self._sources.reading(unit, importer).modules:
                    self._import(name, importer, is_bound=True)
        self._settle()
        return importer

    def run_module(self, module: ProjectModule) -> None:
        """``module`` is imported.  Raises ``MayStart``."""
        self._add(module, self._sources.units(module))
        self._settle()

    def find_loaded(self, key: str) -> Loaded | None:
        """The module called ``key``, if it may run."""
        return next((level.loaded[key] for level in self._levels if key in level.loaded), None)

    def _settle(self) -> None:
        while self._pending:
            while self._pending:
                self._run(*self._pending.pop())
            self._reach(set(self._given_to_others()))

    def _add(self, module: ProjectModule, units: Units, *, is_main: bool = False) -> Loaded:
        root = module.name.partition(".")[0]
        loaded = self.new.loaded[module.key] = Loaded(module, units, is_main=is_main, roots={root})
        loaded.packages = self._sources.packages(self._sources.reading(units.own, loaded), module)
        for name, members in units.named.items():
            waiting = [(loaded, unit) for unit in members]
            if is_special(name):
                self._wait(waiting, (name,))
            else:
                self._wait(waiting, (name, (module.key, name)))
                self._wait_in(root, waiting, f".{name}")
        self.new.decorators |= units.decorators
        self._pending.append((loaded, units.own))
        return loaded

    def _wait(self, units: Sequence[Waiting], names: Iterable[Name]) -> None:
        for name in names:
            self.new.waiting.setdefault(name, []).extend(units)
            if any(name in level.names for level in self._levels):
                self._pending += units

    def _wait_in(self, root: str, units: Sequence[Waiting], name: str) -> None:
        self.new.waiting_in.setdefault(root, {}).setdefault(name, []).extend(units)
        if any(name in level.read_of.get(root, ()) for level in self._levels):
            self._pending += units

    def _run(self, loaded: Loaded, unit: Unit) -> None:
        if any(unit in level.ran for level in self._levels):
            return
        self.new.ran[unit] = loaded
        reading = self._sources.reading(unit, loaded)
        before = set(loaded.roots)
        for name in reading.modules:
            self._import(name, loaded, is_bound=True)
        for each in unit.imports:
            self._hand_on(each, loaded)
            self._bind(each, loaded, unit)
        for name, alias in unit.aliases:
            self._hand_on_as(name.rpartition(".")[2], alias, loaded)
        for name, methods in unit.methods.items():
            waiting = [(loaded, method) for method in methods]
            if loaded.packages:
                # Where such a package is at hand, what it is given may call any method.
                self._pending += waiting
            else:
                self._wait(waiting, (f".{name}", (loaded.module.key, name)))
        if reading.gets_at_everything and (loaded.is_main or not loaded.module.package):
            self._run_everything(loaded)
        self._import_hidden(loaded, unit, reading)
        packages = loaded.packages | self._sources.packages(reading, loaded.module)
        if packages and reading.computes_names and (loaded.is_main or not loaded.module.package):
            raise MayStart
        self._look_for_sources(loaded, reading, packages)
        self._reach(reading.names)
        loaded.attributes |= reading.attributes
        for root in loaded.roots:
            self._reach_in(root, reading.attributes if root in before else loaded.attributes)

    def _run_everything(self, loaded: Loaded) -> None:
        """All of a script and of the modules beside it, whose names are not told."""
        for key in (loaded.module.key, *loaded.imports):
            beside = self.find_loaded(key)
            if beside is not None and (beside is loaded or not beside.module.package):
                self._run_all_of(beside)

    def _run_all_of(self, loaded: Loaded) -> None:
        for name, units in loaded.units.named.items():
            if not is_special(name):
                self._pending += [(loaded, unit) for unit in units]
                for unit in units:
                    self._pending += [(loaded, each) for methods in unit.methods.values() for each in methods]

    def _reach(self, names: AbstractSet[Name]) -> None:
        """Something that runs reads ``names``."""
        new = frozenset(names).difference(*(level.names for level in self._levels))
        self.new.names |= new
        for level in self._levels:
            if not new.isdisjoint(level.needed):
                raise MayStart
            for name in new & level.waiting.keys():
                self._pending += level.waiting[name]

    def _reach_in(self, root: str, attributes: AbstractSet[str]) -> None:
        """Something that imports from the package ``root`` reads ``attributes``."""
        new = frozenset(attributes).difference(*(level.read_of.get(root, ()) for level in self._levels))
        if not new:
            return
        self.new.read_of.setdefault(root, set()).update(new)
        for level in self._levels:
            waiting = level.waiting_in.get(root, {})
            for name in new & waiting.keys():
                self._pending += waiting[name]
            handed_on = level.handed_on.get(root, {})
            for name in new & handed_on.keys():
                for other in list(handed_on[name]):
                    self._reach_in(other, {name})

    def _hand_on(self, each: Imported, loaded: Loaded) -> None:
        """Others may read what ``each`` imports as attributes of the importing module."""
        root, other = loaded.module.name.partition(".")[0], each.module.partition(".")[0]
        if each.level or root == other or other not in loaded.roots:
            return
        for name in each.names:
            attribute = f".{name}"
            others = self.new.handed_on.setdefault(root, {}).setdefault(attribute, set())
            if other not in others:
                others.add(other)
                if any(attribute in level.read_of.get(root, ()) for level in self._levels):
                    self._reach_in(other, {attribute})

    def _hand_on_as(self, name: str, alias: str, loaded: Loaded) -> None:
        """Others may read what ``loaded`` imports under another name."""
        waiting = [(loaded, Unit("", frozenset((name, f".{name}"))))]
        self._wait(waiting, (alias,))
        self._wait_in(loaded.module.name.partition(".")[0], waiting, f".{alias}")

    def _look_for_sources(self, loaded: Loaded, reading: Reading, packages: frozenset[str]) -> None:
        """Raises ``MayStart`` where code that reads this and knows ``packages`` may start something."""
        packages = packages.union(self._packages_known(loaded, reading))
        if not packages and not self._sources.own:
            return
        if not {_word(name) for name in reading.names}.isdisjoint(self._sources.own):
            raise MayStart
        words = {_word(name) for name in reading.names if isinstance(name, str)}
        around = words | reading.words
        for package in packages:
            known = self._sources.words.get(package)
            if known is None:
                # Of what is not known, every word may be the one.
                raise MayStart
            for word in words & known.keys():
                needs, beside = known[word]
                if beside is not None and beside.isdisjoint(around):
                    continue
                if needs is None:
                    raise MayStart
                needed = {f".{need}" for need in needs}
                if not needed.isdisjoint(reading.attributes):
                    raise MayStart
                self._need(needed)

    def _packages_known(self, loaded: Loaded, reading: Reading) -> Iterator[str]:
        """The packages that start processes and that other modules have given to this one."""
        for level in self._levels:
            for name, packages in level.bound.items():
                if name in reading.names:
                    yield from packages
                elif f".{name}" in reading.attributes:
                    yield from (package for package, keys in packages.items() if not keys.isdisjoint(loaded.imports))

    def _bind(self, each: Imported, loaded: Loaded, unit: Unit) -> None:
        """Note the names that an import gives to a package that starts processes, or to what is in it."""
        package = each.module.partition(".")[0]
        if each.level:
            return
        if self._sources.starts(package, loaded.module):
            known = self._sources.words[package].keys() | self._sources.modules[package]
            if "*" not in each.names:
                known &= set(each.names) if each.names else {package}
            names = self._with_aliases(known, each, unit)
        elif self._may_lead_to_a_start(each, loaded):
            names = self._with_aliases(each.names or (package,), each, unit)
            if "*" in names:
                raise MayStart
            # Its classes may do something when others inherit from them.
            self._need({(loaded.module.key, name) for name in names} | {f"{name}:" for name in names})
        else:
            return
        for name in names:
            keys = self.new.bound.setdefault(name, {}).setdefault(package, set())
            if loaded.module.key not in keys:
                keys.add(loaded.module.key)
                if any(not level.names.isdisjoint((name, f".{name}")) for level in self._levels):
                    self._look_again(name)

    def _with_aliases(self, names: Iterable[str], each: Imported, unit: Unit) -> set[str]:
        known = {*names, each.module, each.module.rpartition(".")[2]}
        return {*names, *(alias for name, alias in unit.aliases if name in known)}

    def _may_lead_to_a_start(self, each: Imported, loaded: Loaded) -> bool:
        """Whether it imports what is not the project's and may start something when it is called."""
        if each.module.partition(".")[0] in sys.stdlib_module_names:
            return False
        outside = (name for name in names_imported(each, loaded.module) if not self._sources.find(name, loaded.module))
        return any(map(self._sources.is_opaque, outside))

    def _need(self, names: AbstractSet[Name]) -> None:
        """To read one of ``names`` is enough for a start.  Raises ``MayStart`` if somebody does."""
        if any(not names.isdisjoint(level.names) for level in self._levels):
            raise MayStart
        self.new.needed |= names

    def _look_again(self, name: str) -> None:
        """``name`` may stand for something else in what ran before, too."""
        for level in self._levels:
            for unit, loaded in list(level.ran.items()):
                reading = self._sources.reading(unit, loaded)
                if name in reading.names or f".{name}" in reading.attributes:
                    self._look_for_sources(loaded, reading, frozenset())

    def _import(self, name: str, importer: Loaded, *, is_bound: bool = False) -> None:
        """``importer`` imports ``name``, and if ``is_bound``, gives names to it that can be looked for."""
        top_level = name.partition(".")[0]
        importer.looked_up.add(top_level)
        found = self._sources.find(name, importer.module)
        if found is None:
            is_looked_for = is_bound and importer.module.package
            if top_level not in sys.stdlib_module_names and not is_looked_for and self._sources.is_opaque(name):
                raise MayStart
            return
        importer.imports.add(found.key)
        importer.roots.add(found.name.partition(".")[0])
        if self.find_loaded(found.key) is None:
            if found.key in self._sources.starting:
                raise MayStart
            self._add(found, self._sources.units(found))

    def _import_hidden(self, loaded: Loaded, unit: Unit, reading: Reading) -> None:
        """What ``unit`` imports by names that are strings."""
        is_script = loaded.is_main and not loaded.module.package
        if reading.looks_at_path if is_script else reading.changes_path:
            self.new.changes_path = True
            if unit is loaded.units.own or is_script:
                raise MayStart
        if reading.is_hidden:
            # What a script makes up, it may make up in any way; of the modules of packages their texts are trusted.
            if is_script or reading.discovers or (loaded.is_main and self._names_a_package(loaded.module)):
                raise MayStart
            for name in names_in_strings(loaded.module):
                self._import(name, loaded)

    def _names_a_package(self, module: ProjectModule) -> bool:
        """Whether the module imports a package that starts processes, or names it in a string."""
        named = re.finditer(r"""(?:["']|\b(?:import|from)[ \t]+)([^\W\d]\w*)""", module.tree.source.text)
        return any(self._sources.starts(found[1], module) for found in named)

    def _given_to_others(self) -> Iterator[str]:
        """``@d`` for each decorator ``d`` that may give what it decorates to others, which call it by no name."""
        decorators = set(self.new.decorators)
        for level in self._levels[1:]:
            decorators |= {each for each in level.decorators if each in self.new.waiting}
        for name in decorators:
            units = [unit for level in self._levels for _, unit in level.waiting.get(name, ())]
            if not units or any(map(gives_to_others, units)):
                yield f"@{name}"


def _word(name: Name) -> str:
    return name.lstrip(".") if isinstance(name, str) else name[1]
