"""Functions and classes that are sent to a child process which cannot find them."""

from __future__ import annotations

from collections.abc import Iterator

from mainguard.catalogue.api import Effect
from mainguard.replay.trace import Certainty, LostTarget
from mainguard.rules.rule import Context, Diagnostic, FixAvailability, Rule, Severity, no_fixes
from mainguard.rules.wording import (
    CONSEQUENCE_WITHIN,
    assumed_text,
    brackets_text,
    callee_text,
    conditions_text,
    first_that_fits,
    shortened,
    targets_text,
)

_WITH_DASH_M = "run with `python -m`"
_LENGTHS = (40, 28, 20, 12)
"""How long the expressions in a message may be: the first with which it is no longer than a message should be."""


def check(context: Context) -> Iterator[Diagnostic]:
    """One finding for each call that leads to something being sent, and each function or class in it."""
    reported = set()
    for lost in context.trace.lost_targets:
        key = (lost.place.span, lost.sent.name)
        if key in reported:
            continue
        reported.add(key)
        is_certain = lost.certainty is Certainty.CERTAIN and not _depends_on_command(context, lost)
        yield Diagnostic(
            RULE.name,
            RULE.code,
            RULE.severity if is_certain else Severity.WARNING,
            lost.place.span,
            _message(context, lost),
            certainty=Certainty.CERTAIN if is_certain else Certainty.POSSIBLE,
            api=lost.api.name,
            start_method=lost.method.value,
            chain=lost.chain,
            targets=lost.targets,
            subject=lost,
        )


def _message(context: Context, lost: LostTarget) -> str:
    """`` `pool.map(…)` never ends on macOS: no child process finds `work`, …; move it to a module and import it ``."""
    effect = _effect(lost)
    call = _call_text(lost, CONSEQUENCE_WITHIN - len(effect.value) - 3)
    where = f" on {targets_text(lost.targets, context.target_versions)}" if lost.targets else ""

    def text(longest: int) -> str:
        why, advice = _why(context, lost, effect, longest)
        return f"`{call}` {effect.value}{where}{_when(context, lost, longest)}: {why}; {advice}"

    return first_that_fits(map(text, _LENGTHS))


def _effect(lost: LostTarget) -> Effect:
    """What users see: pickle refuses what has no name at once, in the parent."""
    return lost.api.sends.effect if lost.api.sends and lost.sent.is_findable else Effect.ERROR


def _call_text(lost: LostTarget, longest: int) -> str:
    site = lost.chain[-1]
    if lost.call == site.span:
        return callee_text(site.name, longest)
    brackets = brackets_text(site.span, lost.call)
    return callee_text(site.name, longest - len(brackets)) + brackets


def _when(context: Context, lost: LostTarget, longest: int) -> str:
    conditions = [assumed_text(assumption, longest) for assumption in lost.assumptions[:1]]
    if _depends_on_command(context, lost):
        conditions.insert(0, _WITH_DASH_M)
    return conditions_text(conditions, most=2)


def _depends_on_command(context: Context, lost: LostTarget) -> bool:
    """Whether a child would run the module, and find all in it, if its file were run by its path."""
    return lost.sent.is_findable and context.module.is_never_rerun and not context.module.is_notebook


def _why(context: Context, lost: LostTarget, effect: Effect, longest: int) -> tuple[str, str]:
    """Why it is not found, and what to do."""
    name = f"`{shortened(lost.sent.name, longest)}`"
    if not lost.sent.is_findable:
        if lost.sent.name != "lambda":
            where = "move it to a module" if context.module.is_notebook else "define it at the module level"
            return f"{name}, which a function defines, cannot be pickled", where
        where = "of a module" if context.module.is_notebook else "of the module level"
        return "a lambda cannot be pickled", f"send a function {where}"
    finds = f"no child process finds {name}" if effect.is_repeated else f"its child process does not find {name}"
    if context.module.is_notebook:
        return f"{finds}, which only the notebook has", f"move {name} to a module and import it"
    if context.module.is_never_rerun:
        return f"{finds}, which only `__main__` has", f"move {name} to another module"
    return f"{finds}, which only the parent defines", f"define {name} outside the main guard"


RULE = Rule(
    name="main-only-target",
    code="MG204",
    family="multiprocessing",
    summary="detects functions and classes sent to a child process that cannot find them",
    severity=Severity.ERROR,
    fix=FixAvailability.NEVER,
    since="0.1.0",
    check=check,
    fixes=no_fixes,
)
