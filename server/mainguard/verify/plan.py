"""What is run: a file, the way its parent was started, and the child that it is run as."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path


class Method(enum.Enum):
    """The start methods whose children run the main module again."""

    SPAWN = "spawn"
    FORKSERVER = "forkserver"
    """Up to Python 3.13 the child runs it, from 3.14 on the forkserver does, before there is any child."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One run of a module as a child."""

    python: Path
    """The interpreter that runs it."""
    script: Path
    """The absolute path of the file."""
    argv0: str
    """The script as it stands on the parent's command line."""
    arguments: tuple[str, ...] = ()
    """What follows it there."""
    module: str | None = None
    """The name that the parent was started with, when it was ``python -m``; the folder is the working directory."""
    imports: tuple[str, ...] = ()
    """The names under which the child imports the file after that: ``main`` of ``"main:app"``."""
    sent: tuple[str, ...] = ()
    """The functions and classes of the main module that are sent to the child, which looks for them by these names."""
    method: Method = Method.SPAWN
    seconds: float = 60.0
    """After which the run is ended."""
    text: bytes | None = None
    """What is run in place of the file's content."""
