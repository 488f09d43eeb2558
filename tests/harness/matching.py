"""Matches findings and markers one to one, and says what is left over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from harness.fixture import Case, CodeFile, Marker
from mainguard.rules.rule import Diagnostic
from mainguard.text.source import Source


def mismatches(case: Case, file: CodeFile, source: Source, findings: Sequence[Diagnostic]) -> Iterator[str]:
    """One line for each marker without a finding and each finding without a marker, pointing into the Markdown."""
    left = list(file.markers)
    for finding in findings:
        marker = next((marker for marker in left if _fits(marker, source, finding)), None)
        if marker is not None:
            left.remove(marker)
            continue
        line = source.lines.line_of(finding.span.start)
        at = source.text[finding.span.start : finding.span.end]
        number = file.origin[line] if line < len(file.origin) else case.written_on
        yield f'{case.fixture}:{number}: unexpected [{finding.rule}] at="{at}" "{finding.message}"'
    for marker in left:
        at = f' at="{marker.at}"' if marker.at is not None else ""
        message = f' "{marker.message}"' if marker.message is not None else ""
        yield f"{case.fixture}:{marker.written_on}: missing [{marker.rule}]{at}{message}"


def _fits(marker: Marker, source: Source, finding: Diagnostic) -> bool:
    if finding.rule != marker.rule or source.lines.line_of(finding.span.start) != marker.line:
        return False
    if marker.message is not None and marker.message not in finding.message:
        return False
    if marker.at is None:
        return True
    pattern = ".*".join(re.escape(part) for part in marker.at.split("..."))
    return re.fullmatch(pattern, source.text[finding.span.start : finding.span.end], re.DOTALL) is not None
