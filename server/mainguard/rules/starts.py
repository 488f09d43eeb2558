"""The finding for a start that the child reaches again: one for every library's rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from mainguard.catalogue.api import Effect
from mainguard.fixes.fix import Fix
from mainguard.fixes.guard import wrap_fixes
from mainguard.replay.trace import ApiCall, Certainty, UnguardedStart
from mainguard.rules.caught import is_caught
from mainguard.rules.registry import all_rules
from mainguard.rules.rule import Context, Diagnostic, Rule, Severity
from mainguard.rules.start_wording import call_of, start_message
from mainguard.rules.wording import callee_text
from mainguard.text.span import Span

EffectOf = Callable[[UnguardedStart, ApiCall | None], Effect]


def usual_effect(start: UnguardedStart, call: ApiCall | None) -> Effect:
    """What the catalogue says that users see; a forkserver that died cannot replace a child for ever."""
    del call
    effect = start.api.starts.effect if start.api.starts else Effect.ERROR
    return Effect.ERROR if effect is Effect.STALL and start.is_in_forkserver else effect


def unclaimed(starts: Iterable[UnguardedStart]) -> Iterator[UnguardedStart]:
    """The starts that no library's own rule claims."""
    return (start for start in starts if not _claimed() & start.api.tags)


@cache
def _claimed() -> frozenset[str]:
    return frozenset[str]().union(*(rule.claims for rule in all_rules()))


def diagnose(
    context: Context, rule: Rule, starts: Iterable[UnguardedStart], effect_of: EffectOf = usual_effect
) -> Iterator[Diagnostic]:
    """One finding a start and module-level call that leads to it, at that call."""
    reported = set()
    for start in sorted(starts, key=_uncertainty):
        key = (start.place.span, start.chain[-1].module, start.chain[-1].span)
        if key not in reported:
            reported.add(key)
            is_certain = start.certainty is Certainty.CERTAIN
            yield Diagnostic(
                rule.name,
                rule.code,
                rule.severity if is_certain else Severity.WARNING,
                start.place.span,
                start_message(context, start, _effect(context, start, effect_of)),
                certainty=start.certainty,
                api=start.api.name,
                start_method=start.method.value,
                chain=start.chain,
                guards=start.guards,
                targets=start.targets,
                subject=start,
            )


def _effect(context: Context, start: UnguardedStart, effect_of: EffectOf) -> Effect:
    """What users see: where the child catches what goes wrong, no more than that it did all of it again."""
    return Effect.TWICE if is_caught(context, start) else effect_of(start, call_of(context, start))


def guard_fixes(context: Context, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Put the statement that leads to the start under the main guard."""
    start = diagnostic.subject
    if isinstance(start, UnguardedStart):
        yield from guard_around(context, start.statement, start.place.name)


def guard_around(context: Context, statement: Span, callee: str) -> Iterator[Fix]:
    """Put the top-level ``statement`` under the main guard, where no child needs what would be in there."""
    for fix in wrap_fixes(context.module, statement, context.modules, callee_text(callee)):
        if not _hides_what_a_child_needs(context, fix):
            yield fix


def _hides_what_a_child_needs(context: Context, fix: Fix) -> bool:
    """Whether the guard would stand around a call that the child has to reach as well."""
    changed = Span(min(edit.span.start for edit in fix.edits), max(edit.span.end for edit in fix.edits))
    return any(changed.overlaps(needed.statement) for needed in context.trace.needed)


def _uncertainty(start: UnguardedStart) -> tuple[bool, int]:
    return start.certainty is not Certainty.CERTAIN, len(start.chain)
