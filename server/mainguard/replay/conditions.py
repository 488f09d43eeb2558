"""Whether a catalogue entry's condition holds for the arguments of a call."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mainguard.catalogue.api import (
    ABSENT,
    AllOf,
    AnyOf,
    Condition,
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
    Truthy,
    UsesGlobals,
)
from mainguard.replay import argument_paths, classes
from mainguard.replay.execution import Execution
from mainguard.replay.parameters import is_option
from mainguard.replay.scope import Frame
from mainguard.replay.truth import is_none, is_string, truth
from mainguard.replay.values import (
    NONE,
    Arguments,
    Bound,
    Choice,
    Class,
    Constant,
    ConstantMethod,
    Decorated,
    External,
    ExternalInstance,
    ExternalMethod,
    Function,
    Instance,
    Partial,
    Passed,
    Sequence,
    Unknown,
    Value,
)


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
    owner: Value | None = None
    """The object whose method is called."""
    source: Arguments | None = None
    """What ``arguments`` are taken from, when that is not ``given``: what ``self`` was made with."""

    def find(self, path: str) -> Passed | None:
        """What the entry's ``path`` names; ``None`` when nothing is given."""
        return argument_paths.find(self.run, path, self.arguments, self.source or self.given, self.owner)

    def check(self, condition: Condition) -> Verdict:
        """Whether ``condition`` holds."""
        match condition:
            case AllOf(conditions=conditions):
                return _all([self.check(each) for each in conditions])
            case AnyOf(conditions=conditions):
                return _negated(_all([_negated(self.check(each)) for each in conditions]))
            case Not(condition=inner):
                return _negated(self.check(inner))
            case HasOption(argument=path, option=option):
                return self._of_words(path, lambda value: _has_option(value, option))
            case OptionMoreThan(argument=path, option=option, bound=bound):
                return self._of_words(path, lambda value: _option_more_than(value, option, bound))
            case Given(argument=path):
                return self._about(path, _is_given)
            case Truthy(argument=path, default=default):
                return self._about(path, truth, default)
            case IsString(argument=path, default=default):
                return self._about(path, is_string, default)
            case Matches(argument=path, pattern=pattern):
                return self._about(path, lambda value: _matches(value, pattern))
            case UsesGlobals(argument=path):
                return self._about(path, uses_globals)
            case IsCallable(argument=path):
                return self._about(path, is_callable)
            case Equals(argument=path, values=values, default=default):
                return self._about(path, lambda value: _is_one_of(value, values), default)
            case Is(argument=path, name=name):
                return self._about(path, lambda value: _is(self.run, value, name))
            case MoreThan(argument=path, bound=bound, default=default):
                return self._about(path, lambda value: _more_than(value, bound), default)

    def _about(self, path: str, ask: Callable[[Value], bool | None], default: object = ABSENT) -> Verdict:
        passed = self.find(path)
        if passed is None or (default is not ABSENT and passed.value == NONE):
            return Verdict(ask(Constant(default)) if default is not ABSENT else False)
        known = ask(passed.value)
        return Verdict(known) if known is not None else Verdict(None, (self.origin(passed),))

    def _of_words(self, path: str, ask: Callable[[Value], bool | None]) -> Verdict:
        passed = self.find(path)
        if passed is None:
            return Verdict(None, (self.run.unknown(self.frame, self.node, "sys.argv"),))
        known = ask(passed.value)
        return Verdict(known) if known is not None else Verdict(None, (self.origin(passed),))

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
        case Constant(value=str() as text) if text.isdecimal():
            return int(text) > bound
        case Constant(value=known):
            return False if not known else None
        case Choice(values=values):
            return _agreed(_more_than(each, bound) for each in values)
        case Unknown() | External() | ExternalInstance() | Instance() | ExternalMethod():
            return None
        case _:
            return False


def _is_given(value: Value) -> bool | None:
    none = is_none(value)
    return None if none is None else not none


def is_callable(value: Value) -> bool | None:
    """Whether ``value`` is a function, method or class."""
    match value:
        case Function() | Bound() | Class() | Partial() | Decorated() | ExternalMethod() | ConstantMethod():
            return True
        case External() | Unknown():
            string = is_string(value)
            return None if string is None or isinstance(value, Unknown) else not string
        case Choice(values=values):
            return _agreed(is_callable(each) for each in values)
        case Instance() | ExternalInstance():
            return None
        case _:
            return False


def _matches(value: Value, pattern: str) -> bool | None:
    match value:
        case Constant(value=known):
            return isinstance(known, str) and re.fullmatch(pattern, known) is not None
        case Choice(values=values):
            return _agreed(_matches(each, pattern) for each in values)
        case _:
            return None if is_string(value) is not False else False


def uses_globals(value: Value) -> bool | None:
    """Whether ``value`` is a function whose code names what its module, or a function around it, has bound."""
    match value:
        case Function(node=node):
            names = {
                each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)
            }
            bound = {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
            bound |= {
                each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
            }
            return bool(names - bound - set(dir(builtins)))
        case Bound(function=function):
            return uses_globals(function)
        case Unknown():
            return None
        case Choice(values=values):
            return _agreed(uses_globals(each) for each in values)
        case _:
            return False


def _is_one_of(value: Value, values: tuple[object, ...]) -> bool | None:
    match value:
        case Constant(value=known):
            return any(known == each and isinstance(known, bool) == isinstance(each, bool) for each in values)
        case Unknown() | External():
            return None
        case Choice():
            return _agreed(_is_one_of(each, values) for each in value.values)
        case _:
            return False


def _is(run: Execution, value: Value, name: str) -> bool | None:
    """Whether ``value`` is what is called ``name``, derived from it or made of it."""
    match value:
        case External(name=own) | ExternalInstance(of=own):
            return run.catalogue.is_kind_of(own, name)
        case Class() | Instance():
            base = classes.external_base(value.of if isinstance(value, Instance) else value)
            return base is not None and run.catalogue.is_kind_of(base, name)
        case Unknown():
            return None
        case Choice(values=values):
            return _agreed(_is(run, each, name) for each in values)
        case _:
            return False


def _agreed(found: Iterable[bool | None]) -> bool | None:
    """What all say; ``None`` when they differ."""
    different = set(found)
    return different.pop() if len(different) == 1 else None


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
