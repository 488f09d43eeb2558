"""Who may depend on a module that came or went."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from mainguard.text.source import Source, UndecodableSourceError

_INIT = "__init__"
_MOST_WORDS = 200
"""So many names are searched for at once; of more, every file may be taken to contain one."""


def _nothing_open(_: str) -> Source | None:
    return None


def dependent_on_names(
    changed: Collection[str], keys: Iterable[str], open_text: Callable[[str], Source | None] = _nothing_open
) -> frozenset[str]:
    """Those of ``keys`` whose texts may import one of the files ``changed``, which came or went.

    Whoever imports a module, or names it in an import string, writes its name.
    """
    paths = [Path(key) for key in changed]
    folders = tuple(f"{path.parent}{os.sep}" for path in paths if path.stem == _INIT)
    words = {path.parent.name if path.stem == _INIT else path.stem for path in paths}
    if len(words) > _MOST_WORDS:
        return frozenset(keys)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(words)))})(?!\w)")
    # An ``__init__.py`` also decides on what the modules in its folder are called.
    return frozenset(key for key in keys if key.startswith(folders) or _mentions(key, pattern, open_text))


def _mentions(key: str, pattern: re.Pattern[str], open_text: Callable[[str], Source | None]) -> bool:
    source = open_text(key)
    if source is None:
        try:
            source = Source.decode(Path(key).read_bytes())
        except (OSError, UndecodableSourceError):
            return False
    return pattern.search(source.text) is not None
