"""The project's modules as the interpreter would find them, read but never run."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from mainguard.project.distributions import Distributions
from mainguard.project.edited_texts import EditedTexts
from mainguard.project.file_trees import FileTrees
from mainguard.project.finder import Finder, Listing
from mainguard.project.installed import Installed, catalogued_packages
from mainguard.project.paths import absolute
from mainguard.project.stamps import Content, Stamp, stamp_of
from mainguard.replay.modules import STANDARD_LIBRARY, ProjectModule
from mainguard.syntax.tree import Tree, parse
from mainguard.text.source import Source

_TREES_KEPT = 128
_CHARACTERS_KEPT = 2_000_000
_TEXTS_KEPT_APART = 32
_MOST_LOOKED_AT = 64
"""Where more files than that were looked into, what is known of them is asked for anew rather than all looked at."""

_LOADED_AT_START = frozenset(sys.builtin_module_names) | frozenset(
    ("abc", "codecs", "encodings", "genericpath", "importlib", "io", "ntpath", "os", "posixpath", "site", "stat")
)
"""Modules that are loaded before a script's own folder is searched: nothing shadows them."""


def _no_overlay(_: str) -> Source | None:
    return None


def _nothing(_: str) -> bool:
    return False


class ProjectModules:
    """Finds modules below ``roots``, each of which may keep its packages in ``src``.

    ``overlay`` gives the text that is open in an editor under an absolute path; it comes before the disk.
    ``installed`` says whether a top-level package is in the project's environment.
    """

    def __init__(
        self,
        roots: Sequence[Path],
        overlay: Callable[[str], Source | None] = _no_overlay,
        installed: Callable[[str], bool] = _nothing,
        *,
        site_packages: Sequence[Path] = (),
        texts_kept: int = _TREES_KEPT,
        characters_kept: int = _CHARACTERS_KEPT,
    ) -> None:
        """``site_packages``: where installed packages are, in their order.

        ``texts_kept``: of how many texts the trees are kept that are checked or open; ``characters_kept``: of how much
        text of other modules what was parsed is kept.
        """
        self._searched = tuple(roots)
        paths = [str(absolute(root)) for root in roots]
        self._roots = tuple(dict.fromkeys(path for root in paths for path in (root, os.path.join(root, "src"))))
        self._overlay = overlay
        self._installed = installed
        self._site_packages = tuple(site_packages)
        self._environment = Installed([str(absolute(folder)) for folder in site_packages])
        self._finder = Finder(lambda path: overlay(path) is not None)
        self._distributions = Distributions()
        self._installed_below: dict[str, bool] = {}
        """Of folders, whether a distribution has put them where they are."""
        self._parse = lru_cache(texts_kept)(parse)
        self._edited = EditedTexts(texts_kept)
        self._installed_modules: dict[str, ProjectModule] = {}
        """By the name that was asked for last."""
        self._edition = _Edition(None, None)
        self._found: set[str] = set()
        self._files = FileTrees(characters_kept)

    def apart(self, overlay: Callable[[str], Source | None] | None = None) -> ProjectModules:
        """The same modules with caches of their own, for a thread that checks many files, each once."""
        return ProjectModules(
            self._searched,
            overlay or self._overlay,
            self._installed,
            site_packages=self._site_packages,
            texts_kept=_TEXTS_KEPT_APART,
        )

    @property
    def contents(self) -> Mapping[str, Content | None]:
        """What was read of each file that was looked into as a module, the last time; ``None`` of an unreadable one."""
        return self._files.contents

    @property
    def listings(self) -> Mapping[str, Listing]:
        """Every folder that was searched, as it was at first."""
        return self._finder.listings

    def take_found(self) -> frozenset[str]:
        """The keys of all modules that ``find`` has come upon since this was called last."""
        found = frozenset(self._found)
        self._found.clear()
        return found

    def look_again(self) -> None:
        """Take folders for what they are from now on, until this is called again: many questions are about the same."""
        before = self._finder.edition
        self._finder.look_again()
        self._environment.look_again()
        if self._finder.edition is not before:
            self._installed_below.clear()
        files = self._edition.files
        if len(files) > _MOST_LOOKED_AT or any(self._state(key) != state for key, state in files.items()):
            self._begin_edition()

    @property
    def edition(self) -> object:
        """The same object as long as every answer that was given is the same; ``None`` before ``look_again``.

        The text of the module that is asked for is no answer, unless ``find`` has led to it.
        """
        folders, packages = self._finder.edition, self._environment.edition
        if self._edition.folders is not folders or self._edition.packages is not packages:
            self._begin_edition()
        return None if folders is None else self._edition

    def main_module(self, path: Path, source: Source, tree: Tree | None = None) -> ProjectModule:
        """The module in the file ``path``, whose text is ``source``, as the one that is run.

        ``tree`` is that of the text where it is not parsed as one whole.
        """
        self._files.trim()
        place = self._place_of(path)
        key = place.key
        return ProjectModule(
            key=key,
            tree=tree or (self._edited.tree(key, source) if self._overlay(key) is source else self._parse(source)),
            name=place.name,
            package=place.package,
            is_package=place.is_package,
            is_never_rerun=place.is_never_rerun,
            searched_first=place.searched_first,
        )

    def find(
        self, name: str, importer: ProjectModule, search_path: Sequence[str] | None = None
    ) -> ProjectModule | None:
        """The module of the project that ``importer`` gets when it imports the absolute ``name``.

        The search goes as for the script through which ``importer`` was reached: the script's folder, the folder that
        holds the top-level package it is in, what the program has added to ``search_path``, the roots.  A package
        without ``__init__.py`` is an empty module, and none of the project's when its name is that of an installed
        package; no more is what was installed into one of these folders.
        """
        top_level, _, _ = name.partition(".")
        if top_level in _LOADED_AT_START:
            return None
        first = importer.searched_first or self._searched_first(importer.key)
        before, behind = _around_standard_library(search_path, first)
        is_standard = top_level in sys.stdlib_module_names
        found = self._finder.find(name, before if is_standard else (*before, *behind, *self._roots))
        if found is None or (found.is_namespace and self._is_installed(top_level)):
            return None
        if self._was_installed(found.folders[0] if found.folders else found.key):
            return None
        self._found.add(found.key)
        tree = self._parse(_EMPTY) if found.is_namespace else self._tree_of_file(found.key)
        if tree is None:
            return None
        return ProjectModule(
            key=found.key,
            tree=tree,
            name=name,
            package=name if found.folders else name.rpartition(".")[0],
            is_package=bool(found.folders),
            is_never_rerun=os.path.basename(found.key) == "__main__.py",
            searched_first=first,
        )

    def names_in(self, folder: str, main: ProjectModule) -> frozenset[str]:
        """The names of what is in the absolute ``folder``, where that is below a root or the folder of ``main``."""
        around = (*self._roots, os.path.dirname(main.key))
        is_inside = any(folder == each or folder.startswith(f"{each.rstrip(os.sep)}{os.sep}") for each in around)
        return self._finder.names_in(folder) if is_inside else frozenset()

    def installed(self, name: str) -> ProjectModule | None:
        """The module with the absolute dotted ``name`` of an installed package that the catalogue does not know."""
        found = self._environment.find(name)
        tree = self._tree_of_file(found.key) if found is not None else None
        if found is None or tree is None:
            return None
        self._found.add(found.key)
        known = self._installed_modules.get(name)
        if known is None or known.tree is not tree:
            package = name if found.folders else name.rpartition(".")[0]
            is_package = bool(found.folders)
            known = ProjectModule(found.key, tree, name, package, is_package, is_installed=True)
            if len(self._installed_modules) >= _TREES_KEPT:
                self._installed_modules.clear()
            self._installed_modules[name] = known
        return known

    def may_start(self, module: ProjectModule) -> bool:
        """Whether an installed module, or what it imports, may lead to a start: read off names, nothing is parsed."""
        return self._environment.may_start(module.name)

    def source(self, key: str) -> Source | None:
        """The text of the module called ``key`` in a trace, ``None`` when it cannot be read any more."""
        tree = self._tree_of_file(key)
        return tree.source if tree else None

    def _place_of(self, path: Path) -> _Place:
        """What the file says, kept for the edition."""
        if self.edition is None:
            return self._new_place(path)
        known = self._edition.mains.get(path)
        if known is None:
            known = self._new_place(path)
            self._edition.mains[path] = known
        return known

    def _new_place(self, path: Path) -> _Place:
        key = str(absolute(path))
        folder, file_name = os.path.split(key)
        stem = file_name.removesuffix(".py")
        packages, _ = self._finder.packages_above(folder)
        is_package = stem == "__init__" and bool(packages)
        name = ".".join(packages if is_package else (*packages, stem))
        return _Place(key, name, ".".join(packages), is_package, stem == "__main__", self._searched_first(key))

    def _searched_first(self, script: str) -> tuple[str, ...]:
        """Where a script's imports are searched before the standard library, run by its path or by ``-m``.

        Nobody runs a module of an installed package by its path.
        """
        folder = os.path.dirname(script)
        packages, parent = self._finder.packages_above(folder)
        if not packages or self._was_installed(script):
            return (parent,)
        return folder, parent

    def _was_installed(self, path: str) -> bool:
        """Whether a distribution has put the file or folder where it is, or a package or folder of a root around it."""
        folder, name = os.path.split(path)
        known = self._installed_below.get(folder)
        if known is None:
            is_inside = any(folder.startswith(f"{root.rstrip(os.sep)}{os.sep}") for root in self._roots)
            is_inside = is_inside or bool(self._finder.packages_above(folder)[0])
            known = self._installed_below[folder] = is_inside and self._was_installed(folder)
        return known or name.removesuffix(".py") in self._distributions.packages(folder, self._finder.names_in(folder))

    def _is_installed(self, top_level: str) -> bool:
        return top_level in sys.stdlib_module_names or top_level in catalogued_packages() or self._installed(top_level)

    def _tree_of_file(self, key: str) -> Tree | None:
        state = self._state(key)
        if self._edition.folders is not None and self._edition.files.setdefault(key, state) != state:
            self._begin_edition()
            self._edition.files[key] = state
        if isinstance(state, Source):
            return self._edited.tree(key, state)
        return self._files.tree(key, state) if state is not None else None

    def _state(self, key: str) -> _State:
        """What the file called ``key`` is made of now."""
        open_text = self._overlay(key)
        return open_text if open_text is not None else stamp_of(key)

    def _begin_edition(self) -> None:
        self._edition = _Edition(self._finder.edition, self._environment.edition)


_State = Source | Stamp | None
"""The text that is open, or what tells what is on the disk; ``None`` where there is no such file."""


class _Place(NamedTuple):
    """What a main module's file says of it, whatever is in it."""

    key: str
    name: str
    package: str
    is_package: bool
    is_never_rerun: bool
    searched_first: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Edition:
    """What the answers were made of, as it was."""

    folders: object
    packages: object
    files: dict[str, _State] = field(default_factory=dict)
    """Of each file that was looked into as a module."""
    mains: dict[Path, _Place] = field(default_factory=dict)


def _around_standard_library(
    search_path: Sequence[str] | None, first: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The folders that are searched before and behind the standard library; ``first`` are those of the script's own."""
    if search_path is None:
        return first, ()
    folders = [folder for each in search_path for folder in (first if each == first[0] else (each,))]
    at = folders.index(STANDARD_LIBRARY) if STANDARD_LIBRARY in folders else len(folders)
    return tuple(folders[:at]), tuple(folders[at + 1 :])


_EMPTY = Source("")
