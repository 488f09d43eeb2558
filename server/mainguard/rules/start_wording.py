"""What is said about a start that the child reaches again: what comes of it, where and when, why, and what to do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from mainguard.catalogue.api import (
    AllOf,
    AnyOf,
    Condition,
    Effect,
    Equals,
    Given,
    HasOption,
    Is,
    IsCallable,
    IsString,
    Matches,
    MoreThan,
    Not,
    OptionMoreThan,
    Test,
    Truthy,
    UsesGlobals,
)
from mainguard.replay.trace import ApiCall, Argument, Assumption, Certainty, Site, Text, Unclear, UnguardedStart, World
from mainguard.rules.calls import is_more_than, is_true
from mainguard.rules.library_modules import starts_for_importers
from mainguard.rules.places import innermost_statement, top_level_statement
from mainguard.rules.rule import Context
from mainguard.rules.wording import (
    CONSEQUENCE_WITHIN,
    assumed_text,
    brackets_text,
    call_text,
    callee_text,
    conditions_text,
    first_that_fits,
    shortened,
    targets_text,
)
from mainguard.text.span import Span

MAIN_GUARD = 'if __name__ == "__main__":'

_WITHOUT_END = "starts child after child"
_CLASS = re.compile(r"class\s+\w+")
_LENGTHS = ((40, 3, 2), (28, 2, 2), (40, 0, 2), (28, 0, 2), (20, 0, 1), (12, 0, 1), (12, 0, 0))
"""How long the expressions in a message may be, how many calls on the way and how many conditions it names: the first
with which it is no longer than a message should be."""


def start_message(context: Context, start: UnguardedStart, effect: Effect) -> str:
    """`` `p.start()` fails on macOS if `x` is true: its child process reaches it again via `main()` and dies; … ``."""
    call = call_of(context, start)
    consequence = consequence_of(start, effect)
    # Two backticks and a space.
    shown = _start_text(context, start, call, CONSEQUENCE_WITHIN - len(consequence) - 3)

    def text(longest: int, most_calls: int, most_conditions: int) -> str:
        depends = where_text(context, start) + when_text(context, start, longest, most_conditions)
        why = _why(start, call, effect, _through(context, start, longest, most_calls))
        return f"`{shown}` {consequence}{depends}: {why}; {_advice(context, start, longest)}"

    return first_that_fits(text(*lengths) for lengths in _LENGTHS)


def where_text(context: Context, start: UnguardedStart) -> str:
    """Where it fails: `` on macOS and Windows``; empty for everywhere."""
    return f" on {targets_text(start.targets, context.target_versions)}" if start.targets else ""


def when_text(context: Context, start: UnguardedStart, longest: int, most: int = 2) -> str:
    """What a possible start depends on, by name: `` if `settings.debug` is true``; empty when it is certain."""
    if not start.assumptions:
        return "" if start.certainty is Certainty.CERTAIN else " if it is reached"
    call = call_of(context, start)
    needed: dict[str, None] = {}
    alternatives: dict[str, None] = {}
    for assumption in start.assumptions:
        kind = alternatives if _is_alternative(assumption, call) else needed
        kind[_assumed(_beside_guards(assumption, start), call, longest)] = None
    either = " or ".join(list(alternatives)[: max(most, 1)])
    return conditions_text([*needed, *([either] if either else [])], most)


def consequence_of(start: UnguardedStart, effect: Effect) -> str:
    """What users see of it: ``hangs``."""
    return effect.value if World.RERUN in start.worlds else _WITHOUT_END


def call_of(context: Context, start: UnguardedStart) -> ApiCall | None:
    """The starting call with its arguments; of several ways to reach it, one in which it may start."""
    reached = [call for call in context.trace.calls if call.site == start.chain[-1]]
    return next((call for call in reached if any(_deciding(call))), reached[0] if reached else None)


def _why(start: UnguardedStart, call: ApiCall | None, effect: Effect, through: str) -> str:
    """How the child comes to the start, and what happens to it there."""
    reaches = f"reaches it again{through}" if len(start.chain) > 1 else "runs this line again"
    if start.is_unpickled:
        reaches = "imports the module in which it is, to find its work,"
    if World.RERUN in start.worlds:
        if effect is Effect.TWICE:
            return f"its child process {reaches}"
        if effect is Effect.SILENT:
            return f"its child process {reaches} and dies, and the exit code is 0"
        is_replaced = effect.is_repeated
        return f"each child {reaches}, dies and is replaced" if is_replaced else f"its child process {reaches} and dies"
    return f"each imports this file{_imported_as(call)} and {reaches}"


def _start_text(context: Context, start: UnguardedStart, call: ApiCall | None, longest: int) -> str:
    """The starting call, which may be no more than a name: ``with Manager() as manager``."""
    site = start.chain[-1]
    if call is not None:
        return call_text(context, site.name, call, _deciding(call), longest)
    brackets = brackets_text(site.span, start.call)
    if start.call == site.span:
        # The making of an object, or no call at all.
        text = context.module.tree.source.text if site.module == context.module.key else ""
        is_called = text.startswith("(", site.span.end)
        brackets = ("()" if text.startswith("()", site.span.end) else "(…)") if is_called else ""
    return callee_text(site.name, longest - len(brackets)) + brackets


def _through(context: Context, start: UnguardedStart, longest: int, most: int) -> str:
    """The calls on the way: `` via `main()` → `serve()` ``; of more than ``most``, those in between are left out."""
    names = [f"`{_as_run(context, site, longest)}`" for site in start.chain[:-1]]
    if len(names) > most:
        names = [names[0], "…", names[-1]] if most > 1 else []
    return f" via {' → '.join(names)}" if names else ""


def _as_run(context: Context, site: Site, longest: int = 40) -> str:
    """``main()`` for a call in this module, ``import helper`` for an import; anything else as it is written."""
    is_class = _CLASS.match(site.name)
    if is_class:
        return shortened(is_class[0], longest)
    if site.module != context.module.key:
        return callee_text(site.name, longest)
    text = context.module.tree.source.text
    if isinstance(_innermost(context, site.span), ast.Import):
        return shortened(f"import {site.name}", longest)
    is_called = text.startswith("(", site.span.end) and not text.endswith("class ", 0, site.span.start)
    return f"{callee_text(site.name, longest - 2)}()" if is_called else callee_text(site.name, longest)


def _imported_as(call: ApiCall | None) -> str:
    """The name in the import string, when the call shows it."""
    parameter = call.api.starts.import_string if call and call.api.starts else None
    argument = call.arguments.get(parameter) if call and parameter else None
    if argument is not None and isinstance(argument.value, Text):
        return f" as `{argument.value.value.partition(':')[0]}`"
    return ""


def _beside_guards(assumption: Assumption, start: UnguardedStart) -> Assumption:
    """``debug`` of ``parent_process() is None and debug``, where the first part is a guard that is known to hold."""
    for guard in start.guards:
        beginning = f"{guard.text} and "
        if guard.outcome and assumption.holds and assumption.text.startswith(beginning):
            return replace(assumption, text=assumption.text.removeprefix(beginning))
    return assumption


def _is_alternative(assumption: Assumption, call: ApiCall | None) -> bool:
    """Whether the value need not be so if another is: reload or workers."""
    if call is None or call.api.starts is None or call.api.on_self:
        return False
    arguments = (call.arguments.get(each.argument) for each in _leaves_of_any(call.api.starts.when))
    return any(argument is not None and _is_about(assumption, call, argument) for argument in arguments)


def _leaves_of_any(condition: Condition) -> Iterator[Test]:
    match condition:
        case AnyOf():
            yield from _leaves(condition)
        case AllOf(conditions=conditions):
            for one in conditions:
                yield from _leaves_of_any(one)
        case _:
            return


def _assumed(assumption: Assumption, call: ApiCall | None, longest: int) -> str:
    """What is assumed of a value: more than 1 where a number of workers decides, else true or false."""
    name = f"`{shortened(assumption.text, longest)}`"
    for condition in _conditions(call):
        argument = call.arguments.get(condition.argument) if call else None
        is_found_elsewhere = not condition.argument.removeprefix("$").isidentifier()
        if call and (is_found_elsewhere or (argument and _is_about(assumption, call, argument))):
            match condition:
                case MoreThan(bound=bound):
                    return f"{name} is more than {bound}"
                case IsString():
                    return f"{name} is a string"
                case HasOption(option=option):
                    return f"{name} holds `{option}`"
                case OptionMoreThan(option=option, bound=bound):
                    return f"{name} gives `{option}` more than {bound}"
                case Equals(values=values):
                    return f"{name} is {' or '.join(f'`{value!r}`' for value in values)}"
                case Is(name=kind):
                    return f"{name} is `{kind.rpartition('.')[2]}`"
                case IsCallable():
                    return f"{name} is a function"
                case Given():
                    return f"{name} is given"
                case Truthy() | Matches() | UsesGlobals():
                    break
    return assumed_text(assumption, longest)


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


def _conditions(call: ApiCall | None) -> Iterator[Test]:
    if call and call.api.starts and not call.api.on_self:
        yield from _leaves(call.api.starts.when)


def _leaves(condition: Condition) -> list[Test]:
    if isinstance(condition, AllOf | AnyOf):
        return [leaf for one in condition.conditions for leaf in _leaves(one)]
    return [] if isinstance(condition, Not) else [condition]


def _advice(context: Context, start: UnguardedStart, longest: int) -> str:
    if start.guards:
        return f"`{shortened(start.guards[0].text, longest)}` does not stop it"
    if start.is_unpickled:
        return "move it into a function of its module"
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
    if starts_for_importers(context.module, start.statement):
        return "leave it to a function that is called when it is needed"
    what = "it" if len(start.chain) == 1 else f"`{_as_run(context, start.place, longest)}`"
    return f"put {what} under `{MAIN_GUARD}`"


def _innermost(context: Context, span: Span) -> ast.stmt | None:
    found = innermost_statement(context.module.tree, span)
    return found[1] if found else None
