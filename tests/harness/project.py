"""A project in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from types import MappingProxyType

from mainguard.replay.modules import ProjectModule
from mainguard.syntax.tree import Tree, parse
from mainguard.text.source import Source


class MemoryProject:
    """Modules by name, from texts by path; imports are found in the root, and first where the program says."""

    edition: object = None

    def __init__(self, texts: Mapping[str, str], open_trees: Mapping[str, Tree] = MappingProxyType({})) -> None:
        """``open_trees`` are those of files that an editor has open."""
        trees = {path: parse(Source(text)) for path, text in texts.items()} | {**open_trees}
        self._modules = {path: _module(path, tree) for path, tree in trees.items()}
        self._by_name = {module.name: module for module in self._modules.values()}

    def module(self, path: str) -> ProjectModule:
        """The module at ``path``."""
        return self._modules[path]

    def find(
        self, name: str, importer: ProjectModule, search_path: Sequence[str] | None = None
    ) -> ProjectModule | None:
        """The module called ``name``."""
        del importer
        paths = (str(PurePosixPath(folder, *name.split("."))) for folder in search_path or ())
        found = next((self._modules[f"{path}.py"] for path in paths if f"{path}.py" in self._modules), None)
        return found or self._by_name.get(name)

    def names_in(self, folder: str, main: ProjectModule) -> frozenset[str]:
        """The names of what is in ``folder``."""
        del main
        at = PurePosixPath(folder).parts
        inside = (PurePosixPath(path).parts for path in self._modules)
        return frozenset(parts[len(at)] for parts in inside if len(parts) > len(at) and parts[: len(at)] == at)

    def installed(self, name: str) -> ProjectModule | None:  # noqa: ARG002 -- the protocol's
        """No package."""
        return None

    def may_start(self, module: ProjectModule) -> bool:  # noqa: ARG002 -- the protocol's
        """No module."""
        return False


def module_of(text: str, path: str = "main.py") -> ProjectModule:
    """A module that is a project of its own."""
    return _module(path, parse(Source(text)))


def _module(path: str, tree: Tree) -> ProjectModule:
    parts = PurePosixPath(path).with_suffix("").parts
    is_package = parts[-1] == "__init__"
    name = ".".join(parts[:-1] if is_package else parts)
    package = ".".join(parts[:-1])
    is_notebook = path.endswith(".ipynb")
    is_never_rerun = is_notebook or parts[-1] == "__main__"
    return ProjectModule(path, tree, name, package, is_package, is_never_rerun, is_notebook)
