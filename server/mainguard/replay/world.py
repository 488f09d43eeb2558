"""What is known before the first statement of a run.

Taken from execution: what ``__name__`` and its relatives are worth in a child was measured on CPython 3.11 to 3.15
(``multiprocessing/spawn.py``: ``prepare``, ``_fixup_main_from_path``; ``forkserver.py``: ``main``).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from mainguard.catalogue.api import StartMethod

FORKSERVER_IS_DEFAULT_FROM = (3, 14)
"""``multiprocessing/context.py`` of 3.14: the default on every POSIX platform but macOS."""

FORKSERVER_RUNS_MAIN_FROM = (3, 14)
"""``multiprocessing/forkserver.py`` of 3.14: the forkserver runs main, once; up to 3.13 every child does."""

UNKNOWN_NAME = "?"
"""Stands for the name of a process that the program computes."""

LAZY_ANNOTATIONS_FROM = (3, 14)
"""PEP 649: annotations are evaluated when something asks for them."""

IDENTICAL_STRINGS_FROM = (3, 13)
"""``__name__ is "__main__"`` is false in a script up to 3.12 and true from 3.13 on (run on 3.10 to 3.14)."""


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """A platform (``sys.platform``) and a Python version that run the code."""

    platform: str
    version: tuple[int, int]

    def __str__(self) -> str:
        return f"{self.platform} {self.version[0]}.{self.version[1]}"

    def method(self, method: StartMethod) -> StartMethod:
        """What ``method`` means here."""
        is_windows = self.platform == "win32"
        match method:
            case StartMethod.DEFAULT:
                if is_windows or self.platform == "darwin":
                    return StartMethod.SPAWN
                return StartMethod.FORKSERVER if self.version >= FORKSERVER_IS_DEFAULT_FROM else StartMethod.FORK
            case StartMethod.DEFAULT_WITHOUT_FORKSERVER:
                default = self.method(StartMethod.DEFAULT)
                return StartMethod.SPAWN if default is StartMethod.FORKSERVER else default
            case StartMethod.FORK_OR_SPAWN:
                return StartMethod.SPAWN if is_windows else StartMethod.FORK
            case StartMethod.FORK_ON_LINUX:
                return StartMethod.SPAWN if is_windows or self.platform == "darwin" else StartMethod.FORK
            case StartMethod.FORKSERVER_OR_SPAWN:
                return StartMethod.SPAWN if is_windows else StartMethod.FORKSERVER
            case _:
                return method


Environment = frozenset[tuple[str, str | None]]
"""Environment variables by name, with their text where it is known."""


class Run(enum.Enum):
    """Which run of the main module is replayed."""

    __hash__ = object.__hash__

    PARENT = "parent"
    RERUN = "re-run"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class RunWorld:
    """One run: whose, and what tells it from the others."""

    run: Run
    name: str
    """``__name__`` of the main module's code."""
    target: Target | None = None
    """``None`` while nothing that the module does asks for it."""
    environment: Environment = frozenset()
    """Environment variables that the parent had set when it started the process."""
    process_name: str | None = "MainProcess"
    """``multiprocessing.current_process().name``; ``None`` while nothing that the module does asks for it."""

    sent: frozenset[str] = frozenset()
    """The modules that the child imports, after main, to unpickle its work."""
    package_main_too: bool = False
    """Whether main is run again even if it is a package's ``__main__``."""
    default_method: StartMethod | None = None
    """Of a re-run: the parent's choice for all that says nothing else, which the child has taken over by then
    (``multiprocessing/spawn.py``, ``prepare``); ``None`` when it is not known."""

    @property
    def has_parent_process(self) -> bool:
        """Whether ``multiprocessing.parent_process()`` is set: only after the re-run is over."""
        return self.run is Run.IMPORT
