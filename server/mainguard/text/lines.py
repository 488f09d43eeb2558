"""Offsets to lines and columns, in every unit that a neighbour of mainguard counts in.

Lines end at ``\r\n``, ``\r`` and ``\n`` only, as in the LSP specification and in CPython's tokenizer;
``str.splitlines`` also breaks at form feeds and U+2028 and must not be used for positions.
"""

from __future__ import annotations

import enum
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from mainguard.text.span import Span

_CONTINUATION = 0x80
"""The two highest bits of a byte that continues a character in UTF-8."""
_HIGH_SURROGATE, _LOW_SURROGATE = 0xD8, 0xDC
"""The six highest bits of the units that together are one character in UTF-16."""
_LINE_END = re.compile(r"[\r\n]")
_ENDED_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)")
_LINES_IN_STRETCH = 128


class ColumnUnit(enum.Enum):
    """What one column is: an LSP ``PositionEncodingKind``."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text: both numbers 0-based, the column in the unit named by whoever made it."""

    line: int
    column: int


class _Stretch(NamedTuple):
    """Some lines that follow each other; at least one."""

    starts: Sequence[int]
    """Where each starts, counted from the start of the first."""
    length: int
    """Of all of them with their ends, in code points."""


class LineIndex:
    """Where the lines of a text start; converts between offsets (code points) and positions.

    The lines are kept in stretches, so that an edit costs the stretches that it touches and not the lines of the text.
    """

    __slots__ = ("_first_lines", "_offsets", "_stretches", "_text")

    def __init__(self, text: str) -> None:
        self._take(text, list(_stretches(text, is_end=True)))

    def edited(self, span: Span, length: int, text: str) -> LineIndex:
        """The index of ``text``: what this is the index of, with ``length`` code points in place of ``span``."""
        grown = length - (span.end - span.start)
        if self._is_within_line(span, length, text):
            stretches = self._with_line_grown(span, grown)
        else:
            # An edit at a stretch's very start may make one line end of two characters with the end of the one before.
            first = max(0, bisect_left(self._offsets, span.start) - 1)
            last = bisect_right(self._offsets, span.end)
            is_end = last >= len(self._stretches)
            end = len(text) if is_end else self._offsets[last] + grown
            anew = _stretches(text[self._offsets[first] : end], is_end=is_end)
            stretches = [*self._stretches[:first], *anew, *self._stretches[last:]]
        index = LineIndex.__new__(LineIndex)
        index._take(text, stretches)  # noqa: SLF001 - it is one of ours
        return index

    def _is_within_line(self, span: Span, length: int, text: str) -> bool:
        """Whether no line end came or went, and none was taken apart or put together."""
        is_behind_carriage_return = text.startswith("\r", span.start - 1) if span.start else False
        return not (
            is_behind_carriage_return
            or _LINE_END.search(self._text, span.start, span.end)
            or _LINE_END.search(text, span.start, span.start + length)
        )

    def _with_line_grown(self, span: Span, grown: int) -> list[_Stretch]:
        number = bisect_right(self._offsets, span.start) - 1
        stretches = self._stretches.copy()
        starts, length = stretches[number]
        behind = bisect_right(starts, span.start - self._offsets[number])
        starts = [*starts[:behind], *[start + grown for start in starts[behind:]]]
        stretches[number] = _Stretch(starts, length + grown)
        return stretches

    def _take(self, text: str, stretches: list[_Stretch]) -> None:
        self._text = text
        self._stretches = stretches
        self._offsets = [0, *accumulate(stretch.length for stretch in stretches[:-1])]
        """Where in the text each stretch starts."""
        self._first_lines = [0, *accumulate(len(stretch.starts) for stretch in stretches[:-1])]
        """Which line each stretch starts with."""

    @property
    def line_count(self) -> int:
        """Number of lines; a text that ends with a line end has an empty last line."""
        return self._first_lines[-1] + len(self._stretches[-1].starts)

    def line_of(self, offset: int) -> int:
        """The 0-based line that holds ``offset``."""
        number = bisect_right(self._offsets, offset) - 1
        starts = self._stretches[number].starts
        return self._first_lines[number] + bisect_right(starts, offset - self._offsets[number]) - 1

    def line_start(self, line: int) -> int:
        """The offset of the first code point of the 0-based ``line``; clamped to the text."""
        if line < 0:
            return 0
        number = bisect_right(self._first_lines, line) - 1
        starts, line = self._stretches[number].starts, line - self._first_lines[number]
        return self._offsets[number] + starts[line] if line < len(starts) else len(self._text)

    def line_text(self, line: int) -> str:
        """The 0-based ``line`` without its line end."""
        return self._text[self.line_start(line) : self.line_start(line + 1)].rstrip("\r\n")

    def position(self, offset: int, unit: ColumnUnit = ColumnUnit.UTF32) -> Position:
        """The place of ``offset``, its column counted in ``unit``; inside ``\\r\\n`` it is the line's end."""
        offset = max(0, min(offset, len(self._text)))
        line = self.line_of(offset)
        before = self._text[self.line_start(line) : offset].removesuffix("\r")
        return Position(line, _length(before, unit))

    def offset(self, position: Position, unit: ColumnUnit = ColumnUnit.UTF32) -> int:
        """The offset of ``position``; a column past the line's end means the line's end, as LSP says."""
        if position.line >= self.line_count:
            return len(self._text)
        text = self.line_text(position.line)
        return self.line_start(position.line) + _code_points(text, position.column, unit)

    def ast_offset(self, lineno: int, col_offset: int) -> int:
        """The offset of an ``ast`` position: 1-based line, column in UTF-8 bytes."""
        start = self.line_start(lineno - 1)
        head = self._text[start : start + col_offset]
        if head.isascii():
            return start + col_offset
        return start + _code_points(self.line_text(lineno - 1), col_offset, ColumnUnit.UTF8)


def _stretches(text: str, *, is_end: bool) -> Iterator[_Stretch]:
    """The lines of ``text``; where it is no text's end, it ends with a line end, behind which no line starts."""
    starts = _line_starts(text)
    if not is_end:
        starts.pop()
    # Cut evenly, and not before it is worth it, so that edits leave no splinters.
    count = len(starts) // _LINES_IN_STRETCH or 1
    size = -(-len(starts) // count)
    for first in range(0, len(starts), size):
        start, after = starts[first], first + size
        end = starts[after] if after < len(starts) else len(text)
        own = starts[first:after]
        yield _Stretch([line - start for line in own] if start else own, end - start)


def _line_starts(text: str) -> list[int]:
    return [0, *accumulate(map(len, _ENDED_LINE.findall(text)))]


def _length(text: str, unit: ColumnUnit) -> int:
    if unit is ColumnUnit.UTF32 or text.isascii():
        return len(text)
    if unit is ColumnUnit.UTF8:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(character > "\uffff" for character in text)


def _code_points(text: str, column: int, unit: ColumnUnit) -> int:
    """How many code points of ``text`` make up ``column`` units; one inside a character counts it whole."""
    if unit is ColumnUnit.UTF32 or text.isascii():
        return min(column, len(text))
    if unit is ColumnUnit.UTF8:
        encoded = text.encode("utf-8", "surrogatepass")
        while column < len(encoded) and encoded[column] & 0xC0 == _CONTINUATION:
            column += 1
        return len(encoded[:column].decode("utf-8", "surrogatepass"))
    encoded = text.encode("utf-16-le", "surrogatepass")
    cut = 2 * column
    if (
        0 < cut < len(encoded)
        and encoded[cut + 1] & 0xFC == _LOW_SURROGATE
        and encoded[cut - 1] & 0xFC == _HIGH_SURROGATE
    ):
        cut += 2
    return len(encoded[:cut].decode("utf-16-le", "surrogatepass"))
