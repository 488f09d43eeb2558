"""``--output-format json``: one array, whose keys are a public contract."""

from __future__ import annotations

import json
from collections.abc import Iterable

from mainguard.cli.finding import Finding, OfferedFix, Point, Step


def render(findings: Iterable[Finding]) -> str:
    """The findings as one JSON array in ASCII; lines and columns are 1-based, columns in code points."""
    return json.dumps([_finding(finding) for finding in findings], indent=2)


def _finding(finding: Finding) -> dict[str, object]:
    diagnostic = finding.diagnostic
    return {
        "path": finding.place.path,
        "rule": diagnostic.rule,
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "certainty": diagnostic.certainty.value,
        "start": _point(finding.place.start),
        "end": _point(finding.place.end),
        "message": diagnostic.message,
        "api": diagnostic.api,
        "start_method": diagnostic.start_method,
        "chain": [_step(step) for step in finding.chain],
        "fix": _fix(finding.fix) if finding.fix else None,
        "url": finding.url,
    }


def _point(point: Point) -> dict[str, int]:
    return {"line": point.line, "column": point.column}


def _step(step: Step) -> dict[str, object]:
    return {"path": step.place.path, **_point(step.place.start), "name": step.name}


def _fix(fix: OfferedFix) -> dict[str, object]:
    edits = [{"start": _point(edit.start), "end": _point(edit.end), "text": edit.text} for edit in fix.edits]
    return {"title": fix.title, "safety": fix.safety.value, "edits": edits}
