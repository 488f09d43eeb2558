"""Repositories in miniature: folders beside this file, and what is known of the scripts in each."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HERE = Path(__file__).resolve().parent
REPOSITORIES = ("forecast", "lattice", "orders")

PLACES: Mapping[str, tuple[str, ...]] = {
    "linux-3.11": ("--target-python", "3.11", "--platform", "linux"),
    "linux-3.14": ("--target-python", "3.14", "--platform", "linux"),
    "spawn": ("--target-python", "3.12", "--platform", "darwin"),
}
"""Where a script runs, as the command line says it."""

CONFIGURATIONS: Mapping[str, str] = {"311": "linux-3.11", "311s": "spawn", "311f": "linux-3.14", "314": "linux-3.14"}
"""The oracle's configurations, and which of the places each stands for."""


@dataclass(frozen=True)
class Script:
    """A file of a repository, and what comes of running it."""

    repository: str
    path: str
    run: tuple[str, ...]
    """The command line, in the repository's folder."""
    entry: str | None = None
    """``module:function`` of the console script through which it is run."""
    fails: frozenset[str] = frozenset()
    """In which of ``PLACES``."""
    chain: tuple[str, ...] = ()
    """The files that the calls lead through, from the script to the start."""
    is_fixed: bool = True
    """Whether ``--fix`` makes it work."""
    reads_platform: bool = False
    """Whether it asks for the platform, so that only what Linux does can be run on Linux."""

    def __str__(self) -> str:
        return f"{self.repository}/{self.path}"


def scripts(repository: str) -> Iterator[Script]:
    """What ``<repository>.toml`` says."""
    for path, known in tomllib.loads((HERE / f"{repository}.toml").read_text("utf-8")).items():
        yield Script(
            repository,
            path,
            run=tuple(known.get("run", ("{py}", path))),
            entry=known.get("entry"),
            fails=frozenset(known.get("fails", ())),
            chain=tuple(known.get("chain", ())),
            is_fixed=known.get("fix", True),
            reads_platform=known.get("reads_platform", False),
        )


def all_scripts() -> list[Script]:
    """The scripts of all repositories."""
    return [script for repository in REPOSITORIES for script in scripts(repository)]


def copy(repository: str, folder: Path) -> Path:
    """A copy of the repository in ``folder``."""
    return Path(shutil.copytree(HERE / repository, folder / repository))
