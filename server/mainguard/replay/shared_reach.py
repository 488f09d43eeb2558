"""Which of many main modules cannot start a process, where most of them import the same.

What the imports of one module make run is taken to run for the next one as well, as long as nothing of all that can
start a process: then each module's code is looked at once, however many import it.  Where the next one seems to start
something, it is looked at by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mainguard.catalogue.registry import Catalogue
from mainguard.catalogue.source_words import module_words, source_words
from mainguard.replay.modules import Modules, ProjectModule, Resolver
from mainguard.replay.reach import MayStart, Reach
from mainguard.replay.reached import Loaded, Reached
from mainguard.replay.readings import Reading
from mainguard.replay.sources import Sources
from mainguard.syntax.units import Unit, Units, units_of


@dataclass(eq=False)
class _Together:
    """What is known of the main modules whose imports are searched in the same folder."""

    sources: Sources
    reached: Reached
    judged: set[str] = field(default_factory=set)
    """The keys of those that were looked at for that."""
    shadows: dict[str, dict[str, ProjectModule | None]] = field(default_factory=dict)
    """By the folders of main modules the top-level names that were looked for, with what they mean there alone."""
    closures: dict[frozenset[str], tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    """By the keys of what a main module imports itself the keys of all that it may import, and the names looked for."""


class SharedReach:
    """What main modules make run, as long as no file changes."""

    def __init__(self, modules: Modules, resolver: Resolver, catalogue: Catalogue) -> None:
        self.modules = modules
        self._resolver = resolver
        self._words = source_words(catalogue)
        self._module_words = module_words(catalogue)
        self._looked_at = frozenset(prefix for prefix in catalogue.tagged_prefixes if "." not in prefix)
        self._own_words = catalogue.own_words
        self._known = catalogue.packages
        self._together: dict[tuple[str, ...], _Together] = {}
        self._units: dict[str, Units] = {}
        self._readings: dict[Unit, Reading] = {}
        self._opaque: dict[str, bool] = {}
        """What was found of names that are not the project's."""

    def modules_of(self, module: ProjectModule) -> frozenset[str] | None:
        """The keys of all modules that ``module`` may import, if it starts no process as the main module.

        ``None`` where it may start one, for all that names tell.  There may be more keys than that.
        """
        units = units_of(module.tree.source.text, is_main=True)
        # Modules of other folders find the same, but for what the main module's own folder has in front of that.
        alike = replace(module, searched_first=module.searched_first[-1:])
        together = self._together_with(alike)
        try:
            closure, names = self._closure_of(alike, units, together)
            if alike.searched_first == module.searched_first:
                return closure
            return closure | self._closure_beside(module, alike, units, names, together)
        except MayStart:
            self._judge_imports(alike, units, together)
            return None

    def _closure_of(
        self, module: ProjectModule, units: Units, together: _Together
    ) -> tuple[frozenset[str], frozenset[str]]:
        """The keys of what ``module`` may import, and the top-level names that are looked for.  Raises ``MayStart``."""
        try:
            imports = Reach(together.sources, together.reached)
            imports.run_imports(module, units)
            together.reached.take(imports.new)
            main = Reach(together.sources, together.reached)
            return self._closure(main.run_main(module, units), main, together)
        except MayStart:
            pass
        # By itself, where more seemed to run than it makes run; the next ones are likelier to import what it imports.
        imports = Reach(together.sources)
        imports.run_imports(module, units)
        main = Reach(together.sources, imports.new)
        found = self._closure(main.run_main(module, units), main, together)
        together.reached = imports.new
        return found

    def _closure_beside(
        self,
        module: ProjectModule,
        alike: ProjectModule,
        units: Units,
        names: frozenset[str],
        together: _Together,
    ) -> frozenset[str]:
        """The keys of what ``module`` may import besides, because it lies in its own folder.  Raises ``MayStart``."""
        shadows: dict[str, ProjectModule] = {}
        keys = frozenset[str]()
        while True:
            new = {name: found for name in names if (found := self._shadow(name, module, alike, together)) is not None}
            if new.keys() <= shadows.keys():
                return keys
            shadows |= new
            main = Reach(together.sources, together.reached)
            main.run_main(alike, units, shadows.values())
            keys = frozenset(main.new.loaded)
            names = frozenset(name for loaded in main.new.loaded.values() for name in loaded.looked_up)

    def _judge_imports(self, module: ProjectModule, units: Units, together: _Together) -> None:
        """Find out which of the modules that ``module`` imports may start something by themselves."""
        importer = Loaded(module, units, is_main=True)
        read = [together.sources.reading(unit, importer) for unit in (units.own, units.if_main) if unit is not None]
        for name in (name for each in read for name in each.modules):
            found = together.sources.find(name, module)
            if found is None or found.key in together.judged or found.key in together.reached.loaded:
                continue
            together.judged.add(found.key)
            try:
                Reach(together.sources).run_module(found)
            except MayStart:
                together.sources.starting.add(found.key)

    def _together_with(self, module: ProjectModule) -> _Together:
        searched = module.searched_first
        if searched not in self._together:
            found: dict[str, ProjectModule | None] = {}

            def find(name: str, importer: ProjectModule) -> ProjectModule | None:
                if name not in found:
                    found[name] = self.modules.find(name, importer)
                return found[name]

            sources = Sources(
                words=self._words,
                modules=self._module_words,
                looked_at=self._looked_at,
                own=self._own_words,
                find=find,
                is_opaque=self._is_opaque,
                units=self._units_of,
                readings=self._readings,
            )
            self._together[searched] = _Together(sources, Reached())
        return self._together[searched]

    def _units_of(self, module: ProjectModule) -> Units:
        units = self._units.get(module.key)
        if units is None:
            units = self._units[module.key] = units_of(module.tree.source.text)
        return units

    def _is_opaque(self, name: str) -> bool:
        found = self._opaque.get(name)
        if found is None:
            found = self._opaque[name] = self._may_start(name)
        return found

    def _may_start(self, name: str) -> bool:
        """Whether what is not the project's has to be asked for: an installed package may hand on what starts."""
        top_level = name.partition(".")[0]
        if top_level in self._known:
            return False
        installed = self.modules.installed(name)
        if installed is not None:
            return self.modules.may_start(installed)
        if self.modules.installed(top_level) is not None:
            return False
        # What nobody can read, a link to another folder for one, a resolver may know more about.  It is asked for what
        # it cannot have been told yet: of what is not installed it knows that nothing is to be told.
        anything = f"{top_level}.*"
        return self._resolver.canonical(anything) != anything

    def _shadow(
        self, name: str, module: ProjectModule, alike: ProjectModule, together: _Together
    ) -> ProjectModule | None:
        """What the top-level ``name`` means in the own folder of ``module``, where that is something else."""
        folder = module.searched_first[0]
        known = together.shadows.setdefault(folder, {})
        if name not in known:
            here, there = self.modules.find(name, module), together.sources.find(name, alike)
            known[name] = here if here is not None and (there is None or here.key != there.key) else None
        return known[name]

    def _closure(self, main: Loaded, reach: Reach, together: _Together) -> tuple[frozenset[str], frozenset[str]]:
        first = frozenset(main.imports)
        known = together.closures.get(first)
        if known is None or not main.looked_up <= known[1]:
            known = together.closures[first] = _closure(main, reach)
        return known[0] | {main.module.key}, known[1]


def _closure(main: Loaded, reach: Reach) -> tuple[frozenset[str], frozenset[str]]:
    """The keys of all that ``main`` may import, and the top-level names of what it and that look for."""
    keys: set[str] = set()
    names, pending = set(main.looked_up), [*main.imports]
    while pending:
        key = pending.pop()
        if key not in keys:
            keys.add(key)
            loaded = reach.find_loaded(key)
            if loaded is not None:
                names |= loaded.looked_up
                pending += loaded.imports
    return frozenset(keys), frozenset(names)
