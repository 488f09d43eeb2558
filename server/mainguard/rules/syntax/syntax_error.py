"""Statements that do not parse and are therefore not checked."""

from __future__ import annotations

from collections.abc import Iterator

from mainguard.rules.rule import Context, Diagnostic, FixAvailability, Rule, Severity, no_fixes


def check(context: Context) -> Iterator[Diagnostic]:
    """One finding a block that does not parse, in the words of CPython's parser."""
    for problem in context.module.tree.problems:
        message = f"Syntax error, this statement is not checked: {problem.message}"
        yield Diagnostic(RULE.name, RULE.code, RULE.severity, problem.span, message)


RULE = Rule(
    name="syntax-error",
    code="MG001",
    family="syntax",
    summary="detects statements that do not parse and are therefore not checked",
    severity=Severity.ERROR,
    fix=FixAvailability.NEVER,
    since="0.1.0",
    check=check,
    fixes=no_fixes,
)
