"""How messages name calls, values and places."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from functools import lru_cache

from mainguard.replay.trace import ApiCall, Assumption, Literal, ObjectNamed, Text, Unclear
from mainguard.rules.rule import Context
from mainguard.text.span import Span

CONSEQUENCE_WITHIN = 60
"""How much of a message lists of problems show for sure, in code points: the call and what comes of it fit in there."""
LONGEST_MESSAGE = 200

_LONGEST = 40
_CALLEES_KEPT = 256
_PLATFORM_NAMES = {"linux": "Linux", "darwin": "macOS", "win32": "Windows"}


def shortened(text: str, longest: int = _LONGEST) -> str:
    """An expression on one line, cut where it would fill the message."""
    line = one_line(text)
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def one_line(text: str) -> str:
    """``text`` with its line ends and indents as single spaces."""
    return " ".join(text.split())


@lru_cache(_CALLEES_KEPT)
def callee_text(name: str, longest: int = _LONGEST) -> str:
    """A callee as written, without the arguments of the calls in it: ``Process(…).start``.

    One that is too long is cut in front, since its last part tells most: ``multi….get_context(…).Process``.
    """
    try:
        return _without_arguments(ast.parse(name, mode="eval").body, longest)
    except (SyntaxError, ValueError, RecursionError):
        return shortened(name, longest)


def assumed_text(assumption: Assumption, longest: int) -> str:
    """What is assumed of a value: `` `settings.debug` is true ``."""
    name = f"`{shortened(assumption.text, longest)}`"
    if assumption.other_than is not None:
        return f"{name} is not {assumption.other_than}"
    if assumption.text.startswith("except"):
        return f"{name} is {'reached' if assumption.holds else 'not reached'}"
    return f"{name} is {'true' if assumption.holds else 'false'}"


def assumptions_text(assumptions: Sequence[Assumption], longest: int, most: int) -> str:
    """What has to hold: `` if `a` is true and 2 more``; empty when nothing has to."""
    return conditions_text([assumed_text(each, longest) for each in assumptions], most)


def conditions_text(phrases: Sequence[str], most: int) -> str:
    """`` if a, b and 2 more`` with at most ``most`` of the ``phrases``; empty when there are none."""
    if not phrases:
        return ""
    named = list(dict.fromkeys(phrases))
    more = len(named) - most
    if more > 0 and most == 0:
        return f" if {more} {'conditions hold' if more > 1 else 'condition holds'}"
    return f" if {in_order([*named[:most], *([f'{more} more'] if more > 0 else [])])}"


def first_that_fits(texts: Iterable[str]) -> str:
    """The first of ``texts``, each shorter than the one before, that a message may be; else the last one, cut."""
    text = ""
    for text in texts:
        if len(text) <= LONGEST_MESSAGE:
            return text
    return f"{text[: LONGEST_MESSAGE - 1]}…"


def brackets_text(callee: Span, call: Span) -> str:
    """``(…)`` behind a callee whose call has arguments, wherever the module is, else ``()``."""
    return "(…)" if call.end - callee.end > len("()") else "()"


def source_of(context: Context, span: Span) -> str:
    """The text of ``span`` in the module."""
    return context.module.tree.source.text[span.start : span.end]


def call_text(
    context: Context, name: str, call: ApiCall, telling: Iterable[str] = (), longest: int = CONSEQUENCE_WITHIN
) -> str:
    """``uvicorn.run(…, reload=True)``: the callee and of its arguments the ``telling`` ones, others as ``…``.

    Where that is too long, the values are left out, then the arguments, then the beginning of the callee.
    """
    shown = [parameter for parameter in telling if parameter in call.arguments]
    has_others = len(call.arguments) > len(shown) or not call.is_complete
    with_values = [f"{parameter}={value_text(context, call, parameter)}" for parameter in shown]
    without_values = [f"{parameter}=…" for parameter in shown]
    callee = callee_text(name)
    for arguments in (with_values, without_values):
        text = f"{callee}({', '.join([*['…'] * has_others, *arguments])})"
        if len(text) <= longest:
            return text
    arguments_text = "(…)" if call.arguments or has_others else "()"
    return callee_text(name, longest - len(arguments_text)) + arguments_text


def in_order(phrases: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *rest, last = phrases
    return f"{', '.join(rest)} and {last}" if rest else last


def platform_name(platform: str) -> str:
    """What people call a value of ``sys.platform``."""
    return _PLATFORM_NAMES.get(platform, platform)


def versions_by_platform(targets: Iterable[str]) -> dict[str, tuple[tuple[int, int], ...]]:
    """The ascending versions of each platform in targets such as ``linux 3.14``."""
    found: dict[str, set[tuple[int, int]]] = {}
    for target in targets:
        platform, _, version = target.partition(" ")
        major, _, minor = version.partition(".")
        found.setdefault(platform, set()).add((int(major), int(minor)))
    return {platform: tuple(sorted(versions)) for platform, versions in sorted(found.items())}


def targets_text(targets: Iterable[str], versions: tuple[tuple[int, int], ...]) -> str:
    """``macOS, Windows and Python 3.14+`` for targets such as ``linux 3.14``; ``versions`` are all that count."""
    by_platform = versions_by_platform(targets)
    whole = [platform_name(platform) for platform, found in by_platform.items() if found == versions]
    partly: dict[tuple[tuple[int, int], ...], list[str]] = {}
    for platform, found in by_platform.items():
        if found != versions:
            partly.setdefault(found, []).append(platform_name(platform))
    phrases = [_partly(names, found, versions) for found, names in partly.items()]
    is_tail = len(partly) == 1 and all(found == versions[-len(found) :] for found in partly)
    if (whole and is_tail) or any(len(names) == len(_PLATFORM_NAMES) for names in partly.values()):
        # Beside whole platforms, and on all platforms alike, the version alone says it all.
        phrases = [_versions_text(found, versions) for found in partly]
    return in_order([*whole, *phrases])


def _partly(names: list[str], found: tuple[tuple[int, int], ...], versions: tuple[tuple[int, int], ...]) -> str:
    together = {1: "", 2: ", both"}.get(len(names), ", all")
    return f"{in_order(names)}{together} with {_versions_text(found, versions)}"


def _versions_text(found: tuple[tuple[int, int], ...], versions: tuple[tuple[int, int], ...]) -> str:
    """``Python 3.13+``, ``Python 3.10 to 3.13``, ``Python 3.10 and 3.12``."""
    numbers = [f"{major}.{minor}" for major, minor in found]
    if found == versions[-len(found) :]:
        return f"Python {numbers[0]}+"
    start = versions.index(found[0]) if found[0] in versions else 0
    if len(found) > 2 and found == versions[start : start + len(found)]:
        return f"Python {numbers[0]} to {numbers[-1]}"
    return f"Python {in_order(numbers)}"


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


def _without_arguments(node: ast.expr, longest: int) -> str:
    """At most ``longest`` code points; what stands in front is cut first."""
    if longest < 1:
        return "…"
    match node:
        case ast.Attribute(value=value, attr=attribute):
            front = _without_arguments(value, max(longest - len(attribute) - 1, 1))
            return shortened(f"{front}.{attribute}", longest)
        case ast.Call(func=function, args=arguments, keywords=keywords):
            brackets = "(…)" if arguments or keywords else "()"
            return _without_arguments(function, max(longest - len(brackets), 1)) + brackets
        case ast.Subscript(value=value):
            return _without_arguments(value, max(longest - 3, 1)) + "[…]"
        case ast.Name() | ast.Constant():
            return shortened(ast.unparse(node), longest)
        case _:
            return shortened(f"({ast.unparse(node)})", longest)
