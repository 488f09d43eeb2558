"""One file in, its findings and its fixed text out: the command line's only way to the engine."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path

from mainguard.cli.finding import Finding, findings_of, unreadable_source
from mainguard.cli.projects import Project
from mainguard.engine.check import check
from mainguard.engine.fixing import fix_all
from mainguard.engine.report import Report
from mainguard.engine.selection import is_ignored
from mainguard.names.lookup import with_names
from mainguard.replay.import_records import ImportRecords
from mainguard.replay.modules import ProjectModule
from mainguard.rules.syntax import syntax_error
from mainguard.text.source import Source, UndecodableSourceError


class Fixing(enum.Enum):
    """Which fixes to make."""

    NONE = "none"
    SAFE = "safe"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text before and after its fixes."""

    before: Source
    after: Source
    content: bytes
    """What to write."""
    fixed: int
    """How many findings it takes away."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file."""

    findings: tuple[Finding, ...]
    """Those that remain."""
    rewritten: Rewritten | None = None
    """``None`` when nothing changes."""
    why_not_fixed: str | None = None
    modules_read: frozenset[str] = frozenset()
    """The keys of the modules that the findings depend on."""


def check_content(path: Path, content: bytes, project: Project, fixing: Fixing = Fixing.NONE) -> Outcome:
    """What mainguard says about a file that is called ``path`` and holds ``content``; writes nothing."""
    try:
        source = Source.decode(content)
    except UndecodableSourceError as error:
        is_wanted = not is_ignored(syntax_error.RULE, project.settings)
        return Outcome((unreadable_source(path, str(error)),) if is_wanted else ())
    module = project.modules.main_module(path, source)
    report = checked(module, project, project.records if fixing is Fixing.NONE else None)
    if fixing is not Fixing.NONE and report.diagnostics:
        is_unsafe = fixing is Fixing.ALL
        fixed = fix_all(module, project.settings, project.modules, project.resolver, unsafe=is_unsafe)
        if fixed.text != source.text:
            after = source.with_text(fixed.text)
            why_not = _why_not_written(source, content, after)
            if why_not is None:
                rewritten = Rewritten(source, after, after.encode(), len(fixed.applied))
                return Outcome(_findings(fixed.report, path, project), rewritten)
            return Outcome(_findings(report, path, project), why_not_fixed=why_not)
    return Outcome(_findings(report, path, project), modules_read=report.trace.modules_read)


def checked(module: ProjectModule, project: Project, records: ImportRecords | None = None) -> Report:
    """The report on ``module``, with every name looked up that the environment knows."""
    return with_names(
        lambda: check(module, project.settings, project.modules, project.resolver, records), project.resolver
    )


def _findings(report: Report, path: Path, project: Project) -> tuple[Finding, ...]:
    return tuple(findings_of(report, path, project.modules.source))


def _why_not_written(before: Source, content: bytes, after: Source) -> str | None:
    """Why ``after`` must not be written, ``None`` when it may: encodings like UTF-7 write one text in many ways."""
    try:
        if before.encode() != content:
            return f"{before.encoding} would not write the rest of the file as it was"
        after.encode()
    except UnicodeEncodeError as error:
        return f"{before.encoding} has no {error.object[error.start : error.end]!r}"
    return None
