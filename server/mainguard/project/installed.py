"""Modules of installed packages, and whether what they hold may lead to the start of a process."""

from __future__ import annotations

import os
import re
import sys
from collections import defaultdict, deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from mainguard.catalogue.registry import catalogue
from mainguard.project.finder import Finder, Location

MOST_SEARCHED = 40
"""How many files are searched for one that may start anything, nearest first by their imports."""
_TEXTS_KEPT = 4096
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(\.*)([\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#;]*)|import[ \t]+([\w., \t]+))", re.MULTILINE
)
_NAME = re.compile(r"(\w+)(?:[ \t\n\\]+as[ \t\n\\]+\w+)?")


class Installed:
    """What is found in ``folders``, an environment's ``site-packages``.

    What the catalogue knows is left out, since the catalogue says what it does, and so is the standard library.
    """

    def __init__(self, folders: Sequence[str]) -> None:
        self._folders = tuple(folders)
        self._finder = Finder()
        self._answers: dict[str, bool] = {}
        """What ``may_start`` found while the folders were as they are: it is asked about a name again and again."""
        self._modules: dict[str, _Module | None] = {}
        """What it looked into for that."""
        self._stamps: tuple[int | None, ...] = ()
        self._searched: tuple[int | None, ...] | None = None
        """When the folders were changed last, as they were searched."""

    @property
    def edition(self) -> object:
        """The same object as long as every answer is the same; ``None`` before folders were looked at."""
        return self._finder.edition

    def look_again(self) -> None:
        """Take the folders for what they are from now on, until this is called again.

        Who installs or removes a package changes ``site-packages`` itself.
        """
        stamps = tuple(map(_changed, self._folders))
        if stamps != self._searched:
            self._searched = stamps
            self._finder.search_again()

    def find(self, name: str) -> Location | None:
        """Where the module with the absolute dotted ``name`` is, if it is one of Python source."""
        top_level = name.partition(".")[0]
        if not self._folders or top_level in sys.stdlib_module_names or top_level in catalogued_packages():
            return None
        found = self._finder.find(name, self._folders)
        return found if found is not None and not found.is_namespace else None

    def may_start(self, name: str) -> bool:
        """Whether the module called ``name``, or one of the nearest that it imports, names what starts a process."""
        stamps = self._searched or tuple(map(_changed, self._folders))
        if stamps != self._stamps:
            self._stamps, self._answers, self._modules = stamps, {}, {}
        if name not in self._answers:
            self._answers[name] = self._may_start(name)
        return self._answers[name]

    def _may_start(self, name: str) -> bool:
        seen = {name}
        pending = deque([name])
        searched = 0
        while pending and searched < MOST_SEARCHED:
            looked_into = self._look_into(pending.popleft())
            if looked_into is None:
                continue
            searched += 1
            if looked_into.names_start:
                return True
            for imported in looked_into.imports:
                if imported not in seen:
                    seen.add(imported)
                    pending.append(imported)
        return False

    def _look_into(self, name: str) -> _Module | None:
        """The module called ``name``, if it is one of Python source."""
        if name not in self._modules:
            found = self.find(name)
            text = _read(found.key) if found is not None else None
            if found is None or text is None:
                self._modules[name] = None
            else:
                package = name if found.folders else name.rpartition(".")[0]
                names = dict.fromkeys(text.imported_in(package))
                self._modules[name] = _Module(text.names_start, tuple(each for each in names if self.find(each)))
        return self._modules[name]


def _changed(folder: str) -> int | None:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return None


@dataclass(frozen=True, slots=True)
class _Text:
    """What is of interest in a file."""

    names_start: bool
    imports: tuple[tuple[int, str, tuple[str, ...]], ...]
    """Of each import its level, the module, and the names that are taken from it."""

    def imported_in(self, package: str) -> Iterator[str]:
        """The modules that the file imports, or may, when it is one of ``package``."""
        parts = package.split(".") if package else []
        for level, module, names in self.imports:
            if level > len(parts):
                continue
            base = [*parts[: len(parts) - level + 1], *([module] if module else [])] if level else [module]
            name = ".".join(base)
            yield name
            yield from (f"{name}.{each}" for each in names)


@dataclass(frozen=True, slots=True)
class _Module:
    """What a module has to do with starts."""

    names_start: bool
    imports: tuple[str, ...]
    """The dotted names of the modules that are installed and that it imports, or may."""


def _read(path: str) -> _Text | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return _read_unchanged(path, status.st_mtime_ns, status.st_size)


@lru_cache(_TEXTS_KEPT)
def _read_unchanged(path: str, _mtime_ns: int, _size: int) -> _Text | None:
    """What the file holds; the time and the size are there for the cache."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return None
    imports = tuple(_imports(text))
    return _Text(_names_start(text, {module.partition(".")[0] for level, module, _ in imports if not level}), imports)


def _imports(text: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    for dots, module, names, modules in _IMPORT.findall(text):
        if modules:
            yield from ((0, each.split()[0], ()) for each in modules.split(",") if each.strip())
        elif dots or module:
            yield len(dots), module, tuple(_NAME.findall(re.sub(r"#[^\n]*", "", names)))


def _names_start(text: str, imported: Collection[str]) -> bool:
    """Whether ``text`` imports a package that starts processes, or has its name in a string, and calls what does so."""
    starting = _starting_words()
    packages = starting.keys() & imported | set(_in_strings().findall(text))
    return any(_are_written(words, text) for package in packages for words in starting[package])


@cache
def _in_strings() -> re.Pattern[str]:
    """The packages that start processes, and modules of theirs, as what a string holds."""
    return re.compile(rf"""["']({"|".join(sorted(_starting_words()))})(?:\.[\w.]+)?["']""")


def _are_written(alternatives: Sequence[frozenset[str]], text: str) -> bool:
    return all(_any_of(words).search(text) for words in alternatives)


@cache
def _any_of(words: frozenset[str]) -> re.Pattern[str]:
    """What matches one of the words; there are more of them than one ever looks for."""
    return re.compile(rf"\b(?:{'|'.join(sorted(words))})\b")


@cache
def _starting_words() -> dict[str, list[tuple[frozenset[str], ...]]]:
    """For each package with entries that start a process, what is written beside its name to call one of them.

    Of each set one word: one of the classes, and the method where that is what starts; or a function and the module
    that it is in, which may have others of that name.
    """
    classes: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    functions: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name, api in catalogue().by_name.items():
        if api.starts is not None:
            package, *rest = name.split(".")
            at = next((number for number, part in enumerate(rest) if part[:1].isupper()), None)
            if at is None:
                functions[package].add(tuple(rest[-2:]))
            else:
                is_written = [part for part in rest[at + 1 :] if not part.startswith("__")]
                classes[package][is_written[-1] if is_written else ""].add(rest[at])
    return {
        package: [
            *(
                (frozenset(named), *([frozenset({method})] if method else []))
                for method, named in classes[package].items()
            ),
            *(tuple(frozenset({word}) for word in words) for words in sorted(functions[package])),
        ]
        for package in {*classes, *functions}
    }


@cache
def catalogued_packages() -> frozenset[str]:
    """The packages that the catalogue has entries for."""
    return frozenset(name.partition(".")[0] for name in catalogue().by_name)
