"""What tells one content of a file from the next."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from mainguard.project.finder import SETTLED_NS


class Stamp(NamedTuple):
    """The cheap way: a look at the folder entry."""

    mtime_ns: int
    size: int


@dataclass(frozen=True, slots=True)
class Content:
    """The sure way: a digest of what was read, with the stamp that the file had before it was read."""

    stamp: Stamp
    digest: str
    is_settled: bool
    """Whether another content would carry another stamp: the file had not just been written."""


def stamp_of(path: Path | str) -> Stamp | None:
    """The present stamp of the file; ``None`` when there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return Stamp(status.st_mtime_ns, status.st_size) if stat.S_ISREG(status.st_mode) else None


def content_of(content: bytes, stamp: Stamp) -> Content:
    """What to remember of ``content``, read just now from a file with the ``stamp``."""
    digest = hashlib.blake2b(content, digest_size=16).hexdigest()
    is_settled = time.time_ns() - stamp.mtime_ns > SETTLED_NS and len(content) == stamp.size
    return Content(stamp, digest, is_settled)


def read_content(path: str) -> Content | None:
    """The same of the file at ``path`` as it is now; ``None`` when it cannot be read."""
    stamp = stamp_of(path)
    if stamp is None:
        return None
    try:
        with open(path, "rb") as file:
            return content_of(file.read(), stamp)
    except OSError:
        return None
