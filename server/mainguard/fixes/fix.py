"""What a fix is."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from mainguard.text.edits import Edit


class Safety(enum.Enum):
    """How far a fix can be trusted."""

    SAFE = "safe"
    """The program does the same as before when it is run as a script, and the child no longer repeats the start;
    comments stay."""
    UNSAFE = "unsafe"
    """The program may do something else; the fix says what."""


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits to one module that belong together."""

    title: str
    """An imperative, as in a light bulb menu: ``Wrap in `if __name__ == "__main__":` ``."""
    safety: Safety
    edits: tuple[Edit, ...]
    kind: str = "quickfix"
    """``quickfix``, or ``refactor.rewrite`` for an alternative that is never applied without being chosen."""
    why_unsafe: str = ""
    """One clause that names what may change; empty when safe."""
