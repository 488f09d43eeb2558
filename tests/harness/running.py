"""Puts a case through what every case must stand."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from harness.fixture import MAIN, Case, CodeFile, FixedBlock, read_fixture
from harness.matching import mismatches
from harness.project import MemoryProject
from mainguard.engine.check import check, fixes_for
from mainguard.engine.fixing import Fixed, fix_all
from mainguard.engine.report import Report
from mainguard.engine.suppression import suppress_in_file, suppress_on_line
from mainguard.fixes.fix import Fix, Safety
from mainguard.rules.registry import rule_named
from mainguard.rules.rule import Diagnostic, FixAvailability
from mainguard.syntax.tree import parse
from mainguard.text.edits import apply, ordered
from mainguard.text.lines import ColumnUnit
from mainguard.text.source import Source

UPDATE_VARIABLE = "FIXTURE_UPDATE"
"""Set to 1, ``fixed`` blocks are rewritten instead of compared."""

_UNUSED = "unused-suppression"
_TEXT_ABOVE = "# 😀 é 名 \u2028 still the same line\n\f\n"


def finding_faults(case: Case) -> Iterator[str]:
    """The findings are those that are marked, with either line end, with text above, and in every encoding."""
    for file in case.checked_files:
        report = check_text(case, file.path, file.text)
        yield from mismatches(case, file, report.context.module.tree.source, _findings(report))
        yield from _style_faults(case, file, report)
        yield from _position_faults(case, file, report)

        windows = check_text(case, file.path, _with_crlf(file.text))
        if _cut_out(windows) != _cut_out(report):
            yield _fault(case, file, "other findings with CRLF", _cut_out(windows))

        shifted = check_text(case, file.path, _TEXT_ABOVE + file.text)
        moved = [(one.span.shifted(len(_TEXT_ABOVE)), one.code, one.message) for one in _findings(report)]
        if [(one.span, one.code, one.message) for one in _findings(shifted)] != moved:
            yield _fault(case, file, "other findings with text above", _findings(shifted))


def fix_faults(case: Case) -> Iterator[str]:
    """Every fix keeps to the rules, is offered as declared, and fixing everything leads to the ``fixed`` block."""
    for file in case.checked_files:
        report = check_text(case, file.path, file.text)
        for finding in _findings(report):
            for fix in fixes_for(report, finding):
                yield from _edit_faults(case, file, fix)
            yield from _availability_faults(case, file, report, finding)
        for unsafe in (False, True):
            yield from _stability_faults(case, file, unsafe=unsafe)
    for block, unsafe in ((case.fixed, True), (case.fixed_safely, False)):
        if block is not None:
            yield from _block_faults(case, block, unsafe=unsafe)


def suppression_faults(case: Case) -> Iterator[str]:
    """Each finding can be suppressed on its line and in its file, and the comment is then in use."""
    settings = replace(case.settings, select=(*case.settings.select, _UNUSED))
    audited = replace(case, settings=settings)
    for file in case.checked_files:
        report = check_text(audited, file.path, file.text)
        before = Counter(one.rule for one in report.diagnostics)
        for finding in report.diagnostics:
            for build in (suppress_on_line, suppress_in_file):
                edited = apply(file.text, build(report.context, finding).edits)
                after = check_text(audited, file.path, edited)
                is_broken = bool(after.syntax_errors) and not report.syntax_errors
                rules = Counter(one.rule for one in after.diagnostics)
                if is_broken or rules[finding.rule] >= before[finding.rule] or rules[_UNUSED] > before[_UNUSED]:
                    yield _fault(case, file, f"{build.__name__} of [{finding.rule}] goes wrong", edited)


def half_typed_faults(case: Case) -> Iterator[str]:
    """Nothing raises while a line is half typed; every finding and every fix is about the text that is there."""
    settings = replace(case.settings, select=())
    for file in case.checked_files:
        lines = file.text.split("\n")
        for at, line in enumerate(lines):
            text = "\n".join([*lines[:at], line[: len(line) // 2], *lines[at + 1 :]])
            report = check_text(replace(case, settings=settings), file.path, text)
            for finding in _findings(report):
                if finding.span.end > len(text):
                    yield _fault(case, file, "a finding leaves the file", finding)
                offered = (*fixes_for(report, finding), suppress_on_line(report.context, finding))
                for fix in offered:
                    yield from _edit_faults(case, replace(file, text=text), fix)


def check_text(case: Case, path: str, text: str) -> Report:
    """The report on the file at ``path`` of the case when it holds ``text``."""
    project = _project(case, path, text)
    return check(project.module(path), case.settings, project)


def fix_text(case: Case, path: str, text: str, *, unsafe: bool) -> Fixed:
    """The file at ``path`` of the case, holding ``text``, after all fixes."""
    project = _project(case, path, text)
    return fix_all(project.module(path), case.settings, project, unsafe=unsafe)


def _project(case: Case, path: str, text: str) -> MemoryProject:
    return MemoryProject({**{file.path: file.text for file in case.files}, path: text})


def _findings(report: Report) -> list[Diagnostic]:
    """All findings; a syntax error counts when its rule is on."""
    return sorted([*report.diagnostics, *report.syntax_errors], key=lambda one: (one.span, one.code))


def _cut_out(report: Report) -> list[tuple[int, str, str, str]]:
    """Each finding by its line and the text under it, line ends aside."""
    source = report.context.module.tree.source
    return [
        (
            source.lines.line_of(one.span.start),
            one.code,
            source.text[one.span.start : one.span.end].replace("\r\n", "\n"),
            one.message,
        )
        for one in _findings(report)
    ]


def _style_faults(case: Case, file: CodeFile, report: Report) -> Iterator[str]:
    """A message is one line, begins with a capital or with code and has no full stop."""
    for finding in _findings(report):
        message = finding.message
        starts_well = message[:1] == "`" or message[:1].isupper()
        if not starts_well or message.endswith(".") or "\n" in message or len(message) > 300:
            yield _fault(case, file, "a message is not as it should be", message)


def _position_faults(case: Case, file: CodeFile, report: Report) -> Iterator[str]:
    lines = report.context.module.tree.source.lines
    for finding in _findings(report):
        for unit in ColumnUnit:
            for offset in (finding.span.start, finding.span.end):
                if lines.offset(lines.position(offset, unit), unit) != offset:
                    yield _fault(case, file, f"offset {offset} is lost in {unit.value}", finding)


def _edit_faults(case: Case, file: CodeFile, fix: Fix) -> Iterator[str]:
    problems = sum(1 for _ in parse(Source(file.text)).problems)
    if fix.edits != ordered(fix.edits) or any(edit.span.end > len(file.text) for edit in fix.edits):
        yield _fault(case, file, f"the edits of `{fix.title}` are not in order or leave the file", fix.edits)
    fixed = apply(file.text, fix.edits)
    if sum(1 for _ in parse(Source(fixed)).problems) > problems:
        yield _fault(case, file, f"`{fix.title}` breaks the file", fixed)
    if fixed == file.text:
        yield _fault(case, file, f"`{fix.title}` changes nothing", fixed)
    if (fix.safety is Safety.UNSAFE) != bool(fix.why_unsafe):
        yield _fault(case, file, f"`{fix.title}` says why it is unsafe exactly when it is", fix)


def _availability_faults(case: Case, file: CodeFile, report: Report, finding: Diagnostic) -> Iterator[str]:
    rule = rule_named(finding.rule)
    has_fix = any(fix.kind == "quickfix" for fix in fixes_for(report, finding))
    if rule is None or (rule.fix is FixAvailability.ALWAYS and not has_fix):
        yield _fault(case, file, f"[{finding.rule}] has no fix, or is no rule", finding)
    elif rule.fix is FixAvailability.NEVER and has_fix:
        yield _fault(case, file, f"[{finding.rule}] has a fix", finding)


def _stability_faults(case: Case, file: CodeFile, *, unsafe: bool) -> Iterator[str]:
    """Fixing again changes nothing, and line ends are kept."""
    fixed = fix_text(case, file.path, file.text, unsafe=unsafe)
    again = fix_text(case, file.path, fixed.text, unsafe=unsafe)
    if again.text != fixed.text:
        yield _fault(case, file, "fixing twice is not fixing once", again.text)
    windows = fix_text(case, file.path, _with_crlf(file.text), unsafe=unsafe)
    if windows.text != _with_crlf(fixed.text):
        yield _fault(case, file, "CRLF is fixed otherwise", windows.text)


def _block_faults(case: Case, block: FixedBlock, *, unsafe: bool) -> Iterator[str]:
    main = next(file for file in case.files if file.path == MAIN)
    fixed = fix_text(case, MAIN, main.text, unsafe=unsafe).text
    if fixed == block.text:
        return
    if os.environ.get(UPDATE_VARIABLE) == "1":
        _rewrite(case, unsafe=unsafe, text=fixed)
        return
    yield f"{case.fixture}:{block.written_on}: after its fixes, {MAIN} is\n{fixed}"


def _rewrite(case: Case, *, unsafe: bool, text: str) -> None:
    """Put ``text`` in the case's block, which an earlier rewriting may have moved."""
    path = case.fixture
    current = next(one for one in read_fixture(path) if one.name == case.name)
    block = current.fixed if unsafe else current.fixed_safely
    if block is None:
        return
    lines = path.read_text(encoding="utf-8").split("\n")
    first = block.written_on - 1
    lines[first : first + block.line_count] = text.removesuffix("\n").split("\n")
    path.write_text("\n".join(lines), encoding="utf-8")


def _with_crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def _fault(case: Case, file: CodeFile, what: str, seen: object) -> str:
    return f"{case.fixture}:{case.written_on}: {file.path}: {what}: {seen}"
