"""Findings as a user sees them: with paths, lines and columns instead of modules and spans."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mainguard.engine.check import quick_fix_for
from mainguard.engine.links import rule_url
from mainguard.engine.report import Report
from mainguard.fixes.fix import Fix, Safety
from mainguard.replay.trace import Site
from mainguard.rules.registry import rule_named
from mainguard.rules.rule import Diagnostic
from mainguard.rules.syntax import syntax_error
from mainguard.text.source import Source
from mainguard.text.span import Span

_CONTEXT_LINES = 1


@dataclass(frozen=True, slots=True)
class Point:
    """A place between two characters; both numbers 1-based, the column in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Place:
    """A range of a file, with the text around it."""

    path: str
    start: Point
    end: Point
    first_line: int = 1
    """The 1-based number of the first of ``lines``."""
    lines: tuple[str, ...] = ()
    """The line of ``start`` with its neighbours, without line ends; empty when there is no text to show."""


@dataclass(frozen=True, slots=True)
class Step:
    """One call of the chain from the module level to the start."""

    name: str
    """The callee as written."""
    place: Place


@dataclass(frozen=True, slots=True)
class Replacement:
    """One edit of a fix."""

    start: Point
    end: Point
    text: str


@dataclass(frozen=True, slots=True)
class OfferedFix:
    """The fix that ``--fix`` makes of a finding, with ``--unsafe-fixes`` when it is unsafe."""

    title: str
    safety: Safety
    why_unsafe: str
    edits: tuple[Replacement, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic and everything that an output format may say about it."""

    diagnostic: Diagnostic
    place: Place
    url: str
    chain: tuple[Step, ...] = ()
    fix: OfferedFix | None = None


def findings_of(report: Report, path: Path, source_of: Callable[[str], Source | None]) -> Iterator[Finding]:
    """The findings of ``report`` in order of place; ``path`` is what the checked file is called.

    ``source_of`` gives the text of another module by its key in the trace.
    """
    module = report.context.module
    places = _Places(module.key, module.tree.source, path, source_of)
    for diagnostic in sorted((*report.syntax_errors, *report.diagnostics), key=lambda one: one.span):
        yield Finding(
            diagnostic,
            places.place(module.key, diagnostic.span, _CONTEXT_LINES),
            _url(diagnostic.rule),
            tuple(places.step(site) for site in diagnostic.chain),
            _offered(report, diagnostic, module.tree.source),
        )


def unreadable_source(path: Path, reason: str) -> Finding:
    """The finding for a file that holds no Python source."""
    rule = syntax_error.RULE
    message = f"This file is not checked: {reason}"
    diagnostic = Diagnostic(rule.name, rule.code, rule.severity, Span(0, 0), message)
    start = Point(1, 1)
    return Finding(diagnostic, Place(str(path), start, start), _url(rule.name))


def spelled_like(path: Path, key: str) -> str:
    """Another file's path: absolute when ``path`` is, else relative to the working directory, as ``path`` is."""
    try:
        return key if path.is_absolute() else os.path.relpath(key)
    except ValueError:
        # There is no relative path to another drive.
        return key


class _Places:
    """Turns the modules and spans of one report into places."""

    def __init__(self, key: str, source: Source, path: Path, source_of: Callable[[str], Source | None]) -> None:
        self._key = key
        self._source = source
        self._path = path
        self._source_of = source_of

    def step(self, site: Site) -> Step:
        return Step(site.name, self.place(site.module, site.span))

    def place(self, key: str, span: Span, context_lines: int = 0) -> Place:
        source = self._source if key == self._key else self._source_of(key)
        path = str(self._path) if key == self._key else spelled_like(self._path, key)
        if source is None:
            return Place(path, Point(1, 1), Point(1, 1))
        start = _point(source, span.start)
        first = max(start.line - context_lines, 1)
        last = max(start.line, min(start.line + context_lines, _last_line(source)))
        lines = tuple(source.lines.line_text(number - 1) for number in range(first, last + 1))
        return Place(path, start, _point(source, span.end), first, lines)


def _point(source: Source, offset: int) -> Point:
    position = source.lines.position(offset)
    return Point(position.line + 1, position.column + 1)


def _last_line(source: Source) -> int:
    """The 1-based number of the last line that is one for people: what follows the last line end is none."""
    return source.lines.line_count - source.text.endswith(("\n", "\r"))


def _offered(report: Report, diagnostic: Diagnostic, source: Source) -> OfferedFix | None:
    fix = quick_fix_for(report, diagnostic, unsafe=True)
    if fix is None:
        return None
    return OfferedFix(fix.title, fix.safety, fix.why_unsafe, tuple(_replacements(fix, source)))


def _replacements(fix: Fix, source: Source) -> Iterator[Replacement]:
    for edit in sorted(fix.edits):
        yield Replacement(_point(source, edit.span.start), _point(source, edit.span.end), edit.text)


def _url(rule_name: str) -> str:
    rule = rule_named(rule_name)
    return rule_url(rule) if rule else ""
