"""Process starts that an import or a definition makes, where a main guard is wrong."""

from __future__ import annotations

from collections.abc import Iterator

from mainguard.rules.library_modules import starts_on_import
from mainguard.rules.rule import Context, Diagnostic, FixAvailability, Rule, Severity, no_fixes
from mainguard.rules.starts import diagnose, unclaimed


def check(context: Context) -> Iterator[Diagnostic]:
    """Every start that no library's own rule claims, where a guard would not protect it."""
    starts = unclaimed(context.trace.starts)
    return diagnose(context, RULE, (start for start in starts if starts_on_import(context.module, start)))


RULE = Rule(
    name="process-start-on-import",
    code="MG203",
    family="multiprocessing",
    summary="detects process starts in modules that are imported, in class bodies and at definitions",
    severity=Severity.ERROR,
    fix=FixAvailability.NEVER,
    since="0.1.0",
    check=check,
    fixes=no_fixes,
)
