"""How the replay gets at other modules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from mainguard.syntax.tree import Tree

STANDARD_LIBRARY = "<standard library>"
"""The entry of ``sys.path`` that stands for the standard library."""


@dataclass(frozen=True)
class ProjectModule:
    """A module whose source can be replayed."""

    key: str
    """What it is called in a trace: an absolute path or a document's URI."""
    tree: Tree
    name: str
    """The dotted name under which it was imported; for the main module, the name it would be imported by."""
    package: str
    """What ``__package__`` is when it is imported; ``""`` for a top-level module."""
    is_package: bool = False
    is_never_rerun: bool = False
    """Whether no child runs it again when it is the main module: a package's ``__main__.py``, which ``python -m`` runs
    (``multiprocessing/spawn.py``, ``get_preparation_data``), and a notebook, which has no file to run."""
    is_notebook: bool = False
    """Whether it is a notebook, which nothing can import."""
    is_installed: bool = False
    """Whether it is not the project's, but of an installed package that the catalogue does not know."""
    searched_first: tuple[str, ...] = ()
    """The folders of the script's own that its imports are searched in, before the standard library."""


def packages_of(name: str) -> tuple[str, ...]:
    """The dotted ``name`` and the packages around it, outermost first; none of ``""``."""
    parts = name.split(".") if name else []
    return tuple(".".join(parts[:end]) for end in range(1, len(parts) + 1))


class Modules(Protocol):
    """The project's modules, by name."""

    @property
    def edition(self) -> object:
        """The same object as long as every answer that was given is the same; ``None`` where that is not known."""
        ...

    def find(
        self, name: str, importer: ProjectModule, search_path: Sequence[str] | None = None
    ) -> ProjectModule | None:
        """The module with the absolute dotted ``name``, as ``importer`` sees it.

        ``search_path`` is what the program has made of ``sys.path``, where it has changed it: absolute folders, the
        script's own among them, and ``STANDARD_LIBRARY``, which stands for everything that was there besides.
        ``None`` when it is not a module of the project.  Never raises, never executes anything.
        """
        ...

    def names_in(self, folder: str, main: ProjectModule) -> frozenset[str]:
        """The names of what is in the absolute ``folder``, where that is the project's or beside ``main``."""
        ...

    def installed(self, name: str) -> ProjectModule | None:
        """The module with the absolute dotted ``name`` of an installed package that the catalogue does not know."""
        ...

    def may_start(self, module: ProjectModule) -> bool:
        """Whether anything in the installed ``module``, or near to it, may start a process; no, where it is costly."""
        ...


class Resolver(Protocol):
    """Answers what the project's text cannot: what an installed package's name really is."""

    def canonical(self, dotted: str) -> str | None:
        """The public name of what ``dotted`` is bound to: ``acme.serve`` may be ``uvicorn.run``.

        ``dotted`` itself when it is defined there or nothing is known about it; ``None`` when nobody has asked yet.
        """
        ...


class NoModules:
    """A project of one file."""

    edition: object = None

    def find(
        self,
        name: str,  # noqa: ARG002 -- the protocol's
        importer: ProjectModule,  # noqa: ARG002 -- the protocol's
        search_path: Sequence[str] | None = None,  # noqa: ARG002 -- the protocol's
    ) -> ProjectModule | None:
        """Nothing is found."""
        return None

    def names_in(self, folder: str, main: ProjectModule) -> frozenset[str]:  # noqa: ARG002 -- the protocol's
        """Nothing is known."""
        return frozenset()

    def installed(self, name: str) -> ProjectModule | None:  # noqa: ARG002 -- the protocol's
        """Nothing is installed."""
        return None

    def may_start(self, module: ProjectModule) -> bool:  # noqa: ARG002 -- the protocol's
        """Nothing is installed."""
        return False


class NoResolver:
    """Nothing beyond the text is known."""

    def canonical(self, dotted: str) -> str | None:
        """The import name decides."""
        return dotted
