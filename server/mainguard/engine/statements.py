"""Which lines a reader takes to be about a place: where a comment on a statement stands."""

from __future__ import annotations

import ast

from mainguard.rules.places import innermost_statement, suite_statements
from mainguard.syntax.tree import PlacedBlock, Tree
from mainguard.text.span import Span


def statement_lines(tree: Tree, span: Span) -> tuple[int, ...]:
    """The 0-based lines on which a comment is about ``span``, in the order in which one is written there.

    These are the line where ``span`` starts, and the last and the first line of the innermost statement around it;
    of a compound statement only the header counts.
    """
    lines = [tree.source.lines.line_of(span.start)]
    found = innermost_statement(tree, span)
    if found is not None:
        first, last = _own_lines(tree, *found)
        lines += [last, first]
    return tuple(dict.fromkeys(lines))


def _own_lines(tree: Tree, placed: PlacedBlock, statement: ast.stmt) -> tuple[int, int]:
    """The first and the last line of a simple statement or of a compound one's header."""
    lines = tree.source.lines
    span = placed.statement_span(statement)
    first = lines.line_of(span.start)
    inner = next(suite_statements(statement), None)
    if inner is None:
        return first, lines.line_of(span.end)
    start = placed.statement_span(inner).start
    last = lines.line_of(start)
    if tree.source.text[lines.line_start(last) : start].strip():
        return first, last
    # Between a header's colon and its suite there are only blank lines and comments.
    last -= 1
    while last > first and (not lines.line_text(last).strip() or lines.line_text(last).lstrip().startswith("#")):
        last -= 1
    return first, last
