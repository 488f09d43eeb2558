"""Files of the workspace that are not open: finding, reading and checking them.  These functions run on a worker."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mainguard.lsp.analysis import check_with_names
from mainguard.lsp.convert import to_lsp_uri
from mainguard.lsp.snapshot import Checked, Project, Snapshot
from mainguard.project.configuration import Configuration
from mainguard.project.files import find_files
from mainguard.project.paths import absolute
from mainguard.text.source import Source, UndecodableSourceError

_INIT = "__init__"
_MOST_WORDS = 200
"""So many names are searched for at once; of more, every file may be taken to contain one."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one content of a file from the next."""

    mtime_ns: int
    size: int


def find_closed_files(folders: Sequence[Path], configuration_of: Callable[[Path], Configuration]) -> dict[str, Stamp]:
    """The Python files below ``folders`` by absolute path, in the order of the command line."""
    found = find_files(folders, configuration_of)
    for error in found.unreadable:
        _log.warning("%s cannot be read: %s", error.filename, error.strerror)
    stamps = ((str(absolute(path)), stamp_of(path)) for path in found.files)
    return {key: stamp for key, stamp in stamps if stamp is not None}


def stamp_of(path: Path) -> Stamp | None:
    """The present stamp of the file; ``None`` when there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return Stamp(status.st_mtime_ns, status.st_size)


def read_closed_file(key: str, project: Project) -> Snapshot | None:
    """The file called ``key`` as it is on the disk; ``None`` when it cannot be read or is not Python source."""
    path = Path(key)
    try:
        source = Source.decode(path.read_bytes())
    except (OSError, UndecodableSourceError) as error:
        _log.info("%s is not checked: %s", key, error)
        return None
    return Snapshot(to_lsp_uri(key), None, source, path, key, project)


def check_closed_file(key: str, project: Project) -> tuple[Stamp | None, Checked | None]:
    """What a check finds in the file called ``key``, with every name looked up, and the stamp of what was checked."""
    stamp = stamp_of(Path(key))
    snapshot = read_closed_file(key, project)
    return stamp, check_with_names(snapshot) if snapshot else None


def dependent_on_names(
    changed: Collection[str], keys: Iterable[str], open_text: Callable[[str], Source | None]
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
