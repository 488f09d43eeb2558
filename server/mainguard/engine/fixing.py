"""Fix until nothing changes: the one function behind ``mainguard check --fix`` and the editor's fix-all."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from mainguard.engine.check import check, is_strict, quick_fix_for
from mainguard.engine.report import Report
from mainguard.engine.settings import Settings
from mainguard.fixes.fix import Fix
from mainguard.replay.modules import Modules, ProjectModule, Resolver
from mainguard.rules.rule import Diagnostic
from mainguard.syntax.editing import edited
from mainguard.syntax.tree import Tree
from mainguard.text.edits import OverlappingEditsError, apply
from mainguard.text.source import Source
from mainguard.text.span import Span

MAX_ROUNDS = 10
_HURRIED_ROUNDS = 3

_log = logging.getLogger(__name__)


class BrokenFixError(Exception):
    """Fixes that cannot be made together, or after which less of a file parses.

    Raised in mainguard's own tests, logged elsewhere.
    """


@dataclass(frozen=True)
class Fixed:
    """The outcome of fixing one module."""

    text: str
    """The whole new text; the old one when nothing could be fixed."""
    applied: tuple[Diagnostic, ...]
    """The findings that were fixed, in the order of fixing."""
    remaining: tuple[Diagnostic, ...]
    report: Report
    """The report on the new text, whose diagnostics are ``remaining``."""


def fix_all(
    module: ProjectModule,
    settings: Settings,
    modules: Modules | None = None,
    resolver: Resolver | None = None,
    *,
    unsafe: bool = False,
    report: Report | None = None,
) -> Fixed:
    """Apply the best fix of each finding until none is left or nothing changes (at most 10 rounds).

    ``refactor`` fixes are never applied; unsafe ones only when ``unsafe``.  A round whose text no longer parses
    is dropped.  ``report`` is that of the module as it is, where it is known.
    """
    if report is None:
        report = check(module, settings, modules, resolver)
    applied: list[Diagnostic] = []
    seen = {module.tree.source.text}
    for rounds_left in reversed(range(MAX_ROUNDS)):
        chosen = _one_round(report, unsafe=unsafe, is_patient=rounds_left >= _HURRIED_ROUNDS)
        if not chosen:
            break
        tree = _edited(module.tree, chosen)
        if tree is None or tree.source.text in seen:
            break
        seen.add(tree.source.text)
        applied += [one.diagnostic for one in chosen]
        module = dataclasses.replace(module, tree=tree)
        report = check(module, settings, modules, resolver)
    return Fixed(module.tree.source.text, tuple(applied), report.diagnostics, report)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A finding, its best fix, and the range of text that the fix changes."""

    diagnostic: Diagnostic
    fix: Fix
    extent: Span


def _one_round(report: Report, *, unsafe: bool, is_patient: bool) -> list[_Chosen]:
    """Each finding's best fix, in order, without those that have to wait for others.

    Of fixes that overlap, the first goes ahead: a guard is mended before what it should guard is wrapped.  Of fixes
    that only blank space parts, the last does, since the others then join the guard that it makes; while the rounds
    are not running out, each of them waits for the next.
    """
    source = report.context.module.tree.source
    apart: list[_Chosen] = []
    for diagnostic in report.diagnostics:
        fix = quick_fix_for(report, diagnostic, unsafe=unsafe)
        if fix is not None:
            extent = _extent(source, fix)
            if not any(_overlap(extent, other.extent) for other in apart):
                apart.append(_Chosen(diagnostic, fix, extent))
    chosen: list[_Chosen] = []
    in_the_way: list[Span] = []
    for candidate in reversed(apart):
        waits = any(_are_close(source.text, candidate.extent, other) for other in in_the_way)
        if not waits:
            chosen.insert(0, candidate)
        if not waits or is_patient:
            in_the_way.append(candidate.extent)
    return chosen


def _extent(source: Source, fix: Fix) -> Span:
    """From the first edit to the end of the last one's line: an indentation is an edit at the start of its line."""
    end = max(edit.span.end for edit in fix.edits)
    line = source.lines.line_of(end)
    return Span(
        min(edit.span.start for edit in fix.edits),
        max(end, source.lines.line_start(line) + len(source.lines.line_text(line))),
    )


def _overlap(one: Span, other: Span) -> bool:
    return one.overlaps(other) or one.start == other.start


def _are_close(text: str, one: Span, other: Span) -> bool:
    first, second = sorted((one, other))
    return second.start <= first.end or not text[first.end : second.start].strip()


def _edited(tree: Tree, chosen: Sequence[_Chosen]) -> Tree | None:
    """The text with the fixes made; ``None`` when less of it parses than before, which is a fault of a fix."""
    edits = (edit for one in chosen for edit in one.fix.edits)
    try:
        now = edited(tree, tree.source.with_text(apply(tree.source.text, edits)))
    except OverlappingEditsError:
        now = None
    if now is not None and _problems(now) <= _problems(tree):
        return now
    titles = [one.fix.title for one in chosen]
    if is_strict():
        raise BrokenFixError(titles)
    _log.error("fixes would break a file: %s", titles)
    return None


def _problems(tree: Tree) -> int:
    return sum(1 for _ in tree.problems)
