"""What may run of a program, as far as it is known."""

from __future__ import annotations

from dataclasses import dataclass, field

from mainguard.replay.modules import ProjectModule
from mainguard.replay.readings import Name, Reading
from mainguard.syntax.units import Unit, Units


@dataclass(eq=False)
class Loaded:
    """A module that may run."""

    module: ProjectModule
    units: Units
    packages: frozenset[str] = frozenset()
    """The packages that start processes and that its own code imports."""
    is_main: bool = False
    imports: set[str] = field(default_factory=set)
    """The keys of the modules that it may import."""
    looked_up: set[str] = field(default_factory=set)
    """The first parts of the absolute names of modules that it looks for."""
    roots: set[str] = field(default_factory=set)
    """The top-level packages of those, and its own: of their modules it may read attributes."""
    attributes: set[str] = field(default_factory=set)
    """The attributes that it reads, of whatever."""
    readings: dict[Unit, Reading] = field(default_factory=dict)
    """Of the main module what its units read."""


Waiting = tuple[Loaded, Unit]
"""A unit that runs when somebody gets at it, and its module."""


@dataclass(eq=False)
class Reached:
    """What may run, and the names that it reads."""

    loaded: dict[str, Loaded] = field(default_factory=dict)
    names: set[Name] = field(default_factory=set)
    waiting: dict[Name, list[Waiting]] = field(default_factory=dict)
    """The units of the modules by the names that get at them."""
    read_of: dict[str, set[str]] = field(default_factory=dict)
    """The attributes that are read by modules that import from a top-level package."""
    waiting_in: dict[str, dict[str, list[Waiting]]] = field(default_factory=dict)
    """The functions and classes of a top-level package's modules, by attribute."""
    handed_on: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """The names, as attributes, that a top-level package's modules take from other packages, with those."""
    ran: dict[Unit, Loaded] = field(default_factory=dict)
    bound: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """Names that modules give to packages that start processes, or to what is in them: by them the packages, and by
    those the keys of the modules."""
    needed: set[Name] = field(default_factory=set)
    """Names of which one more is enough for a start."""
    decorators: set[str] = field(default_factory=set)
    changes_path: bool = False
    """Whether some function may change where modules are found."""

    def take(self, other: Reached) -> None:
        """All that runs in ``other``, too."""
        self.loaded |= other.loaded
        self.names |= other.names
        self.ran |= other.ran
        self.needed |= other.needed
        self.decorators |= other.decorators
        self.changes_path |= other.changes_path
        for name, units in other.waiting.items():
            self.waiting.setdefault(name, []).extend(units)
        for root, attributes in other.read_of.items():
            self.read_of.setdefault(root, set()).update(attributes)
        for root, named in other.waiting_in.items():
            for attribute, units in named.items():
                self.waiting_in.setdefault(root, {}).setdefault(attribute, []).extend(units)
        for mine, others in ((self.handed_on, other.handed_on), (self.bound, other.bound)):
            for key, sets in others.items():
                for inner, members in sets.items():
                    mine.setdefault(key, {}).setdefault(inner, set()).update(members)
