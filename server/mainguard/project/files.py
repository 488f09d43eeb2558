"""Which files a command means."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mainguard.project.cache_folder import CACHE_FOLDER
from mainguard.project.configuration import CONFIGURATION_FILES, Configuration, find_configuration
from mainguard.project.ignore import GITIGNORE, Ignored, excluding
from mainguard.project.paths import absolute

NEVER_SEARCHED = frozenset(
    (
        *(".git", ".hg", ".svn", ".bzr"),
        *(".venv", ".direnv", ".pixi", ".tox", ".nox", "__pypackages__", "node_modules"),
        *("site-packages", "dist-packages"),
        *(".mypy_cache", ".pytest_cache", ".pytype", ".ruff_cache", ".ipynb_checkpoints", "__pycache__", ".eggs"),
        CACHE_FOLDER,
    )
)
"""Folders that hold no source of the project's own."""
_ENVIRONMENT_MARKS = frozenset({"pyvenv.cfg", "conda-meta"})

_SHEBANG = re.compile(rb"#![^\n]*?(?:[/\s](?:python|pypy)[\d.w]*(?:\.exe)?(?:\s|$)|\b(?:uv|pipx)\s+run\b)")
_SHEBANG_BYTES = 128


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to; the paths are spelled as its arguments are."""

    files: tuple[Path, ...]
    """Each file once: by argument, and in a folder by path."""
    missing: tuple[Path, ...] = ()
    """Arguments that do not exist."""
    without_python: tuple[Path, ...] = ()
    """Arguments that are folders in which nothing was found."""
    unreadable: tuple[OSError, ...] = ()
    """Why arguments and folders could not be looked at."""


def find_files(
    arguments: Iterable[Path], configuration_of: Callable[[Path], Configuration] = find_configuration
) -> Found:
    """The Python files that ``arguments`` mean.  Raises ``SettingsError``.

    A file that is named is taken whatever it is called and whatever ignores it.  A folder is searched for ``*.py`` and
    for scripts without extension that have a Python shebang, without what git ignores, what ``exclude`` leaves out and
    what is never searched; folders behind symbolic links are not followed.
    """
    # Keyed by absolute path: a file and a link to it are two files.
    files: dict[Path, Path] = {}
    missing, without_python, unreadable = [], [], []
    for argument in arguments:
        try:
            mode = os.stat(argument).st_mode
        except (FileNotFoundError, NotADirectoryError):
            missing.append(argument)
            continue
        except OSError as error:
            unreadable.append(error)
            continue
        if stat.S_ISDIR(mode):
            search = _Search(argument, configuration_of)
            inside = sorted(search.files())
            for file in inside:
                files.setdefault(absolute(file), file)
            if not inside:
                without_python.append(argument)
            unreadable += search.unreadable
        else:
            files.setdefault(absolute(argument), argument)
    return Found(tuple(files.values()), tuple(missing), tuple(without_python), tuple(unreadable))


def has_python_shebang(path: str) -> bool:
    """Whether the first line of the file at ``path`` hands it to Python."""
    try:
        with open(path, "rb") as file:
            return _SHEBANG.match(file.read(_SHEBANG_BYTES)) is not None
    except OSError:
        return False


class _Search:
    """One folder searched, without recursion: a tree may be deeper than Python's stack."""

    def __init__(self, argument: Path, configuration_of: Callable[[Path], Configuration]) -> None:
        self.unreadable: list[OSError] = []
        self._argument = argument
        self._root = absolute(argument)
        self._configuration_of = configuration_of

    def files(self) -> Iterator[Path]:
        """The files found, in no order."""
        start = str(self._root)
        pending = [(start, self._with_exclude(Ignored.above(self._root), self._root))]
        while pending:
            folder, ignored = pending.pop()
            entries = self._entries(folder)
            names = {entry.name for entry in entries}
            if folder != start and not names.isdisjoint(_ENVIRONMENT_MARKS):
                continue
            if GITIGNORE in names:
                ignored = ignored.inside(Path(folder))
            if folder != start and not names.isdisjoint(CONFIGURATION_FILES):
                ignored = self._with_exclude(ignored, Path(folder))
            for entry in entries:
                if _is_folder(entry):
                    if entry.name not in NEVER_SEARCHED and not ignored.leaves_out(f"{entry.path}{os.sep}"):
                        pending.append((entry.path, ignored))
                elif _is_python(entry) and not ignored.leaves_out(entry.path):
                    yield self._argument / entry.path[len(start) :].lstrip(os.sep)

    def _with_exclude(self, ignored: Ignored, folder: Path) -> Ignored:
        configuration = self._configuration_of(folder)
        exclude = excluding(configuration.settings.exclude, configuration.root)
        if exclude and folder == self._root and exclude.decide(os.path.join(folder, "")):
            exclude = None
        return Ignored(exclude, ignored.git)

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as entries:
                return list(entries)
        except OSError as error:
            self.unreadable.append(error)
            return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_python(entry: os.DirEntry[str]) -> bool:
    is_candidate = entry.name.endswith(".py") or "." not in entry.name
    try:
        if not is_candidate or not entry.is_file():
            return False
    except OSError:
        return False
    return entry.name.endswith(".py") or has_python_shebang(entry.path)
