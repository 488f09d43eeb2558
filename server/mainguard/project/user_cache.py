"""Where the user's programs keep what they can do without."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

CACHE_VARIABLE = "MAINGUARD_CACHE_DIR"
"""The environment variable that names another folder."""


def user_cache_folder(environ: Mapping[str, str], platform: str = sys.platform) -> Path | None:
    """Mainguard's own folder, which need not exist; ``None`` when the user has no such place.

    The places are those of the XDG base directory specification, of macOS and of Windows.
    """
    named = environ.get(CACHE_VARIABLE)
    if named:
        return Path(named).absolute()
    if platform == "win32":
        base = environ.get("LOCALAPPDATA")
        return Path(base) / "mainguard" / "Cache" if base else None
    try:
        home = Path.home()
    except RuntimeError:
        return None
    if platform == "darwin":
        return home / "Library" / "Caches" / "mainguard"
    base = environ.get("XDG_CACHE_HOME", "")
    # The specification has a relative path ignored.
    return (Path(base) if base.startswith("/") else home / ".cache") / "mainguard"
