"""What is run: a file, the way its parent was started, and the child that it is run as."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from pathlib import Path


class Method(enum.Enum):
    """The start methods whose children run the main module again."""

    SPAWN = "spawn"
    FORKSERVER = "forkserver"
    """Up to Python 3.13 the child runs it, from 3.14 on the forkserver does, before there is any child."""


@dataclass(frozen=True, slots=True)
class Parent:
    """How the program was started whose child is run."""

    python: Path
    """The interpreter."""
    script: Path
    """The absolute path of the file."""
    argv0: str
    """The script as it stands on the command line."""
    folder: Path
    """The working directory; absolute."""
    arguments: tuple[str, ...] = ()
    """What follows the script on the command line."""
    module: str | None = None
    """The name that it was started by, when that was ``python -m``."""


@dataclass(frozen=True, slots=True)
class Child:
    """What a child does before its work begins, besides running the main module."""

    process_name: str | None = None
    """``None`` for what multiprocessing calls the first one."""
    environment: tuple[tuple[str, str], ...] = ()
    """The variables that the parent had set by then."""
    runs_main: bool = True
    """Whether it runs the main module again."""
    unpickles: tuple[str, ...] = ()
    """The modules that it imports to unpickle its work."""
    sent: tuple[str, ...] = ()
    """The functions and classes of the main module that it unpickles, by the names under which it looks for them."""
    imports: tuple[tuple[str, str], ...] = ()
    """The import strings, as module and attribute, that lead to the main module's file and are imported at last."""
    imported_by: tuple[tuple[str, int], ...] = ()
    """Path and 1-based line of the calls whose processes import that file, however they are started."""
    is_seen: bool = False
    """Whether the file's replay shows that there is one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One run of a module as a child."""

    parent: Parent
    child: Child = field(default_factory=Child)
    method: Method = Method.SPAWN
    seconds: float = 60.0
    """After which the run is ended."""
    text: bytes | None = None
    """What is run in place of the script's content."""
