"""Finds the top-level statement at a place without looking at all of them."""

from __future__ import annotations

import ast
from bisect import bisect_right

from mainguard.syntax.tree import PlacedBlock, Tree
from mainguard.text.span import Span


def top_level_statement(tree: Tree, span: Span) -> tuple[PlacedBlock, ast.stmt] | None:
    """The top-level statement around ``span``, its decorators included, with its block."""
    at = bisect_right(tree.blocks, span.start, key=_start) - 1
    if at < 0:
        return None
    placed = tree.blocks[at]
    for statement in placed.block.statements:
        if placed.statement_span(statement).contains(span):
            return placed, statement
    return None


def _start(placed: PlacedBlock) -> int:
    return placed.start
