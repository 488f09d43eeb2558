"""What an environment offers for import, read off its folders: no ``.pth`` or ``.egg-link`` is followed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

_STUBS_SUFFIX = "-stubs"
_MODULE_SUFFIXES = frozenset({"py", "pyi", "so", "pyd"})


def importable_names(paths: Iterable[Path]) -> frozenset[str]:
    """The top-level names of the packages and modules that lie in ``paths``; what cannot be read offers nothing."""
    return frozenset(name for path in paths for name in _names_in(path) if name.isidentifier())


def stamps(paths: Iterable[Path]) -> tuple[int | None, ...]:
    """A value that changes when a package is installed into one of ``paths`` or removed from it."""
    return tuple(_modification_time(path) for path in paths)


def _names_in(path: Path) -> Iterator[str]:
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                stem, _, suffix = entry.name.partition(".")
                if entry.is_dir():
                    yield entry.name.removesuffix(_STUBS_SUFFIX)
                elif suffix.rpartition(".")[2] in _MODULE_SUFFIXES:
                    yield stem
    except OSError:
        return


def _modification_time(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None
