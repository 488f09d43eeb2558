"""Offsets to lines and columns, in every unit that a neighbour of mainguard counts in.

Lines end at ``\r\n``, ``\r`` and ``\n`` only, as in the LSP specification and in CPython's tokenizer;
``str.splitlines`` also breaks at form feeds and U+2028 and must not be used for positions.
"""

from __future__ import annotations

import enum
import re
from bisect import bisect_right
from dataclasses import dataclass

_CONTINUATION = 0x80
"""The two highest bits of a byte that continues a character in UTF-8."""
_HIGH_SURROGATE, _LOW_SURROGATE = 0xD8, 0xDC
"""The six highest bits of the units that together are one character in UTF-16."""
_LINE_END = re.compile(r"\r\n|\r|\n")


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


class LineIndex:
    """Where the lines of a text start; converts between offsets (code points) and positions."""

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(end.end() for end in _LINE_END.finditer(text))]

    @property
    def line_count(self) -> int:
        """Number of lines; a text that ends with a line end has an empty last line."""
        return len(self._starts)

    def line_of(self, offset: int) -> int:
        """The 0-based line that holds ``offset``."""
        return bisect_right(self._starts, offset) - 1

    def line_start(self, line: int) -> int:
        """The offset of the first code point of the 0-based ``line``; clamped to the text."""
        if line < 0:
            return 0
        return self._starts[line] if line < len(self._starts) else len(self._text)

    def line_text(self, line: int) -> str:
        """The 0-based ``line`` without its line end."""
        return self._text[self.line_start(line) : self.line_start(line + 1)].rstrip("\r\n")

    def position(self, offset: int, unit: ColumnUnit = ColumnUnit.UTF32) -> Position:
        """The place of ``offset``, its column counted in ``unit``; inside ``\\r\\n`` it is the line's end."""
        offset = max(0, min(offset, len(self._text)))
        line = self.line_of(offset)
        before = self._text[self._starts[line] : offset].removesuffix("\r")
        return Position(line, _length(before, unit))

    def offset(self, position: Position, unit: ColumnUnit = ColumnUnit.UTF32) -> int:
        """The offset of ``position``; a column past the line's end means the line's end, as LSP says."""
        if position.line >= len(self._starts):
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
