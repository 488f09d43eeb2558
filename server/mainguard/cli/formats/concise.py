"""``--output-format concise``: one line a finding, in the form that editors and scripts read."""

from __future__ import annotations

from collections.abc import Iterable

from mainguard.cli.finding import Finding
from mainguard.cli.terminal import printable


def render(findings: Iterable[Finding]) -> str:
    """``path:line:column: CODE [rule] message`` for each finding."""
    return "\n".join(_line(finding) for finding in findings)


def _line(finding: Finding) -> str:
    diagnostic, start = finding.diagnostic, finding.place.start
    where = f"{printable(finding.place.path)}:{start.line}:{start.column}"
    return f"{where}: {diagnostic.code} [{diagnostic.rule}] {printable(diagnostic.message)}"
