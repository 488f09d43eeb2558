"""Paths as users spell them."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path


def absolute(path: Path) -> Path:
    """``path`` made absolute and free of ``..``; links stay, as they do in ``sys.path`` and in git."""
    return Path(os.path.abspath(path))


def is_within(path: str, places: Collection[str]) -> bool:
    """Whether the absolute ``path`` is one of ``places``, or lies in one: as fast for many as for few in a set."""
    inner = None
    while path != inner:
        if path in places:
            return True
        inner, path = path, os.path.dirname(path)
    return False
