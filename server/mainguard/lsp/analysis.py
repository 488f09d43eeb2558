"""The server's only way to the engine.  These functions take and give values; they run on the worker thread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from mainguard.engine.check import check, fixes_for
from mainguard.engine.directives import Directive
from mainguard.engine.fixing import Fixed, fix_all
from mainguard.engine.suppression import suppress_in_file, suppress_on_line
from mainguard.fixes.fix import Fix, Safety
from mainguard.lsp.identifiers import NOTEBOOK_CELL, NOTEBOOK_SUFFIX
from mainguard.lsp.snapshot import Checked, Snapshot
from mainguard.names.lookup import with_names
from mainguard.replay.modules import ProjectModule
from mainguard.rules.rule import Diagnostic
from mainguard.syntax.tree import parse_sections
from mainguard.text.edits import Edit, apply, extent
from mainguard.text.source import Source


@dataclass(frozen=True, slots=True)
class Offer:
    """A fix that can be chosen."""

    finding: Diagnostic
    fix: Fix
    is_preferred: bool
    """Whether it is the one that ``fixed_text`` makes."""
    is_suppression: bool
    """Whether it hides the finding."""

    @property
    def title(self) -> str:
        """What it is called in a menu; different for every offer of one finding."""
        return f"{self.fix.title} (unsafe: {self.fix.why_unsafe})" if self.fix.why_unsafe else self.fix.title


def check_snapshot(snapshot: Snapshot) -> Checked:
    """The findings of a document."""
    project = snapshot.project
    report = check(module_of(snapshot), project.settings, project.modules, project.resolver, replays=project.replays)
    return Checked(snapshot, report, dict(_sources(snapshot, report.diagnostics)))


def check_with_names(snapshot: Snapshot) -> Checked:
    """The same with every name looked up; blocks for up to seconds."""
    project, module = snapshot.project, module_of(snapshot)
    report = with_names(lambda: check(module, project.settings, project.modules, project.resolver), project.resolver)
    return Checked(snapshot, report, dict(_sources(snapshot, report.diagnostics)))


def module_of(snapshot: Snapshot) -> ProjectModule:
    """The document as the module that is run.  Folders are taken for what they are now by all that is done with it."""
    snapshot.project.modules.look_again()
    path, source, cells = snapshot.path, snapshot.source, snapshot.cells
    tree = parse_sections(source, (cell.span for cell in cells)) if cells is not None else None
    module = snapshot.project.modules.main_module(path, source, tree)
    # A kernel's child has no file to run again, as that of ``python -m package`` has not.
    is_notebook = snapshot.uri.startswith(NOTEBOOK_CELL) or snapshot.path.suffix == NOTEBOOK_SUFFIX
    is_notebook = is_notebook or cells is not None
    if not is_notebook and module.key == snapshot.key:
        return module
    is_never_rerun = module.is_never_rerun or is_notebook
    return replace(module, key=snapshot.key, is_never_rerun=is_never_rerun, is_notebook=is_notebook)


def offers(checked: Checked, finding: Diagnostic) -> tuple[Offer, ...]:
    """What can be done about a finding: its fixes, the best first, and then the comments that suppress it."""
    fixes = fixes_for(checked.report, finding)
    best = next((fix for fix in fixes if _is_safe_quickfix(fix)), None)
    context = checked.report.context
    suppressions = dict.fromkeys((suppress_on_line(context, finding), suppress_in_file(context, finding)))
    offered = (fix for fix in (*fixes, *suppressions) if _can_be_made(checked.snapshot, fix))
    return tuple(Offer(finding, fix, is_preferred=fix is best, is_suppression=fix in suppressions) for fix in offered)


def can_fix_all(checked: Checked) -> bool:
    """Whether ``fixed_text`` has something to change; cheaper than changing it."""
    fixes = (fix for finding in checked.report.diagnostics for fix in fixes_for(checked.report, finding))
    return any(_is_safe_quickfix(fix) for fix in fixes)


def fixed_text(checked: Checked) -> str:
    """The document's text with everything fixed that can be fixed safely."""
    project, module = checked.snapshot.project, module_of(checked.snapshot)
    return fix_all(module, project.settings, project.modules, project.resolver, report=checked.report).text


def fix_with_names(snapshot: Snapshot) -> Fixed:
    """The same with every name looked up; blocks for up to seconds."""
    checked, project = check_with_names(snapshot), snapshot.project
    if not checked.report.diagnostics:
        return Fixed(snapshot.source.text, (), (), checked.report)
    return fix_all(module_of(snapshot), project.settings, project.modules, project.resolver)


def silenced_by(checked: Checked, directive: Directive) -> tuple[Diagnostic, ...]:
    """The findings that would be there without the suppression ``directive``."""
    source, span = checked.snapshot.source, directive.span
    # An empty comment of the same length keeps every place where it is.
    empty = f"#{' ' * (span.end - span.start - 1)}"
    without = replace(checked.snapshot, source=source.with_text(apply(source.text, [Edit(span, empty)])))
    present = checked.report.diagnostics
    return tuple(finding for finding in check_snapshot(without).report.diagnostics if finding not in present)


def _sources(snapshot: Snapshot, findings: Iterable[Diagnostic]) -> Iterable[tuple[str, Source]]:
    yield snapshot.key, snapshot.source
    called = {site.module for finding in findings for site in finding.chain}
    passed = {guard.module for finding in findings for guard in finding.guards}
    keys = (called | passed) - {snapshot.key}
    for key in keys:
        source = snapshot.project.modules.source(key)
        if source is not None:
            yield key, source


def _can_be_made(snapshot: Snapshot, fix: Fix) -> bool:
    """Whether all of it is in one document of the client's, and changes nothing that was masked there."""
    part = snapshot.part_around(extent(fix.edits))
    if part is None or (part.is_magic and any(edit.span.start <= part.masked[0].start for edit in fix.edits)):
        return False
    return not any(edit.span.overlaps(masked) for edit in fix.edits for masked in part.masked)


def _is_safe_quickfix(fix: Fix) -> bool:
    return bool(fix.edits) and fix.kind == "quickfix" and fix.safety is Safety.SAFE
