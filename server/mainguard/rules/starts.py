"""The finding for a start that the child reaches again: one wording for every library's rule."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from mainguard.catalogue.api import (
    AllOf,
    AnyOf,
    Condition,
    Effect,
    HasOption,
    IsString,
    MoreThan,
    Not,
    OptionMoreThan,
    Truthy,
)
from mainguard.fixes.fix import Fix
from mainguard.fixes.guard import wrap_fixes
from mainguard.replay.trace import ApiCall, Argument, Assumption, Certainty, Site, Text, Unclear, UnguardedStart, World
from mainguard.rules.calls import is_more_than, is_true
from mainguard.rules.places import innermost_statement, top_level_statement
from mainguard.rules.rule import Context, Diagnostic, Rule, Severity
from mainguard.rules.wording import call_text, callee_text, in_order, shortened, source_of, targets_text
from mainguard.text.span import Span

MAIN_GUARD = 'if __name__ == "__main__":'

EffectOf = Callable[[UnguardedStart, ApiCall | None], Effect | None]


def usual_effect(start: UnguardedStart, call: ApiCall | None) -> Effect | None:
    """What the catalogue says that users see."""
    del call
    return start.api.starts.effect if start.api.starts else None


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
                _message(context, start, effect_of),
                certainty=start.certainty,
                api=start.api.name,
                start_method=start.method.value,
                chain=start.chain,
                subject=start,
            )


def guard_fixes(context: Context, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Put the statement that leads to the start under the main guard."""
    start = diagnostic.subject
    if isinstance(start, UnguardedStart):
        title = callee_text(start.place.name)
        yield from wrap_fixes(context.module, start.statement, context.modules, title)


def condition_text(context: Context, start: UnguardedStart) -> str:
    """What a possible start depends on, by name: `` if `settings.debug` is true``; empty when it is certain."""
    return _when(start, _call_of(context, start))


def _message(context: Context, start: UnguardedStart, effect_of: EffectOf) -> str:
    """What is called again, where, what comes of it, and what to do."""
    call = _call_of(context, start)
    parts = [f"`{_start_text(context, start, call)}`{_through(context, start)} runs again"]
    if World.RERUN in start.worlds:
        effect = effect_of(start, call) or Effect.ERROR
        parts += [f" in the child process{_when(start, call)}: {effect.value}"]
    else:
        parts += [
            f" when the child imports this file{_imported_as(call)}{_when(start, call)}: every child starts another"
        ]
    if start.targets:
        parts += [f" (on {targets_text(start.targets, context.target_versions)})"]
    return "".join([*parts, f"; {_advice(context, start)}"])


def _start_text(context: Context, start: UnguardedStart, call: ApiCall | None) -> str:
    """The starting call, which may be no more than a name: ``with Manager() as manager``."""
    site = start.chain[-1]
    if call is not None:
        return call_text(context, site.name, call, _deciding(call))
    if start.call == site.span:
        return callee_text(site.name)
    is_here = site.module == context.module.key
    arguments = source_of(context, Span(site.span.end, start.call.end)) if is_here else "()"
    return f"{callee_text(site.name)}({'…' if arguments.strip('() ') else ''})"


def _uncertainty(start: UnguardedStart) -> tuple[bool, int]:
    return start.certainty is not Certainty.CERTAIN, len(start.chain)


def _through(context: Context, start: UnguardedStart) -> str:
    """The calls on the way: `` (via `main()` → `serve()`)``."""
    names = [f"`{_as_run(context, site)}`" for site in start.chain[:-1]]
    return f" (via {' → '.join(names)})" if names else ""


def _as_run(context: Context, site: Site) -> str:
    """``main()`` for a call in this module, ``import helper`` for an import; anything else as it is written."""
    if site.module != context.module.key:
        return callee_text(site.name)
    text = context.module.tree.source.text
    if isinstance(_innermost(context, site.span), ast.Import):
        return f"import {site.name}"
    is_class = text.endswith("class ", 0, site.span.start)
    is_called = text.startswith("(", site.span.end) and not is_class
    return f"{callee_text(site.name)}()" if is_called else callee_text(site.name)


def _imported_as(call: ApiCall | None) -> str:
    """The name in the import string, when the call shows it."""
    parameter = call.api.starts.import_string if call and call.api.starts else None
    argument = call.arguments.get(parameter) if call and parameter else None
    if argument is not None and isinstance(argument.value, Text):
        return f" as `{argument.value.value.partition(':')[0]}`"
    return ""


def _when(start: UnguardedStart, call: ApiCall | None) -> str:
    """What a possible finding depends on, by name."""
    if not start.assumptions:
        return "" if start.certainty is Certainty.CERTAIN else " if it is reached"
    needed: dict[str, None] = {}
    alternatives: dict[str, None] = {}
    for assumption in start.assumptions:
        kind = alternatives if _is_alternative(assumption, call) else needed
        kind[_assumed(assumption, call)] = None
    phrases = [*needed, *([" or ".join(list(alternatives)[:2])] if alternatives else [])]
    more = [f"{len(phrases) - 2} more"] * (len(phrases) > 2)
    return f" if {in_order([*phrases[:2], *more])}"


def _is_alternative(assumption: Assumption, call: ApiCall | None) -> bool:
    """Whether the value need not be so if another is: reload or workers."""
    if call is None or call.api.starts is None or call.api.on_self:
        return False
    arguments = (call.arguments.get(each.argument) for each in _leaves_of_any(call.api.starts.when))
    return any(argument is not None and _is_about(assumption, call, argument) for argument in arguments)


def _leaves_of_any(condition: Condition) -> Iterator[Truthy | IsString | MoreThan | HasOption | OptionMoreThan]:
    match condition:
        case AnyOf():
            yield from _leaves(condition)
        case AllOf(conditions=conditions):
            for one in conditions:
                yield from _leaves_of_any(one)
        case _:
            return


def _assumed(assumption: Assumption, call: ApiCall | None) -> str:
    """What is assumed of a value: more than 1 where a number of workers decides, else true or false."""
    name = f"`{shortened(assumption.text)}`"
    for condition in _conditions(call):
        argument = call.arguments.get(condition.argument) if call else None
        if call and argument and _is_about(assumption, call, argument):
            match condition:
                case MoreThan(bound=bound):
                    return f"{name} is more than {bound}"
                case IsString():
                    return f"{name} is a string"
                case HasOption(option=option):
                    return f"{name} holds `{option}`"
                case OptionMoreThan(option=option, bound=bound):
                    return f"{name} gives `{option}` more than {bound}"
                case Truthy():
                    break
    return f"{name} is {'true' if assumption.holds else 'false'}"


def _is_about(assumption: Assumption, call: ApiCall, argument: Argument) -> bool:
    is_written_there = argument.span == assumption.span and call.site.module == assumption.module
    return is_written_there or argument.value == Unclear(assumption.text)


def _deciding(call: ApiCall | None) -> Iterator[str]:
    """The arguments that make the call start a process, or may."""
    for condition in _conditions(call):
        match condition:
            case Truthy(argument=argument) if call and is_true(call, argument) is not False:
                yield argument
            case MoreThan(argument=argument, bound=bound) if call and is_more_than(call, argument, bound) is not False:
                yield argument
            case _:
                continue


def _conditions(call: ApiCall | None) -> Iterator[Truthy | IsString | MoreThan | HasOption | OptionMoreThan]:
    if call and call.api.starts and not call.api.on_self:
        yield from _leaves(call.api.starts.when)


def _leaves(condition: Condition) -> Iterator[Truthy | IsString | MoreThan | HasOption | OptionMoreThan]:
    match condition:
        case AllOf(conditions=conditions) | AnyOf(conditions=conditions):
            for one in conditions:
                yield from _leaves(one)
        case Not():
            return
        case _:
            yield condition


def _call_of(context: Context, start: UnguardedStart) -> ApiCall | None:
    """The starting call with its arguments; of several ways to reach it, one in which it may start."""
    reached = [call for call in context.trace.calls if call.site == start.chain[-1]]
    return next((call for call in reached if any(_deciding(call))), reached[0] if reached else None)


def _advice(context: Context, start: UnguardedStart) -> str:
    if start.guards:
        return f"`{shortened(start.guards[0].text)}` does not stop it"
    if context.module.is_package:
        return "leave it to a function that the program calls"
    around = top_level_statement(context.module.tree, start.statement)
    match around[1] if around else None:
        case ast.ClassDef(name=name) if start.place.name == name:
            return f"move it out of the body of class `{name}`"
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return f"it runs where `{name}` is defined, which no guard can change"
    if isinstance(_innermost(context, start.place.span), ast.Import | ast.ImportFrom):
        return "move it into a function of the imported module"
    what = "it" if len(start.chain) == 1 else f"`{_as_run(context, start.place)}`"
    return f"put {what} under `{MAIN_GUARD}`"


def _innermost(context: Context, span: Span) -> ast.stmt | None:
    found = innermost_statement(context.module.tree, span)
    return found[1] if found else None
