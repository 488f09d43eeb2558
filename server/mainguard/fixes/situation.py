"""What the choice of a fix starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mainguard.fixes.effects import Effects
from mainguard.fixes.units import Unit


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

    def has_reader(self, name: str) -> bool:
        """Whether a function, a class or another module reads ``name``."""
        return name in self.elsewhere or any(
            self.units[index].guard is None for index, _ in self.effects.readers.get(name, ())
        )
