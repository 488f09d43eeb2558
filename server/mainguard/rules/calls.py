"""What a rule can read from a call's arguments."""

from __future__ import annotations

from collections.abc import Iterator

from mainguard.replay.trace import ApiCall, Argument, Literal, ObjectNamed, Text, Unclear
from mainguard.rules.rule import Context


def is_true(call: ApiCall, parameter: str) -> bool | None:
    """Whether the argument is given and true; ``None`` when that is not known."""
    argument = call.arguments.get(parameter)
    if argument is None:
        return False if call.is_complete else None
    match argument.value:
        case Text(value=str(value)):
            return bool(value)
        case Literal(value=value):
            return bool(value)
        case ObjectNamed(is_factory=True):
            return True
        case _:
            return None


def is_more_than(call: ApiCall, parameter: str, bound: int) -> bool | None:
    """Whether the argument is a number above ``bound``; ``None`` when that is not known."""
    argument = call.arguments.get(parameter)
    if argument is None:
        return False if call.is_complete else None
    match argument.value:
        case Literal(value=int(value) | float(value)):
            return value > bound
        case Unclear():
            return None
        case _:
            return False


def is_text(context: Context, argument: Argument) -> bool | None:
    """Whether the argument is a ``str``; ``None`` when that is not known.

    What is imported from outside the project to be served is an object; a setting may be anything.
    """
    match argument.value:
        case Text():
            return True
        case ObjectNamed(module=module, name=name) if is_outside(context, module):
            return None if name is None or name.isupper() else False
        case Unclear():
            return None
        case _:
            return False


def is_outside(context: Context, module: str) -> bool:
    """Whether ``module``, as a trace names it, is not the project's."""
    return module not in {context.module.key, *context.trace.modules_read}


def calls_here(context: Context, tag: str) -> Iterator[ApiCall]:
    """The calls of the APIs tagged ``tag`` that are written in this module, as often as they were reached."""
    for call in context.trace.calls:
        if tag in call.api.tags and call.site.module == context.module.key:
            yield call
