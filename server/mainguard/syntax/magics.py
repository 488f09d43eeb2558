"""Puts neutral Python in place of what IPython adds to it, so that the rest of a cell parses.

Every character keeps its place: what is masked is as long as before, in the same lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mainguard.syntax.blocks import TOKEN, TRIPLE_END
from mainguard.text.edits import Edit, apply
from mainguard.text.span import Span

_CACHED_CELLS = 512

_PYTHON_CELLS = frozenset({"capture", "debug", "prun", "time", "timeit"})
"""Cell magics below which there is Python that the kernel itself runs."""

_CELL_MAGIC = re.compile(r"\s*?(?P<line>%%(?P<name>\w*)[^\r\n]*)")
_MAGIC = re.compile(
    r"""
      (?P<prefix>%(?:time|timeit|prun)(?:[ \t]+-\w+(?:[ \t]*\d+)?)*[ \t]+)(?=[\w(\[{'"])
    | (?P<statement>[%!?,;/][^\r\n]*)
    | (?P<help>[^\r\n#'"]*\?(?=[ \t]*(?:[\r\n]|\Z)))
    | [^\r\n\#'"=!%]+=[ \t]*(?P<value>[!%][^\r\n]*)
    """,
    re.VERBOSE,
)
_INDENTATION = re.compile(r"[ \t\f]*")
_JOINED_LINE = re.compile(r"(?:\r\n|\r|\n)([^\r\n]*)")
_NOT_LINE_END = re.compile(r"[^\r\n]")


@dataclass(frozen=True, slots=True)
class Masked:
    """A cell's text as Python."""

    text: str
    spans: tuple[Span, ...]
    """What is not Python, in order."""
    begins_with_cell_magic: bool
    """Whether the first line, which nothing may come before, says what is done with the others."""


@lru_cache(_CACHED_CELLS)
def mask(cell: str) -> Masked:
    """``cell`` with its magics, its shell commands and its requests for help masked; any other text as it is."""
    edits = tuple(_edits(cell))
    return Masked(apply(cell, edits), tuple(edit.span for edit in edits), _CELL_MAGIC.match(cell) is not None)


def _edits(cell: str) -> Iterator[Edit]:
    start = 0
    if magic := _CELL_MAGIC.match(cell):
        whole = magic["name"] not in _PYTHON_CELLS
        yield _blanked(cell, Span(magic.start("line"), len(cell) if whole else magic.end("line")))
        start = len(cell) if whole else magic.end("line")
    while start < len(cell):
        start = _INDENTATION.match(cell, start).end()  # type: ignore[union-attr]  # it matches everywhere
        found = _MAGIC.match(cell, start)
        if found is None:
            start = _end_of_logical_line(cell, start)
        elif found["prefix"]:
            yield _neutral(cell, Span(*found.span("prefix")), "0;")
            start = _end_of_logical_line(cell, found.end("prefix"))
        else:
            kind = str(found.lastgroup)
            span = Span(found.start(kind), _end_of_joined_lines(cell, found.end(kind)))
            # The value of a command is not known, and no name is bound to ``_``.
            yield _neutral(cell, span, "_" if kind == "value" else "0")
            start = span.end


def _blanked(cell: str, span: Span) -> Edit:
    return Edit(span, _NOT_LINE_END.sub(" ", cell[span.start : span.end]))


def _neutral(cell: str, span: Span, code: str) -> Edit:
    blank = _blanked(cell, span)
    return Edit(span, code + blank.text[len(code) :])


def _end_of_joined_lines(cell: str, at: int) -> int:
    """The end of a line, and of those that a backslash joins to it."""
    while cell.endswith("\\", 0, at) and (line := _JOINED_LINE.match(cell, at)):
        at = line.end()
    return at


def _end_of_logical_line(cell: str, at: int) -> int:
    """Behind the line end that ends the statement begun before ``at``."""
    depth = 0
    while token := TOKEN.search(cell, at):
        at = token.end()
        match token.lastgroup:
            case "triple":
                closed = TRIPLE_END[token.group()].match(cell, at)
                at = closed.end() if closed else len(cell)
            case "open":
                depth += 1
            case "close":
                depth = max(0, depth - 1)
            case "newline" if depth == 0:
                return at
    return len(cell)
