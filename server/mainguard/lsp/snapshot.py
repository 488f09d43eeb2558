"""What goes into a check and what comes out: values that may cross threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mainguard.engine.report import Report
from mainguard.engine.settings import Settings
from mainguard.text.source import Source
from mainguard.text.span import Span

if TYPE_CHECKING:  # these rooms are loaded only after `initialize` was answered
    from mainguard.names.resolver import JediResolver
    from mainguard.project.environment import Environment
    from mainguard.project.modules import ProjectModules
    from mainguard.replay.reuse import Replays


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
    replays: Replays | None = None
    """Remembers what the open documents were checked for before."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A document of the client's at its place in what is checked: all of it, or a cell of a notebook."""

    uri: str
    version: int | None
    source: Source
    """The text as the client has it."""
    start: int = 0
    """Where it begins in the text that is checked."""
    masked: tuple[Span, ...] = ()
    """What of it is not Python and is checked as something else, as spans of the text that is checked."""
    is_magic: bool = False
    """Whether it is a notebook's cell that begins with a cell magic, which has to stay the first line."""

    @property
    def span(self) -> Span:
        """Its place in the text that is checked."""
        return Span(self.start, self.start + len(self.source.text))


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A document or a notebook as it was at one moment."""

    uri: str
    version: int | None
    source: Source
    """The text that is checked; of a notebook that of all its Python cells."""
    path: Path
    """Where the document is, or for one that is in no file where it would be."""
    key: str
    """What the document is called in a trace: its absolute path, or its URI when it is in no file."""
    project: Project
    cells: tuple[Part, ...] | None = None
    """The Python cells of a notebook, in order; ``None`` for any other document."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The documents of the client's that make up the text."""
        return (Part(self.uri, self.version, self.source),) if self.cells is None else self.cells

    def part_called(self, uri: str) -> Part | None:
        """The part that the client calls ``uri``, however that is quoted."""
        return next((part for part in self.parts if unquote(part.uri) == unquote(uri)), None)

    def part_around(self, span: Span) -> Part | None:
        """The part that ``span`` of the text lies in, borders included; ``None`` when it goes across parts."""
        return next((part for part in self.parts if part.span.contains(span)), None)


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A check's result, with all that is needed to show it."""

    snapshot: Snapshot
    report: Report
    sources: Mapping[str, Source]
    """The texts of the modules that a finding's chain passes through, by key."""
