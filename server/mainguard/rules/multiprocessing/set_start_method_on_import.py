"""Choices of the start method that a child process, running the module again, refuses."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mainguard.fixes.fix import Fix
from mainguard.fixes.guard import wrap_fixes
from mainguard.replay.trace import Certainty, RefusedMethod
from mainguard.rules.library_modules import is_library
from mainguard.rules.places import innermost_statement
from mainguard.rules.rule import Context, Diagnostic, FixAvailability, Rule, Severity
from mainguard.rules.start_wording import MAIN_GUARD
from mainguard.rules.wording import (
    CONSEQUENCE_WITHIN,
    assumptions_text,
    brackets_text,
    callee_text,
    first_that_fits,
    shortened,
    targets_text,
)

_FOR_ALL = "chooses for each program"
_CONSEQUENCE = "ends the child early"
_LEAVE = "leave it to the program's main guard"
_LENGTHS = ((40, 2), (28, 2), (28, 1), (16, 1), (8, 0))
"""How long the expressions in a message may be and how many conditions it names: the first with which it fits."""


def check(context: Context) -> Iterator[Diagnostic]:
    """One finding a module-level call that leads there; where a guard let the child through, that is the cause."""
    reported = set()
    for refused in sorted(context.trace.refused_methods, key=lambda one: one.certainty is not Certainty.CERTAIN):
        is_let_through = any(guard.module == context.module.key for guard in refused.guards)
        if is_let_through or refused.place.span in reported:
            continue
        reported.add(refused.place.span)
        is_certain = refused.certainty is Certainty.CERTAIN
        yield Diagnostic(
            RULE.name,
            RULE.code,
            RULE.severity if is_certain else Severity.WARNING,
            refused.place.span,
            _message(context, refused),
            certainty=refused.certainty,
            api=refused.api.name,
            start_method=refused.method.value,
            chain=refused.chain,
            targets=refused.targets,
            subject=refused,
        )
    if not reported:
        yield from _in_library(context)


def _in_library(context: Context) -> Iterator[Diagnostic]:
    """A choice that every program makes which imports the module."""
    for choice in context.trace.method_choices:
        if len(choice.chain) == 1 and not choice.guards and is_library(context.module, choice.statement):
            site = choice.chain[0]
            brackets = brackets_text(site.span, choice.call)
            callee = callee_text(site.name, CONSEQUENCE_WITHIN - len(_FOR_ALL) - len(brackets) - 3)
            yield Diagnostic(
                RULE.name,
                RULE.code,
                Severity.WARNING,
                site.span,
                f"`{callee}{brackets}` {_FOR_ALL} that imports this module, and ends its child processes; {_LEAVE}",
                api=choice.api.name,
                chain=choice.chain,
            )


def fixes(context: Context, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Put the statement that leads to the choice under the main guard."""
    refused = diagnostic.subject
    if isinstance(refused, RefusedMethod):
        title = callee_text(refused.place.name)
        yield from wrap_fixes(context.module, refused.statement, context.modules, title)


def _message(context: Context, refused: RefusedMethod) -> str:
    """`` `mp.set_start_method(…)` fails in a child process: it has a start method already; put it under … ``."""
    site = refused.chain[-1]
    brackets = brackets_text(site.span, refused.call)
    callee = callee_text(site.name, CONSEQUENCE_WITHIN - len(_CONSEQUENCE) - len(brackets) - 3)
    where = f" on {targets_text(refused.targets, context.target_versions)}" if refused.targets else ""

    def text(longest: int, most: int) -> str:
        when = assumptions_text(refused.assumptions, longest, most)
        why = f"{_way(context, refused, longest)} and has a start method already"
        return f"`{callee}{brackets}` {_CONSEQUENCE}{where}{when}: {why}; {_advice(context, refused)}"

    return first_that_fits(text(*lengths) for lengths in _LENGTHS)


def _way(context: Context, refused: RefusedMethod, longest: int) -> str:
    if _is_import(context, refused):
        return f"the child imports `{shortened(refused.place.name, longest)}` again"
    return "the child runs it again"


def _advice(context: Context, refused: RefusedMethod) -> str:
    if _is_import(context, refused):
        return _LEAVE
    return f"put it under `{MAIN_GUARD}`"


def _is_import(context: Context, refused: RefusedMethod) -> bool:
    found = innermost_statement(context.module.tree, refused.place.span)
    return found is not None and isinstance(found[1], ast.Import | ast.ImportFrom)


RULE = Rule(
    name="set-start-method-on-import",
    code="MG202",
    family="multiprocessing",
    summary="detects choices of the start method that run again in the child process, which refuses them",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
    check=check,
    fixes=fixes,
)
