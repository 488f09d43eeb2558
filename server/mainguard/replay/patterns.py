"""``match``."""

from __future__ import annotations

import ast
from collections.abc import Callable

from mainguard.replay import expressions, statements
from mainguard.replay.branches import Tested, either, origin
from mainguard.replay.execution import Execution
from mainguard.replay.flow import Flow
from mainguard.replay.names import assign_name
from mainguard.replay.scope import Frame
from mainguard.replay.truth import equal, is_none
from mainguard.replay.values import Constant, Sequence, Value


def match_statement(run: Execution, node: ast.Match, frame: Frame) -> Flow:
    """The first case that matches; several when that is not known."""
    with run.reading_facts() as facts:
        subject = expressions.evaluate(run, node.subject, frame)
        if isinstance(subject, Constant):
            facts.update(subject.facts)
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
        case _:
            return None


def _matches_sequence(run: Execution, patterns: list[ast.pattern], subject: Value, frame: Frame) -> bool | None:
    if isinstance(subject, Constant):
        return False
    if (
        not isinstance(subject, Sequence)
        or not subject.exact
        or any(isinstance(each, ast.MatchStar) for each in patterns)
    ):
        return None
    if len(patterns) != len(subject.items):
        return False
    results = [_matches(run, each, item, frame) for each, item in zip(patterns, subject.items, strict=True)]
    if False in results:
        return False
    return None if None in results else True


def _capture(run: Execution, pattern: ast.pattern, subject: Value, frame: Frame) -> None:
    match pattern:
        case ast.MatchAs(pattern=inner, name=name):
            if inner is not None:
                _capture(run, inner, subject, frame)
            if name is not None:
                assign_name(run, name, subject, frame)
        case ast.MatchSequence(patterns=patterns) if isinstance(subject, Sequence) and subject.exact:
            for each, item in zip(patterns, subject.items, strict=False):
                _capture(run, each, item, frame)
        case _:
            for inner_node in ast.walk(pattern):
                name = getattr(inner_node, "name", None) or getattr(inner_node, "rest", None)
                if isinstance(name, str):
                    assign_name(run, name, run.unknown(frame, pattern, name), frame)
