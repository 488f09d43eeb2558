"""The folder of the cache: made when first written to, and marked as one that nobody keeps."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from pathlib import Path

CACHE_FOLDER = ".mainguard_cache"

_SUFFIX = ".results"
_MOST_ENTRIES = 16
_MARKS = {
    ".gitignore": "*\n",
    "CACHEDIR.TAG": (
        "Signature: 8a477f597d28d172789f06886806bc55\n"
        "# This folder is a cache of mainguard's.  It can be deleted at any time.\n"
        "# https://bford.info/cachedir/ says what this file is for.\n"
    ),
}

_log = logging.getLogger(__name__)


def entry_file(folder: Path, name: str) -> Path:
    """Where the entry called ``name`` is kept."""
    return folder / f"{name}{_SUFFIX}"


def read_entry(file: Path) -> bytes | None:
    """What an entry holds; ``None`` when there is none, or none that can be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        _log.debug("the cache %s is not read: %s", file, error)
        return None


def write_entry(file: Path, content: bytes) -> None:
    """Put ``content`` in the place of what ``file`` holds, at once or not at all.  Raises ``OSError``.

    Of two processes that write at once, one has the last word; neither reads half of what the other wrote.
    """
    folder = file.parent
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in _MARKS.items():
        with contextlib.suppress(FileExistsError), open(folder / name, "x", encoding="utf-8") as mark:
            mark.write(text)
    descriptor, temporary = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as writing:
            writing.write(content)
        os.replace(temporary, file)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    _drop_oldest(folder)


def _drop_oldest(folder: Path) -> None:
    """Keep what was written last: each combination of options that is in use has an entry."""
    entries = sorted(folder.glob(f"*{_SUFFIX}"), key=_written_ns, reverse=True)
    for entry in entries[_MOST_ENTRIES:]:
        with contextlib.suppress(OSError):
            entry.unlink()


def _written_ns(entry: Path) -> int:
    try:
        return entry.stat().st_mtime_ns
    except OSError:
        return 0
