"""One file after the other, each with what its findings depend on."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mainguard.cli.checking import Outcome, check_content
from mainguard.cli.projects import Project, Projects
from mainguard.project.paths import absolute
from mainguard.project.stamps import Content, Stamp, content_of, stamp_of

_log = logging.getLogger(__name__)
_LOGGER = logging.getLogger("mainguard")


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one file."""

    path: Path
    outcome: Outcome | None = None
    """``None`` when it could not be read, or mainguard failed."""
    unreadable: str | None = None
    """Why it could not be read."""
    made_of: Mapping[str, Content | None] | None = None
    """The files on which the outcome depends, by key; ``None`` when another run may come to another outcome."""
    seconds: float = 0.0


class Checker:
    """Checks files, and changes none."""

    def __init__(self, projects: Projects) -> None:
        self._projects = projects

    def check(self, path: Path) -> Checked:
        """What came of the file at ``path``.  Raises ``SettingsError``."""
        stamp = stamp_of(path)
        try:
            content = path.read_bytes()
        except OSError as error:
            return Checked(path, unreadable=error.strerror or str(error))
        project = self._projects.of(path)
        started = time.perf_counter()
        outcome = None
        with _noticed_trouble() as trouble:
            project.modules.take_found()
            try:
                outcome = check_content(path, content, project)
            except Exception:  # noqa: BLE001  # logged, and the other files are checked
                _log.exception("%s could not be checked", path)
        is_lasting = outcome is not None and stamp is not None and not trouble and not project.has_unanswered
        made_of = _made_of(path, content, stamp, outcome, project) if is_lasting and outcome and stamp else None
        return Checked(path, outcome, None, made_of, time.perf_counter() - started)


def _made_of(
    path: Path, content: bytes, stamp: Stamp, outcome: Outcome, project: Project
) -> Mapping[str, Content | None] | None:
    main = str(absolute(path))
    files: dict[str, Content | None] = {main: content_of(content, stamp)}
    for key in (outcome.modules_read | project.modules.take_found()) - {main}:
        if key in project.modules.contents:
            files[key] = project.modules.contents[key]
        elif not os.path.isdir(key):  # noqa: PTH112  # asked for each module of each file
            return None
    return files


class _Trouble(logging.Handler):
    """Notices that something was logged that a later run should say again."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _noticed_trouble() -> Iterator[list[str]]:
    trouble = _Trouble()
    _LOGGER.addHandler(trouble)
    try:
        yield trouble.messages
    finally:
        _LOGGER.removeHandler(trouble)
