"""Changes to a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from mainguard.text.span import Span


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Put ``text`` in place of ``span``."""

    span: Span
    text: str


class OverlappingEditsError(ValueError):
    """Edits that cannot be applied together."""


def ordered(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits by position.  Raises ``OverlappingEditsError``; touching edits do not overlap."""
    result = tuple(sorted(edits))
    for before, after in pairwise(result):
        if after.span.start < before.span.end or before == after:
            raise OverlappingEditsError(f"{before} and {after}")
    return result


def extent(edits: Iterable[Edit]) -> Span:
    """From the start of the first edit to the end of the last one; there has to be one."""
    spans = [edit.span for edit in edits]
    return Span(min(span.start for span in spans), max(span.end for span in spans))


def apply(text: str, edits: Iterable[Edit]) -> str:
    """``text`` with all ``edits`` made; their spans are of ``text`` as it is.  Raises ``OverlappingEditsError``."""
    parts = []
    at = 0
    for edit in ordered(edits):
        parts += [text[at : edit.span.start], edit.text]
        at = edit.span.end
    return "".join([*parts, text[at:]])


def difference(before: str, after: str) -> Edit:
    """The smallest edit that makes ``after`` of ``before``; of several as small the last."""
    shorter = min(len(before), len(after))
    front = _agreement(shorter, lambda low, high: after.startswith(before[low:high], low))
    moved = len(after) - len(before)
    end = len(before)
    back = _agreement(
        shorter - front, lambda low, high: after.startswith(before[end - high : end - low], end - high + moved)
    )
    return Edit(Span(front, end - back), after[front : len(after) - back])


def _agreement(most: int, agree: Callable[[int, int], bool]) -> int:
    """The largest size up to ``most`` below which all agrees; asks for no stretch twice."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if agree(low, middle):
            low = middle
        else:
            high = middle - 1
    return low
