"""Where modules are, by the names in folders and nothing else."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

SETTLED_NS = 2_000_000_000
"""Two changes of a folder may carry the same time when they are closer than its file system's clock ticks (2 s on
FAT): only a listing that was taken later than this after the folder's last change is kept."""


_MOST_LOOKED_AT = 64
"""Where more folders than that were looked into, what was found is searched anew rather than all of them looked at."""


_MOST_REMEMBERED = 32_768


@dataclass(frozen=True, slots=True)
class Location:
    """Where a module is."""

    key: str
    """The file; of a package without ``__init__.py``, its first folder."""
    folders: tuple[str, ...]
    """Where its submodules are; empty for a plain module."""
    is_namespace: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """What a folder held when it was listed."""

    changed_ns: int | None
    """When it was changed last; ``None`` of what was no folder, and holds nothing."""
    names: frozenset[str]
    is_settled: bool
    """Whether another change of it would carry another time."""


_NOWHERE = Listing(None, frozenset(), is_settled=True)


def list_folder(folder: str) -> Listing:
    """What ``folder`` holds now."""
    try:
        changed_ns = os.stat(folder).st_mtime_ns
        names = frozenset(os.listdir(folder))
    except (OSError, ValueError):
        return _NOWHERE
    return Listing(changed_ns, names, is_settled=time.time_ns() - changed_ns > SETTLED_NS)


class Finder:
    """Finds modules as the interpreter's path finder does: exact in case, whatever the file system thinks.

    ``exists`` tells of files that are not on the disk yet, by absolute path.
    """

    def __init__(self, exists: Callable[[str], bool] | None = None) -> None:
        self._exists = exists
        self._listings: dict[str, Listing] = {}
        self._first_listings: dict[str, Listing] = {}
        self._found: dict[tuple[str, tuple[str, ...]], Location | None] | None = None
        """What was found while the folders were as they are; ``None`` where they are looked at each time."""
        self._asked: dict[str, bool] = {}
        """What ``exists`` was asked for it."""
        self._looked_at: set[str] = set()
        """The folders that need not be looked at again for it."""

    @property
    def listings(self) -> Mapping[str, Listing]:
        """Every folder that was looked into, as it was at first: what was found depends on nothing else."""
        return self._first_listings

    @property
    def edition(self) -> object:
        """The same object as long as what is found is the same; ``None`` where folders are looked at each time."""
        return self._found

    def look_again(self) -> None:
        """Take the folders for what they are from now on, until this is called again."""
        self._looked_at = set()
        is_cheap = self._found is not None and len(self._listings) <= _MOST_LOOKED_AT
        if not (is_cheap and self._are_same_folders() and self._are_same_files()):
            self.search_again()

    def search_again(self) -> None:
        """Remember from now on what is found, until this is called again."""
        self._found, self._asked, self._looked_at = {}, {}, set()

    def _are_same_folders(self) -> bool:
        return all(self._names(folder) == listing.names for folder, listing in tuple(self._listings.items()))

    def _are_same_files(self) -> bool:
        return all(self._exists is not None and self._exists(path) is answer for path, answer in self._asked.items())

    def _is_there(self, path: str) -> bool:
        """Whether there is a file that is not on the disk yet."""
        if self._exists is None:
            return False
        answer = self._exists(path)
        if self._found is not None:
            self._asked[path] = answer
        return answer

    def find(self, name: str, search_path: Sequence[str]) -> Location | None:
        """The module with the absolute dotted ``name``, as a search of the folders in ``search_path`` finds it."""
        if self._found is None:
            return self._search(name, search_path)
        key = name, tuple(search_path)
        if key not in self._found:
            if len(self._found) >= _MOST_REMEMBERED:
                self._found.clear()
            self._found[key] = self._search(name, search_path)
        return self._found[key]

    def _search(self, name: str, search_path: Sequence[str]) -> Location | None:
        folders: Sequence[str] = search_path
        found = None
        for part in name.split("."):
            # An import string can hold anything: a part with a separator would lead out of the folder.
            found = self._find_in(folders, part) if part and os.path.basename(part) == part else None
            if found is None:
                return None
            folders = found.folders
        return found

    def names_in(self, folder: str) -> frozenset[str]:
        """The names in ``folder``; none when it is no folder."""
        return self._names(folder)

    def packages_above(self, folder: str) -> tuple[tuple[str, ...], str]:
        """The names of the packages that ``folder`` is in, outermost first, and the folder that holds the first."""
        names: list[str] = []
        while self._is_package(folder):
            folder, name = os.path.split(folder)
            if not name:
                break
            names.insert(0, name)
        return tuple(names), folder

    def _find_in(self, folders: Sequence[str], name: str) -> Location | None:
        portions = []
        for folder in folders:
            names = self._names(folder)
            inside = _joined(folder, name)
            init = _joined(inside, "__init__.py")
            is_entry = name in names
            if (is_entry and "__init__.py" in self._names(inside)) or self._is_there(init):
                return Location(init, (inside,))
            if f"{name}.py" in names or self._is_there(f"{inside}.py"):
                return Location(f"{inside}.py", ())
            if is_entry and self._names(inside):
                portions.append(inside)
        return Location(portions[0], tuple(portions), is_namespace=True) if portions else None

    def _is_package(self, folder: str) -> bool:
        return "__init__.py" in self._names(folder) or self._is_there(_joined(folder, "__init__.py"))

    def _names(self, folder: str) -> frozenset[str]:
        """The names in ``folder``; none when it is no folder."""
        known = self._listings.get(folder)
        if known is not None and folder in self._looked_at:
            return known.names
        names = self._present_names(folder, known)
        if self._found is not None:
            self._looked_at.add(folder)
        return names

    def _present_names(self, folder: str, known: Listing | None) -> frozenset[str]:
        """The same, looked at now; ``known`` is what it was the last time."""
        if known is not None and known.is_settled:
            try:
                changed_ns = os.stat(folder).st_mtime_ns
            except (OSError, ValueError):
                changed_ns = None
            if changed_ns == known.changed_ns:
                return known.names
        listing = self._listings[folder] = list_folder(folder)
        if self._found is not None and known is not None and known.names != listing.names:
            self.search_again()
        self._first_listings.setdefault(folder, listing)
        return listing.names


def _joined(folder: str, name: str) -> str:
    """``os.path.join`` for a name that is known to be one; this is asked several times an import."""
    return f"{folder.rstrip(os.sep)}{os.sep}{name}"
