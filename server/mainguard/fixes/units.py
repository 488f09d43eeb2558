"""Cuts a file into the pieces that a guard can take in: whole lines, with the comments that belong to them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from mainguard.fixes.dataflow import flow
from mainguard.fixes.uses import NOTHING, Flow
from mainguard.syntax.tree import PlacedBlock, Tree
from mainguard.text.lines import LineIndex
from mainguard.text.source import Source
from mainguard.text.span import Span

_REST_OF_LINE = re.compile(r"(?:[ \t\f;]|\\(?:\r\n|\r|\n))*(?:\#[^\r\n]*)?(?=\r\n|\r|\n|\Z)")
_GUARD = re.compile(
    r"""
    if\b [ \t(]*
    (?: __name__[ \t]*==[ \t]*(?P<q>["'])__main__(?P=q)
      | (?P<r>["'])__main__(?P=r)[ \t]*==[ \t]*__name__ )
    [ \t)]* :
    """,
    re.VERBOSE,
)
_STAYS_ON_TOP = re.compile(r"#!|#[ \t]*%%|#[ \t]*In\[|#.*?coding[:=][ \t]*[-\w.]+")
"""Comments that belong to the file or to a notebook cell, not to the statement below."""


@dataclass(frozen=True, slots=True)
class Guard:
    """An ``if __name__ == "__main__":`` of the module level, without ``else``."""

    header: Span
    """From ``if`` to the colon, both included; on one line."""
    body: int
    """The offset of the first statement in it."""
    indent: str | None
    """How its body is indented; ``None`` when the body stands on the header's line."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Top-level statements that share lines with no other statement: nearly always one."""

    statements: tuple[ast.stmt, ...]
    spans: tuple[Span, ...]
    """The spans of ``statements``, decorators included."""
    head: int
    """The 0-based line on which it starts: the first of the comment lines directly above, if there are any."""
    first: int
    """The line of its first statement or decorator."""
    last: int
    """Its last line: indented comments below a compound statement belong to it."""
    flow: Flow
    guard: Guard | None = None
    is_opaque: bool = False
    """Whether it did not parse, or starts in a way that no guard can be put in front of; ``flow`` then claims
    that every word in it is read."""

    @property
    def stays(self) -> bool:
        """Whether it belongs at the module level, or cannot be moved at all."""
        return self.is_opaque or self.flow.has_definition


def guard_of(source: Source, placed: PlacedBlock, statement: ast.stmt) -> Guard | None:
    """``statement`` as a main guard, if it is one; one on several lines or with an ``else`` does not count."""
    if not isinstance(statement, ast.If) or statement.orelse:
        return None
    start = placed.span(statement).start
    header = _GUARD.match(source.text, start)
    if header is None:
        return None
    lines = source.lines
    body = placed.statement_span(statement.body[0]).start
    if lines.line_of(body) == lines.line_of(start):
        return Guard(Span(start, header.end()), body, None)
    indent = source.text[lines.line_start(lines.line_of(body)) : body]
    return None if indent.strip(" \t") else Guard(Span(start, header.end()), body, indent)


@lru_cache(maxsize=8)
def units(tree: Tree) -> tuple[Unit, ...]:
    """The units of ``tree`` in order; lines between them are blank or hold comments."""
    lines = tree.source.lines
    cut = sorted(_cut(tree), key=lambda unit: unit.first)
    floors = (0, *(unit.last + 1 for unit in cut))
    heads = [_head(lines, unit.first, floor) for unit, floor in zip(cut, floors, strict=False)]
    ceilings = (*heads[1:], lines.line_count)
    return tuple(
        _extended(unit, head, _last(lines, unit.last, ceiling))
        for unit, head, ceiling in zip(cut, heads, ceilings, strict=True)
    )


def _extended(unit: Unit, head: int, last: int) -> Unit:
    return unit if (head, last) == (unit.head, unit.last) else replace(unit, head=head, last=last)


def _cut(tree: Tree) -> Iterator[Unit]:
    source = tree.source
    waiting: list[tuple[PlacedBlock, ast.stmt, Span]] = []
    for placed, statement in tree.statements:
        span = placed.statement_span(statement)
        waiting.append((placed, statement, span))
        if rest := _REST_OF_LINE.match(source.text, span.end):
            yield _unit(source, waiting, rest.end())
            waiting = []
    for placed in tree.blocks:
        if placed.block.problem is not None:
            end = placed.start + len(placed.block.text.rstrip())
            yield _opaque(source, Span(placed.start, max(placed.start, end)))


def _unit(source: Source, parts: list[tuple[PlacedBlock, ast.stmt, Span]], end: int) -> Unit:
    lines = source.lines
    statements = tuple(statement for _, statement, _ in parts)
    spans = tuple(span for _, _, span in parts)
    first = lines.line_of(spans[0].start)
    if source.text[lines.line_start(first) : spans[0].start].strip("\f\ufeff"):
        return _opaque(source, Span(spans[0].start, end))
    guard = guard_of(source, parts[0][0], statements[0]) if len(parts) == 1 else None
    return Unit(statements, spans, first, first, lines.line_of(end), flow(statements), guard)


def _opaque(source: Source, span: Span) -> Unit:
    lines = source.lines
    words = frozenset(re.findall(r"[^\W\d]\w*", source.text[span.start : span.end]))
    first, last = lines.line_of(span.start), lines.line_of(span.end)
    seen = Flow(
        replace(NOTHING, reads=words),
        frozenset(),
        frozenset(),
        frozenset(),
        (),
        has_definition=False,
        acts=False,
        is_plain=False,
        has_star_import=False,
    )
    return Unit((), (), first, first, last, seen, is_opaque=True)


def _head(lines: LineIndex, first: int, floor: int) -> int:
    """The first of the comment lines directly above line ``first``, none of them above line ``floor``."""
    while first > floor:
        above = lines.line_text(first - 1).lstrip("\f\ufeff")
        if not above.startswith("#") or _STAYS_ON_TOP.match(above):
            return first
        first -= 1
    return first


def _last(lines: LineIndex, last: int, ceiling: int) -> int:
    """The last of the indented comment lines after line ``last`` and above line ``ceiling``."""
    for line in range(last + 1, ceiling):
        text = lines.line_text(line)
        if text[:1] in (" ", "\t") and text.lstrip().startswith("#"):
            last = line
        elif text.strip():
            return last
    return last
