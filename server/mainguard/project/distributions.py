"""Which packages distributions have put into a folder: an environment's, or that of ``pip install --target``."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator

_MARK = ".dist-info"
_IN_RECORD = re.compile(r'^"?([^/\\,"\s]+?)(?:\.pyw?(?=[",])|[/\\])', re.MULTILINE)
"""The first part of the path of an installed file (the packaging user guide, "Recording installed projects")."""


class Distributions:
    """What is installed in folders, each looked into once as long as it holds the same names."""

    def __init__(self) -> None:
        """Nothing has been looked into."""
        self._known: dict[str, tuple[Collection[str], frozenset[str]]] = {}

    def packages(self, folder: str, names: Collection[str]) -> frozenset[str]:
        """The top-level modules and packages that were installed into ``folder``, which holds ``names``."""
        before, found = self._known.get(folder, (None, frozenset[str]()))
        if before is not names:
            distributions = (os.path.join(folder, name) for name in names if name.endswith(_MARK))
            found = frozenset(package for each in distributions for package in _recorded(each))
            self._known[folder] = names, found
        return found


def holds_distributions(folder: str | os.PathLike[str]) -> bool:
    """Whether packages were installed into ``folder``."""
    try:
        return any(name.endswith(_MARK) for name in os.listdir(folder))
    except OSError:
        return False


def _recorded(distribution: str) -> Iterator[str]:
    """The first parts of the names of what the folder ``distribution`` says it has installed."""
    try:
        with open(os.path.join(distribution, "RECORD"), encoding="utf-8", errors="replace") as file:
            yield from set(_IN_RECORD.findall(file.read()))
    except OSError:
        return
