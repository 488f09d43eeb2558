"""Files of the workspace that are not open: finding, reading and checking them.  These functions run on a worker."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from mainguard.lsp.analysis import check_with_names
from mainguard.lsp.convert import to_lsp_uri
from mainguard.lsp.snapshot import Checked, Project, Snapshot
from mainguard.project.configuration import Configuration
from mainguard.project.files import find_files
from mainguard.project.paths import absolute
from mainguard.project.stamps import Stamp, stamp_of
from mainguard.text.source import Source, UndecodableSourceError

_log = logging.getLogger(__name__)


def find_closed_files(folders: Sequence[Path], configuration_of: Callable[[Path], Configuration]) -> dict[str, Stamp]:
    """The Python files below ``folders`` by absolute path, in the order of the command line."""
    found = find_files(folders, configuration_of)
    for error in found.unreadable:
        _log.warning("%s cannot be read: %s", error.filename, error.strerror)
    stamps = ((str(absolute(path)), stamp_of(path)) for path in found.files)
    return {key: stamp for key, stamp in stamps if stamp is not None}


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
