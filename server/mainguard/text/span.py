"""The only coordinate used inside mainguard."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range ``[start, end)`` of code points, 0-based, counted from the start of a text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def shifted(self, distance: int) -> Span:
        """The same length, ``distance`` code points further on."""
        return Span(self.start + distance, self.end + distance)

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies inside, borders included."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether both share a code point; an empty span overlaps what it lies strictly inside of."""
        return self.start < other.end and other.start < self.end
