"""Fix until nothing changes: the one function behind ``mainguard check --fix`` and the editor's fix-all."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from mainguard.engine.check import check, fixes_for
from mainguard.engine.report import Report
from mainguard.engine.settings import Settings
from mainguard.fixes.fix import Fix, Safety
from mainguard.replay.modules import Modules, ProjectModule, Resolver
from mainguard.rules.rule import Diagnostic
from mainguard.syntax.tree import Tree, parse
from mainguard.text.edits import apply
from mainguard.text.span import Span

MAX_ROUNDS = 10

_log = logging.getLogger(__name__)


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
) -> Fixed:
    """Apply the best fix of each finding until none is left or nothing changes (at most 10 rounds).

    ``refactor`` fixes are never applied; unsafe ones only when ``unsafe``.  A round whose text no longer parses
    is dropped.
    """
    report = check(module, settings, modules, resolver)
    applied: list[Diagnostic] = []
    seen = {module.tree.source.text}
    for _ in range(MAX_ROUNDS):
        chosen = list(_one_round(report, unsafe=unsafe))
        tree = _edited(module.tree, [fix for _, fix in chosen])
        if not chosen or tree.source.text in seen:
            break
        if _problems(tree) > _problems(module.tree):
            _log.error("a fix of %s would break it: %s", module.key, [fix.title for _, fix in chosen])
            break
        seen.add(tree.source.text)
        applied += [diagnostic for diagnostic, _ in chosen]
        module = dataclasses.replace(module, tree=tree)
        report = check(module, settings, modules, resolver)
    return Fixed(module.tree.source.text, tuple(applied), report.diagnostics, report)


def _one_round(report: Report, *, unsafe: bool) -> Iterator[tuple[Diagnostic, Fix]]:
    """Each finding's best fix, the first of those that get in each other's way.

    Fixes that only blank space parts wait for each other too: the second joins the guard that the first makes.
    """
    text = report.context.module.tree.source.text
    taken: list[Span] = []
    for diagnostic in report.diagnostics:
        fix = _best(report, diagnostic, unsafe=unsafe)
        if fix is None:
            continue
        extent = Span(min(edit.span.start for edit in fix.edits), max(edit.span.end for edit in fix.edits))
        if not any(_are_close(text, extent, other) for other in taken):
            taken.append(extent)
            yield diagnostic, fix


def _best(report: Report, diagnostic: Diagnostic, *, unsafe: bool) -> Fix | None:
    for fix in fixes_for(report, diagnostic):
        if fix.edits and fix.kind == "quickfix" and (unsafe or fix.safety is Safety.SAFE):
            return fix
    return None


def _are_close(text: str, one: Span, other: Span) -> bool:
    first, second = sorted((one, other))
    return second.start <= first.end or not text[first.end : second.start].strip()


def _edited(tree: Tree, fixes: list[Fix]) -> Tree:
    edits = (edit for fix in fixes for edit in fix.edits)
    return parse(tree.source.with_text(apply(tree.source.text, edits)))


def _problems(tree: Tree) -> int:
    return sum(1 for _ in tree.problems)
