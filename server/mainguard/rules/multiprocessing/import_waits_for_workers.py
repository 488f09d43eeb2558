"""Imports that wait for worker processes, whose tasks in turn wait for the end of the import."""

from __future__ import annotations

from collections.abc import Iterator

from mainguard.replay.trace import Certainty, StuckImport
from mainguard.rules.library_modules import starts_for_importers
from mainguard.rules.rule import Context, Diagnostic, FixAvailability, Rule, Severity, no_fixes
from mainguard.rules.wording import (
    CONSEQUENCE_WITHIN,
    assumptions_text,
    brackets_text,
    callee_text,
    first_that_fits,
    shortened,
)

_CONSEQUENCE = "never ends"
_LENGTHS = ((40, 2), (28, 2), (28, 1), (16, 1), (8, 0))
"""How long the expressions in a message may be and how many conditions it names: the first with which it fits."""


def check(context: Context) -> Iterator[Diagnostic]:
    """One finding for each import, and for what the module itself does where it is there to be imported."""
    reported = set()
    for stuck in sorted(context.trace.stuck_imports, key=lambda one: one.certainty is not Certainty.CERTAIN):
        if stuck.place.span in reported or not (
            stuck.is_imported or starts_for_importers(context.module, stuck.statement)
        ):
            continue
        reported.add(stuck.place.span)
        is_certain = stuck.certainty is Certainty.CERTAIN
        yield Diagnostic(
            RULE.name,
            RULE.code,
            RULE.severity if is_certain else Severity.WARNING,
            stuck.place.span,
            _message(stuck),
            certainty=stuck.certainty,
            api=stuck.api.name,
            chain=stuck.chain,
            subject=stuck,
        )


def _message(stuck: StuckImport) -> str:
    """`` `pool.map(…)` never ends: pickling `work` waits for the import of `helper`, which waits here; … ``."""
    site = stuck.chain[-1]
    brackets = brackets_text(site.span, stuck.call) if stuck.call != site.span else ""
    callee = callee_text(site.name, CONSEQUENCE_WITHIN - len(_CONSEQUENCE) - len(brackets) - 3)

    def text(longest: int, most: int) -> str:
        when = assumptions_text(stuck.assumptions, longest, most)
        sent, module = shortened(stuck.sent, longest), shortened(stuck.module, longest)
        why = f"pickling `{sent}` waits until `{module}` is imported, and the import waits for this"
        return f"`{callee}{brackets}` {_CONSEQUENCE}{when}: {why}; call it from a function, later"

    return first_that_fits(text(*lengths) for lengths in _LENGTHS)


RULE = Rule(
    name="import-waits-for-workers",
    code="MG205",
    family="multiprocessing",
    summary="detects imports that wait for worker processes whose tasks wait for the import",
    severity=Severity.ERROR,
    fix=FixAvailability.NEVER,
    since="0.1.0",
    check=check,
    fixes=no_fixes,
)
