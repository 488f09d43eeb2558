"""What can start a process, and where modules are, for those who look at code by its names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mainguard.catalogue.source_words import Word
from mainguard.replay.modules import ProjectModule
from mainguard.replay.reached import Loaded
from mainguard.replay.readings import Reading, reading_of
from mainguard.syntax.units import Unit, Units

Find = Callable[[str, ProjectModule], "ProjectModule | None"]
"""Finds a module of the project by its absolute dotted name, as another module would import it."""


@dataclass(frozen=True)
class Sources:
    """What is known of the program's surroundings."""

    words: Mapping[str, Mapping[str, Word]]
    """What starts processes: see ``catalogue.source_words``."""
    modules: Mapping[str, frozenset[str]]
    """The parts of the names of the packages' modules."""
    looked_at: frozenset[str]
    """The packages whose calls are looked at in functions of the main module that nothing calls, too."""
    own: frozenset[str]
    """Words each of which is enough wherever it stands."""
    find: Find
    is_opaque: Callable[[str], bool]
    """Whether what is imported by a dotted name that is not the project's may start anything, for all that is known."""
    units: Callable[[ProjectModule], Units]
    """The units of a module that is imported."""
    starting: set[str] = field(default_factory=set)
    """The keys of modules that may start processes when they are imported, as far as that was found out."""
    readings: dict[Unit, Reading] = field(default_factory=dict)
    """What units were found to read."""

    def reading(self, unit: Unit, loaded: Loaded) -> Reading:
        """What ``unit`` of ``loaded`` reads."""
        readings = loaded.readings if loaded.is_main else self.readings
        found = readings.get(unit)
        if found is None:
            found = readings[unit] = reading_of(unit, loaded.units, loaded.module)
        return found

    def packages(self, reading: Reading, module: ProjectModule) -> frozenset[str]:
        """The packages that start processes and that are named in what is read of ``module``."""
        return frozenset(package for package in reading.roots if self.starts(package, module))

    def starts(self, package: str, importer: ProjectModule) -> bool:
        """Whether it is one that starts processes; the project's own code is looked at, whatever it is called."""
        return package in self.words and self.find(package, importer) is None
