"""Whether a catalogue entry's condition holds for the arguments of a call."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from mainguard.catalogue.api import (
    AllOf,
    AnyOf,
    Condition,
    HasOption,
    IsString,
    MoreThan,
    Not,
    OptionMoreThan,
    Truthy,
)
from mainguard.replay.execution import Execution
from mainguard.replay.parameters import is_option
from mainguard.replay.scope import Frame
from mainguard.replay.truth import is_string, truth
from mainguard.replay.values import Arguments, Choice, Constant, External, Passed, Sequence, Unknown, Value


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a condition holds, and on which unknown values it depends when that is not known."""

    holds: bool | None
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True, slots=True)
class BoundCall:
    """The arguments of one call by parameter, for conditions to ask."""

    run: Execution
    frame: Frame
    node: ast.AST
    arguments: dict[str, Passed]
    given: Arguments

    def check(self, condition: Condition) -> Verdict:
        """Whether ``condition`` holds."""
        match condition:
            case AllOf(conditions=conditions):
                return _all([self.check(each) for each in conditions])
            case AnyOf(conditions=conditions):
                return _negated(_all([_negated(self.check(each)) for each in conditions]))
            case Not(condition=inner):
                return _negated(self.check(inner))
            case Truthy(argument=name):
                return self._about(name, truth, absent=False)
            case IsString(argument=name):
                return self._about(name, is_string, absent=False)
            case MoreThan(argument=name, bound=bound):
                return self._about(name, lambda value: _more_than(value, bound), absent=False)
            case HasOption(argument=name, option=option):
                return self._about(name, lambda value: _has_option(value, option), absent=None)
            case OptionMoreThan(argument=name, option=option, bound=bound):
                return self._about(name, lambda value: _option_more_than(value, option, bound), absent=None)

    def _about(self, name: str, ask: Callable[[Value], bool | None], *, absent: bool | None) -> Verdict:
        passed = self.arguments.get(name)
        if passed is not None:
            known = ask(passed.value)
            return Verdict(known) if known is not None else Verdict(None, (self.origin(passed),))
        if self.given.unknown_keywords is not None:
            return Verdict(None, (self.given.unknown_keywords,))
        if absent is None:
            return Verdict(None, (self.run.unknown(self.frame, self.node, "sys.argv"),))
        return Verdict(absent)

    def origin(self, passed: Passed) -> Unknown:
        """The unknown value behind an argument."""
        match passed.value:
            case Unknown() as unknown:
                return unknown
            case Choice(text=text, module=module, span=span):
                return Unknown(text, module, span)
        about = self.run.unknown(self.frame, self.node)
        source = self.frame.state.module.tree.source.text
        text = source[passed.span.start : passed.span.end] if passed.span is not None else about.text
        if isinstance(passed.value, External) and not passed.value.name.endswith(text):
            # It was handed on under another name: what matters is where it comes from.
            text = ".".join(passed.value.name.split(".")[-2:])
        return Unknown(text, about.module, passed.span or about.span)


def _all(verdicts: list[Verdict]) -> Verdict:
    if any(verdict.holds is False for verdict in verdicts):
        return Verdict(holds=False)
    unknown = tuple(each for verdict in verdicts if verdict.holds is None for each in verdict.unknown)
    return Verdict(None, unknown) if any(verdict.holds is None for verdict in verdicts) else Verdict(holds=True)


def _negated(verdict: Verdict) -> Verdict:
    return Verdict(None if verdict.holds is None else not verdict.holds, verdict.unknown)


def _more_than(value: Value, bound: int) -> bool | None:
    match value:
        case Constant(value=int() | float() as number):
            return number > bound
        case Constant(value=known):
            return False if not known else None
        case Choice(values=values):
            found = {_more_than(each, bound) for each in values}
            return found.pop() if len(found) == 1 else None
        case _:
            return None


def _words(value: Value) -> Sequence | None:
    return value if isinstance(value, Sequence) else None


def _has_option(value: Value, option: str) -> bool | None:
    words = _words(value)
    if words is None:
        return None
    if any(is_option(word, option) for word in words.items):
        return True
    before = (None, *words.items)
    could_be = any(
        not isinstance(word, Constant) and not _takes_value(previous)
        for previous, word in zip(before, words.items, strict=False)
    )
    return None if could_be or not words.exact else False


def _takes_value(word: Value | None) -> bool:
    """Whether what follows ``word`` is its value: an option with two dashes that is no switch to turn something off."""
    text = word.value if isinstance(word, Constant) and isinstance(word.value, str) else ""
    return text.startswith("--") and not text.startswith("--no-") and "=" not in text


def _option_more_than(value: Value, option: str, bound: int) -> bool | None:
    words = _words(value)
    if words is None:
        return None
    for at, word in enumerate(words.items):
        if not isinstance(word, Constant) or not is_option(word, option):
            continue
        text = str(word.value).partition("=")[2]
        if not text and at + 1 < len(words.items):
            following = words.items[at + 1]
            text = str(following.value) if isinstance(following, Constant) else ""
        return int(text) > bound if text.isdecimal() else None
    return False if words.exact else None
