"""``--output-format concise``: one line a finding, in the form that editors and scripts read."""

from __future__ import annotations

from collections.abc import Iterable

from mainguard.cli.finding import Finding
from mainguard.cli.formats.headline import rule_and_message, severity_and_code
from mainguard.cli.terminal import printable


def render(findings: Iterable[Finding]) -> str:
    """``path:line:column: error[CODE] rule: message`` for each finding, the same words as in ``full``."""
    return "\n".join(_line(finding) for finding in findings)


def _line(finding: Finding) -> str:
    diagnostic, start = finding.diagnostic, finding.place.start
    where = f"{printable(finding.place.path)}:{start.line}:{start.column}"
    return f"{where}: {severity_and_code(diagnostic)} {rule_and_message(diagnostic)}"
