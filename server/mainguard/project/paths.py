"""Paths as users spell them."""

from __future__ import annotations

import os
from pathlib import Path


def absolute(path: Path) -> Path:
    """``path`` made absolute and free of ``..``; links stay, as they do in ``sys.path`` and in git."""
    return Path(os.path.abspath(path))
