"""What an entry says, in words: for the command ``mainguard apis`` and the page of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from mainguard.catalogue.api import (
    ABSENT,
    AllOf,
    AnyOf,
    Api,
    Condition,
    Effect,
    Equals,
    Given,
    HasOption,
    Instance,
    Is,
    IsCallable,
    IsString,
    Matches,
    MoreThan,
    Not,
    OptionMoreThan,
    Reenters,
    StartMethod,
    Test,
    Truthy,
    UsesGlobals,
)

_EFFECTS: Mapping[Effect, str] = {
    Effect.ERROR: "the child dies, and its work is not done",
    Effect.HANG: "the child dies, and the parent goes on without one",
    Effect.RESPAWN: "each child dies and is replaced, for ever",
    Effect.STALL: "each child dies and is replaced, while the parent waits for ever",
    Effect.SILENT: "the child dies, the exit code is 0, and only standard error tells",
    Effect.TWICE: "the call runs a second time, without an error",
}
_METHODS: Mapping[StartMethod, str] = {
    StartMethod.SPAWN: "spawn",
    StartMethod.FORKSERVER: "forkserver",
    StartMethod.FORK: "fork",
    StartMethod.DEFAULT: "the platform's default",
    StartMethod.FORK_OR_SPAWN: "fork; spawn on Windows",
    StartMethod.FORK_ON_LINUX: "fork; spawn on macOS and Windows",
    StartMethod.FORKSERVER_OR_SPAWN: "forkserver; spawn on Windows",
    StartMethod.DEFAULT_WITHOUT_FORKSERVER: "the platform's default, but spawn for forkserver",
}
_REENTERS: Mapping[Reenters, str] = {
    Reenters.MAIN: "the main module",
    Reenters.IMPORT_STRING: "the module of the import string",
    Reenters.COMMAND: "the command line; a guard changes nothing",
}


@dataclass(frozen=True, slots=True)
class Description:
    """An entry in words; what does not apply is empty."""

    name: str
    when: str
    """When the call starts a process: ``always``."""
    method: str
    effect: str
    """What goes wrong where no guard is around the call."""
    runs_again: str
    """What of the program the new process runs."""
    harmless: str
    """Why it is no finding."""
    checked: str


def describe(api: Api) -> Description:
    """What ``api`` says."""
    when = method = effect = runs_again = ""
    if api.starts is not None:
        since = api.starts.since
        from_version = "" if since <= (3, 10) else f" (from Python {since[0]}.{since[1]} on)"
        when = condition_text(api.starts.when) + from_version
        method = _method_text(api)
        effect = _EFFECTS[api.starts.effect]
        runs_again = _REENTERS[api.starts.reenters]
    elif api.needed_in_child is not None:
        when = condition_text(api.needed_in_child)
        method, runs_again = _METHODS[StartMethod.SPAWN], _REENTERS[Reenters.MAIN]
        effect = "behind a plain main guard the child does not reach the call, which it has to"
    elif api.sets_start_method is not None:
        when, effect = "never", "a child refuses to choose a start method a second time, and dies"
    return Description(api.name, when, method, effect, runs_again, api.harmless, api.checked)


def condition_text(condition: Condition) -> str:
    """``condition`` as it is read behind "when": `` `app` is a string and `reload` is true ``; ``always``."""
    match condition:
        case AllOf(conditions=()):
            return "always"
        case AllOf(conditions=conditions):
            return " and ".join(_inside(each, AnyOf) for each in conditions)
        case AnyOf(conditions=conditions):
            return " or ".join(_inside(each, AllOf) for each in conditions)
        case Not(condition=Not(condition=inner)):
            return condition_text(inner)
        case Not(condition=AllOf(conditions=conditions)):
            return condition_text(AnyOf(tuple(map(Not, conditions))))
        case Not(condition=AnyOf(conditions=conditions)):
            return condition_text(AllOf(tuple(map(Not, conditions))))
        case Not(condition=inner):
            return _test_text(cast("Test", inner), negated=True)
        case _:
            return _test_text(condition, negated=False)


def _inside(condition: Condition, other: type[AllOf | AnyOf]) -> str:
    """``condition`` within a list of conditions; with brackets where it is a list that is joined by another word."""
    text = condition_text(condition)
    is_other = isinstance(condition, other) and len(condition.conditions) > 1
    return f"({text})" if is_other else text


def _test_text(test: Test, *, negated: bool) -> str:
    match test:
        case HasOption(option=option):
            return f"the option `{option}` {'is not' if negated else 'is'} given"
        case OptionMoreThan(option=option, bound=bound):
            return f"the option `{option}` {'is not' if negated else 'is'} more than {bound}"
    holds_by_default = _holds_by_default(test)
    # Without the default, nobody would expect the opposite of a test to fail where nothing is given.
    verb = ("is given and not" if holds_by_default else "is not") if negated else "is"
    by_default = " (the default)" if holds_by_default and not negated else ""
    return f"{_argument_text(test.argument)} {_predicate(test, verb)}{by_default}"


def _predicate(test: Test, verb: str) -> str:
    match test:
        case Given():
            return f"{verb} given"
        case Truthy():
            return f"{verb} true"
        case IsString():
            return f"{verb} a string"
        case Matches(pattern=pattern):
            return f"{verb} text like `{pattern}`"
        case IsCallable():
            return f"{verb} a function"
        case UsesGlobals():
            return f"{verb} a function that uses what is defined outside of it"
        case Is(name=name):
            return f"{verb} `{name}`"
        case Equals(values=values):
            return f"{verb} {_either(f'`{value!r}`' for value in values)}"
        case MoreThan(bound=bound):
            return f"{verb} more than {bound}"
        case HasOption(option=option) | OptionMoreThan(option=option):
            return f"{verb} words with `{option}`"


def _holds_by_default(test: Test) -> bool:
    """Whether ``test`` holds where nothing is given."""
    match test:
        case Truthy(default=default):
            return default is not ABSENT and bool(default)
        case IsString(default=default):
            return isinstance(default, str)
        case Equals(values=values, default=default):
            return default in values
        case MoreThan(bound=bound, default=default):
            return isinstance(default, int) and default > bound
        case _:
            return False


def _argument_text(argument: str) -> str:
    if argument.startswith("$"):
        return f"the environment variable `{argument[1:]}`"
    if argument.startswith("%"):
        return f"the setting `{argument[1:]}`"
    return f"`{argument}`"


def _either(phrases: Iterable[str]) -> str:
    *others, last = phrases
    return f"{', '.join(others)} or {last}" if others else last


def _method_text(api: Api) -> str:
    if api.starts is None:
        return ""
    named_by = api.starts.method_from or (api.returns.context if isinstance(api.returns, Instance) else None)
    chosen = f", unless {_argument_text(named_by)} says otherwise" if named_by else ""
    return _METHODS[api.starts.method] + chosen
