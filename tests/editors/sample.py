"""The files that the editors open, and what is to be seen and to come of them.

Each is a web server in one file that reads its port from the environment, so that the fixed file can be run.
``samples/NAME.fixed.py`` is written by hand: it is what the disk has to hold after the quick fix.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "samples"

_CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
"""For each position encoding the codec, and the bytes of one of its units."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One file with one finding, which starts at ``marker``."""

    name: str
    code: str = "MG101"
    marker: str = "uvicorn.run("
    suffix: str = ".py"

    @property
    def file(self) -> str:
        """What the file is called."""
        return f"{self.name}{self.suffix}"

    @property
    def text(self) -> bytes:
        """The file as it is opened."""
        return (FOLDER / self.file).read_bytes()

    @property
    def fixed(self) -> bytes:
        """The file after its quick fix."""
        return (FOLDER / f"{self.name}.fixed{self.suffix}").read_bytes()

    def place(self, encoding: str) -> tuple[int, int]:
        """Line and column of the finding, counted from 1; columns in units of ``encoding``."""
        codec, width = _CODECS[encoding]
        lines = self.text.decode().split("\n")
        (number,) = (number for number, line in enumerate(lines) if self.marker in line)
        before = lines[number].partition(self.marker)[0]
        return number + 1, len(before.encode(codec)) // width + 1


UNGUARDED = Sample("unguarded")
WIDE = Sample("wide")
"""The finding is behind characters of one, three and four bytes; the fix is at the beginning of its line."""
WIDE_ARGUMENT = Sample("wide_argument", code="MG102", marker="app, host=")
"""The fix is behind such characters, too."""

NOTEBOOK = Sample("notebook", code="MG301", suffix=".ipynb")
"""Starts a server with a reloader, which cannot fail in a notebook, and has a mistyped guard in its second cell."""

SAMPLES = (UNGUARDED, WIDE, WIDE_ARGUMENT)
