"""Finds the statements around a place without looking at all of them."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterator

from mainguard.syntax.tree import PlacedBlock, Tree
from mainguard.text.span import Span


def top_level_statement(tree: Tree, span: Span) -> tuple[PlacedBlock, ast.stmt] | None:
    """The top-level statement around ``span``, its decorators included, with its block."""
    at = bisect_right(tree.starts, span.start) - 1
    if at < 0:
        return None
    placed = tree.blocks[at]
    for statement in placed.block.statements:
        if placed.statement_span(statement).contains(span):
            return placed, statement
    return None


def innermost_statement(tree: Tree, span: Span) -> tuple[PlacedBlock, ast.stmt] | None:
    """The statement around ``span`` that has none inside that is around it too, with its block."""
    found = top_level_statement(tree, span)
    if found is None:
        return None
    *_, innermost = statements_around(tree, span)
    return found[0], innermost


def statements_around(tree: Tree, span: Span) -> Iterator[ast.stmt]:
    """The statements around ``span``, from the top-level one inwards."""
    found = top_level_statement(tree, span)
    if found is None:
        return
    placed, statement = found
    yield statement
    pending = list(suite_statements(statement))
    while pending:
        candidate = pending.pop()
        if placed.statement_span(candidate).contains(span):
            yield candidate
            pending = list(suite_statements(candidate))


def has_more_after(tree: Tree, span: Span) -> bool:
    """Whether a top-level statement begins behind ``span``."""
    return any(
        placed.statement_span(statement).start >= span.end
        for placed in tree.blocks[bisect_right(tree.starts, span.start) - 1 :]
        for statement in placed.block.statements
    )


def suite_statements(statement: ast.AST) -> Iterator[ast.stmt]:
    """The statements directly in the suites of ``statement``, in order but for ``except`` and ``case`` clauses."""
    for field in ("body", "orelse", "finalbody"):
        yield from getattr(statement, field, ())
    for field in ("handlers", "cases"):
        for clause in getattr(statement, field, ()):
            yield from suite_statements(clause)
