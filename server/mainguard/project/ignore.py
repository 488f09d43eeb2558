"""What git ignores, and what the setting ``exclude`` leaves out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mainguard.engine.settings import SettingsError
from mainguard.project.configuration import find_root

if TYPE_CHECKING:  # loaded where there are patterns
    from pathspec import GitIgnoreSpec

GITIGNORE = ".gitignore"

_PATTERNS_KEPT = 32


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns in gitignore's language."""

    folder: str
    """The absolute path that they are relative to."""
    spec: GitIgnoreSpec

    def decide(self, path: str) -> bool | None:
        """Whether the patterns leave out the absolute ``path``, which ends with a slash when it is a folder's.

        ``None`` when they do not say.
        """
        inside = os.path.join(self.folder, "")
        if not path.startswith(inside):
            return None
        return self.spec.check_file(path[len(inside) :].replace(os.sep, "/")).include


@dataclass(frozen=True, slots=True)
class Ignored:
    """Everything that decides whether a path is left out, the strongest first."""

    exclude: Patterns | None = None
    """The setting ``exclude``."""
    git: tuple[Patterns, ...] = ()
    """From the innermost ``.gitignore`` to the outermost and ``.git/info/exclude``, the weakest."""

    @classmethod
    def above(cls, folder: Path) -> Ignored:
        """What git's files above the absolute ``folder`` say about what is in it.

        A folder that they ignore itself was asked for by name: then they say nothing about what is in it.
        """
        found = cls(git=tuple(_git_patterns_above(folder)))
        return cls() if found.leaves_out(_slashed(folder)) else found

    def inside(self, folder: Path) -> Ignored:
        """The same with the ``.gitignore`` of ``folder``."""
        return replace(self, git=(*_patterns_of(folder, folder / GITIGNORE), *self.git))

    def leaves_out(self, path: str) -> bool:
        """Whether the absolute ``path``, which ends with a slash when it is a folder's, is to be passed by."""
        for patterns in (self.exclude, *self.git):
            decided = patterns.decide(path) if patterns else None
            if decided is not None:
                return decided
        return False


def excluding(patterns: Sequence[str], root: Path) -> Patterns | None:
    """The setting ``exclude``, relative to ``root``.  Raises ``SettingsError``."""
    try:
        return Patterns(str(root), _compiled(patterns)) if patterns else None
    except ValueError as error:
        raise SettingsError(f"{root}: `exclude`: {error}") from error


_excluding = lru_cache(_PATTERNS_KEPT)(excluding)


def is_excluded(path: Path, patterns: Sequence[str], root: Path) -> bool:
    """Whether the setting ``exclude`` leaves out the file ``path``.

    Both paths are absolute.  Raises ``SettingsError``.
    """
    exclude = _excluding(tuple(patterns), root)
    return exclude is not None and exclude.decide(str(path)) is True


def _git_patterns_above(folder: Path) -> Iterator[Patterns]:
    """The patterns of the repository, or else the project, that ``folder`` is in, the strongest first."""
    repository = next((at for at in (folder, *folder.parents) if os.path.exists(at / ".git")), None)
    top = repository or find_root(folder)
    for at in folder.parents:
        if at.is_relative_to(top):
            yield from _patterns_of(at, at / GITIGNORE)
    if repository:
        yield from _patterns_of(repository, _git_directory(repository) / "info" / "exclude")


def _git_directory(repository: Path) -> Path:
    """Where the repository keeps what all its work trees share."""
    git = repository / ".git"
    if not os.path.isfile(git):
        return git
    own = repository / _first_line(git).removeprefix("gitdir:").strip()
    common = _first_line(own / "commondir")
    return own / common if common else own


def _first_line(file: Path) -> str:
    try:
        return file.read_text("utf-8", "surrogateescape").partition("\n")[0].strip()
    except OSError:
        return ""


def _patterns_of(folder: Path, file: Path) -> Iterator[Patterns]:
    """The patterns in ``file``, if any.  Like git, it passes over lines that are none."""
    try:
        lines = file.read_text("utf-8-sig", "surrogateescape").split("\n")
    except OSError:
        return
    wanted = [line for line in lines if line.strip() and not line.startswith("#") and _is_pattern(line)]
    if wanted:
        yield Patterns(str(folder), _compiled(wanted))


def _compiled(patterns: Sequence[str]) -> GitIgnoreSpec:
    """Raises ``ValueError`` for what is no pattern."""
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - seldom needed, and slow to load

    return GitIgnoreSpec.from_lines(patterns)


def _is_pattern(line: str) -> bool:
    try:
        _compiled([line])
    except ValueError:
        return False
    return True


def _slashed(folder: Path) -> str:
    return os.path.join(folder, "")
