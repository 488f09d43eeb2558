"""Starts of processes at module level that the child reaches again."""

from __future__ import annotations

from collections.abc import Iterator

from mainguard.rules.library_modules import starts_on_import
from mainguard.rules.rule import Context, Diagnostic, FixAvailability, Rule, Severity
from mainguard.rules.starts import diagnose, guard_fixes, unclaimed


def check(context: Context) -> Iterator[Diagnostic]:
    """Every start that no library's own rule claims, where a guard is what protects it."""
    starts = unclaimed(context.trace.starts)
    return diagnose(context, RULE, (start for start in starts if not starts_on_import(context.module, start)))


RULE = Rule(
    name="unguarded-process-start",
    code="MG201",
    family="multiprocessing",
    summary="detects process starts that run again when the child process runs the module",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
    check=check,
    fixes=guard_fixes,
)
