"""What goes into a check and what comes out: values that may cross threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mainguard.engine.report import Report
from mainguard.engine.settings import Settings
from mainguard.text.source import Source

if TYPE_CHECKING:  # these rooms are loaded only after `initialize` was answered
    from mainguard.names.resolver import JediResolver
    from mainguard.project.environment import Environment
    from mainguard.project.modules import ProjectModules


@dataclass(frozen=True, slots=True, eq=False)
class Project:
    """What documents of one folder are checked with."""

    settings: Settings
    root: Path
    """What ``settings.exclude`` is relative to."""
    settings_file: Path | None
    """``None`` when no file sets anything."""
    environment: Environment | None
    modules: ProjectModules
    resolver: JediResolver | None
    """``None`` when there is no environment."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A document as it was at one moment."""

    uri: str
    version: int | None
    source: Source
    path: Path
    """Where the document is, or for one that is in no file where it would be."""
    key: str
    """What the document is called in a trace: its absolute path, or its URI when it is in no file."""
    project: Project


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A check's result, with all that is needed to show it."""

    snapshot: Snapshot
    report: Report
    sources: Mapping[str, Source]
    """The texts of the modules that a finding's chain passes through, by key."""
