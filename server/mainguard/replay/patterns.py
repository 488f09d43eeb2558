"""``match``."""

from __future__ import annotations

import ast
from collections.abc import Callable

from mainguard.replay import attributes, calls, classes, expressions, statements
from mainguard.replay.branches import Tested, either, origin
from mainguard.replay.execution import Execution
from mainguard.replay.flow import Flow
from mainguard.replay.names import assign_name
from mainguard.replay.scope import Frame
from mainguard.replay.truth import equal, is_none, key_of, truth
from mainguard.replay.values import Constant, External, Instance, Mapping, Sequence, Value, facts_in, sequence


def match_statement(run: Execution, node: ast.Match, frame: Frame) -> Flow:
    """The first case that matches; several when that is not known."""
    with run.reading_facts() as facts:
        subject = expressions.evaluate(run, node.subject, frame)
        facts.update(facts_in(subject))
    return _from_case(run, node, 0, subject, frozenset(facts), frame)


def _from_case(run: Execution, node: ast.Match, at: int, subject: Value, facts: frozenset[str], frame: Frame) -> Flow:
    if at == len(node.cases):
        return Flow()
    case = node.cases[at]
    matched = _matches(run, case.pattern, subject, frame)

    def body() -> Flow:
        _capture(run, case.pattern, subject, frame)
        if case.guard is None:
            return statements.run_block(run, case.body, frame)
        test = expressions.test_of(run, case.guard, frame)
        return either(run, test, case.guard, frame, lambda: statements.run_block(run, case.body, frame), following)

    def following() -> Flow:
        return _from_case(run, node, at + 1, subject, facts, frame)

    test = Tested(
        subject,
        matched,
        facts if not _is_wildcard(case.pattern) else frozenset(),
        origin(run, node.subject, frame, subject),
    )
    then: Callable[[], Flow] = body
    return either(run, test, case.pattern, frame, then, following)


def _is_wildcard(pattern: ast.pattern) -> bool:
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None


def _matches(run: Execution, pattern: ast.pattern, subject: Value, frame: Frame) -> bool | None:
    match pattern:
        case ast.MatchValue(value=value):
            return equal(subject, expressions.evaluate(run, value, frame))
        case ast.MatchSingleton(value=value):
            if value is None:
                return is_none(subject)
            return subject.value is value if isinstance(subject, Constant) else None
        case ast.MatchAs(pattern=None):
            return True
        case ast.MatchAs(pattern=inner) if inner is not None:
            return _matches(run, inner, subject, frame)
        case ast.MatchOr(patterns=patterns):
            results = [_matches(run, each, subject, frame) for each in patterns]
            return True if True in results else (None if None in results else False)
        case ast.MatchSequence(patterns=patterns):
            return _matches_sequence(run, patterns, subject, frame)
        case ast.MatchMapping(keys=keys, patterns=patterns):
            return _matches_mapping(run, keys, patterns, subject, frame)
        case ast.MatchClass():
            return _matches_class(run, pattern, subject, frame)
        case _:
            return None


def _all(results: list[bool | None]) -> bool | None:
    return False if False in results else (None if None in results else True)


def _matches_sequence(run: Execution, patterns: list[ast.pattern], subject: Value, frame: Frame) -> bool | None:
    if isinstance(subject, Constant | Mapping):
        return False
    if not isinstance(subject, Sequence) or not subject.exact:
        return None
    paired = _paired(patterns, subject.items)
    if paired is None:
        return False
    return _all([_matches(run, each, item, frame) for each, item in paired if not isinstance(each, ast.MatchStar)])


def _paired(patterns: list[ast.pattern], items: tuple[Value, ...]) -> list[tuple[ast.pattern, Value]] | None:
    """Each pattern with its item, a starred one with a list of the rest; ``None`` if they do not fit."""
    starred = next((at for at, each in enumerate(patterns) if isinstance(each, ast.MatchStar)), None)
    if starred is None:
        return list(zip(patterns, items, strict=True)) if len(patterns) == len(items) else None
    after = len(patterns) - starred - 1
    if len(items) < starred + after:
        return None
    rest = sequence("list", items[starred : len(items) - after])
    return list(zip(patterns, (*items[:starred], rest, *items[len(items) - after :]), strict=True))


def _matches_mapping(
    run: Execution, keys: list[ast.expr], patterns: list[ast.pattern], subject: Value, frame: Frame
) -> bool | None:
    if isinstance(subject, Constant | Sequence):
        return False
    if not isinstance(subject, Mapping):
        return None
    results: list[bool | None] = []
    for key_node, each in zip(keys, patterns, strict=True):
        found = _item(run, subject, key_node, frame)
        absent = None if subject.rest["unknown"] else False
        results.append(absent if found is None else _matches(run, each, found, frame))
    return _all(results)


def _item(run: Execution, subject: Mapping, key_node: ast.expr, frame: Frame) -> Value | None:
    key = key_of(expressions.evaluate(run, key_node, frame))
    return subject.table.get(key[0]) if key is not None else None


def _matches_class(run: Execution, pattern: ast.MatchClass, subject: Value, frame: Frame) -> bool | None:
    is_instance = truth(
        calls.call(
            run,
            External("builtins.isinstance"),
            calls.positional(subject, expressions.evaluate(run, pattern.cls, frame)),
            pattern.cls,
            frame,
        )
    )
    if is_instance is not True:
        return is_instance
    parts = _parts(run, pattern, subject, frame)
    if parts is None:
        return None
    return _all([True, *(_matches(run, each, value, frame) for each, value in parts)])


def _parts(
    run: Execution, pattern: ast.MatchClass, subject: Value, frame: Frame
) -> list[tuple[ast.pattern, Value]] | None:
    """The patterns in ``Class(…)`` with the attributes that they are for; ``None`` where these are not known."""
    if not isinstance(subject, Instance):
        return [(each, subject) for each in pattern.patterns] if not pattern.kwd_attrs else None
    names = [*classes.match_args(subject.of)[: len(pattern.patterns)], *pattern.kwd_attrs]
    patterns = [*pattern.patterns, *pattern.kwd_patterns]
    if len(names) != len(patterns):
        return None
    values = [attributes.get(run, subject, name, pattern, frame) for name in names]
    return list(zip(patterns, values, strict=True))


def _capture(run: Execution, pattern: ast.pattern, subject: Value, frame: Frame) -> None:
    match pattern:
        case ast.MatchAs(pattern=inner, name=name):
            if inner is not None:
                _capture(run, inner, subject, frame)
            if name is not None:
                assign_name(run, name, subject, frame)
        case ast.MatchStar(name=name):
            if name is not None:
                assign_name(run, name, subject, frame)
        case ast.MatchSequence(patterns=patterns) if isinstance(subject, Sequence) and subject.exact:
            for each, item in _paired(patterns, subject.items) or ():
                _capture(run, each, item, frame)
        case ast.MatchMapping(keys=keys, patterns=patterns, rest=None) if isinstance(subject, Mapping):
            for key_node, each in zip(keys, patterns, strict=True):
                found = _item(run, subject, key_node, frame)
                _capture(run, each, found or run.unknown(frame, pattern), frame)
        case ast.MatchClass() if (parts := _parts(run, pattern, subject, frame)) is not None:
            for each, value in parts:
                _capture(run, each, value, frame)
        case _:
            for inner_node in ast.walk(pattern):
                name = getattr(inner_node, "name", None) or getattr(inner_node, "rest", None)
                if isinstance(name, str):
                    assign_name(run, name, run.unknown(frame, pattern, name), frame)
