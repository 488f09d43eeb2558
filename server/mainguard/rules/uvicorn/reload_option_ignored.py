"""Options of uvicorn's that another option switches off: ``reload_dirs`` without reload, ``workers`` with it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from mainguard.fixes.fix import Fix
from mainguard.replay.trace import ApiCall
from mainguard.rules.calls import calls_here, is_more_than, is_true
from mainguard.rules.keywords import remove_keyword
from mainguard.rules.rule import Context, Diagnostic, FixAvailability, Rule, Severity
from mainguard.rules.wording import callee_text
from mainguard.text.span import Span

_RELOAD_OPTIONS = ("reload_dirs", "reload_includes", "reload_excludes", "reload_delay")


def check(context: Context) -> Iterator[Diagnostic]:
    """Every option that is ignored however its call is reached."""
    for _, group in groupby(sorted(calls_here(context, "uvicorn-run"), key=_place), key=_place):
        reached = list(group)
        ignored = set.intersection(*(_ignored(call) for call in reached))
        for parameter in (*_RELOAD_OPTIONS, "workers"):
            if parameter in ignored:
                yield _diagnostic(reached[0], parameter)


def fixes(context: Context, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Remove the option, where it is written as a keyword."""
    match diagnostic.subject:
        case (ApiCall() as call, str(parameter)):
            fix = remove_keyword(context, parameter, call.arguments[parameter])
            if fix is not None:
                yield fix


def _ignored(call: ApiCall) -> set[str]:
    """The arguments of one call that do nothing, as far as is known."""
    reload = is_true(call, "reload")
    if reload is True:
        return {"workers"} if "workers" in call.arguments and is_more_than(call, "workers", 1) is not False else set()
    if reload is False:
        return {name for name in _RELOAD_OPTIONS if name in call.arguments and is_true(call, name) is not False}
    return set()


def _diagnostic(call: ApiCall, parameter: str) -> Diagnostic:
    argument = call.arguments[parameter]
    why = "on; remove one of the two" if parameter == "workers" else "off; write `reload=True` or remove the option"
    return Diagnostic(
        RULE.name,
        RULE.code,
        RULE.severity,
        argument.keyword_span or call.site.span,
        f"`{parameter}` is ignored by `{callee_text(call.site.name, 25)}()`: `reload` is {why}",
        api=call.api.name,
        is_unnecessary=argument.keyword_span is not None,
        subject=(call, parameter),
    )


def _place(call: ApiCall) -> Span:
    return call.call


RULE = Rule(
    name="reload-option-ignored",
    code="MG104",
    family="uvicorn",
    summary="detects uvicorn options that do nothing because reload is off, or on",
    severity=Severity.WARNING,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
    check=check,
    fixes=fixes,
)
