"""How messages name calls, values and places."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from mainguard.replay.trace import ApiCall, Literal, ObjectNamed, Text, Unclear
from mainguard.rules.rule import Context
from mainguard.text.span import Span

_LONGEST = 40
_PLATFORM_NAMES = {"linux": "Linux", "darwin": "macOS", "win32": "Windows"}


def shortened(text: str) -> str:
    """An expression on one line, cut where it would fill the message."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def callee_text(name: str) -> str:
    """A callee as written, without the arguments of the calls in it: ``Process(…).start``."""
    try:
        return shortened(_without_arguments(ast.parse(name, mode="eval").body))
    except (SyntaxError, ValueError, RecursionError):
        return shortened(name)


def source_of(context: Context, span: Span) -> str:
    """The text of ``span`` in the module."""
    return context.module.tree.source.text[span.start : span.end]


def call_text(context: Context, name: str, call: ApiCall, telling: Iterable[str] = ()) -> str:
    """``uvicorn.run(…, reload=True)``: the callee and of its arguments the ``telling`` ones, others as ``…``."""
    shown = [parameter for parameter in telling if parameter in call.arguments]
    parts = [_argument_text(context, call, parameter) for parameter in shown]
    has_others = len(call.arguments) > len(shown) or not call.is_complete
    return f"{callee_text(name)}({', '.join([*['…'] * has_others, *parts])})"


def in_order(phrases: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *rest, last = phrases
    return f"{', '.join(rest)} and {last}" if rest else last


def targets_text(targets: Iterable[str], versions: tuple[tuple[int, int], ...]) -> str:
    """``macOS, Windows and Python 3.14+`` for targets such as ``linux 3.14``; ``versions`` are all that count."""
    by_platform: dict[str, list[tuple[int, int]]] = {}
    for target in targets:
        platform, _, version = target.partition(" ")
        major, _, minor = version.partition(".")
        by_platform.setdefault(platform, []).append((int(major), int(minor)))
    whole = [platform for platform in by_platform if set(by_platform[platform]) == set(versions)]
    partly = {platform: sorted(found) for platform, found in by_platform.items() if platform not in whole}
    phrases = [_PLATFORM_NAMES.get(platform, platform) for platform in sorted(whole)]
    return in_order([*phrases, *_partly(partly, versions, alone=not whole)])


def _partly(
    partly: Mapping[str, list[tuple[int, int]]], versions: tuple[tuple[int, int], ...], *, alone: bool
) -> list[str]:
    """Platforms on which only some versions count; beside whole platforms the version alone says it all."""
    phrases = []
    for platform, found in sorted(partly.items()):
        numbers = [f"{major}.{minor}" for major, minor in found]
        is_tail = found == list(versions[-len(found) :])
        said = f"Python {numbers[0]}+" if is_tail else f"Python {in_order(numbers)}"
        says_it_all = is_tail and not alone and len(partly) == 1
        phrases.append(said if says_it_all else f"{_PLATFORM_NAMES.get(platform, platform)} with {said}")
    return phrases


def value_text(context: Context, call: ApiCall, parameter: str) -> str:
    """The expression behind an argument, as written where that is in the module."""
    argument = call.arguments[parameter]
    if argument.span is not None and call.site.module == context.module.key:
        return shortened(source_of(context, argument.span))
    match argument.value:
        case Text(value=value):
            return shortened(repr(value))
        case Literal(value=value):
            return shortened(repr(value))
        case ObjectNamed(name=name):
            return name or "…"
        case Unclear(text=text):
            return shortened(text)


def _without_arguments(node: ast.expr) -> str:
    match node:
        case ast.Attribute(value=value, attr=attribute):
            return f"{_without_arguments(value)}.{attribute}"
        case ast.Call(func=callee, args=arguments, keywords=keywords):
            return f"{_without_arguments(callee)}({'…' if arguments or keywords else ''})"
        case ast.Subscript(value=value):
            return f"{_without_arguments(value)}[…]"
        case ast.Name() | ast.Constant():
            return ast.unparse(node)
        case _:
            return f"({ast.unparse(node)})"


def _argument_text(context: Context, call: ApiCall, parameter: str) -> str:
    return f"{parameter}={value_text(context, call, parameter)}"
