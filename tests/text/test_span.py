"""Spans against sets of offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainguard.text.span import Span

SPANS = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda ends: Span(min(ends), max(ends)))


def offsets(span: Span) -> set[int]:
    return set(range(span.start, span.end))


@given(SPANS, SPANS)
def test_spans_overlap_when_they_share_a_code_point(one: Span, other: Span) -> None:
    if offsets(one) and offsets(other):
        assert one.overlaps(other) == bool(offsets(one) & offsets(other))
    assert one.overlaps(other) == other.overlaps(one)


@given(SPANS, SPANS)
def test_a_span_contains_what_adds_nothing_to_it(one: Span, other: Span) -> None:
    if offsets(other):
        assert one.contains(other) == (offsets(other) <= offsets(one))
    assert one.contains(one)


def test_an_empty_span_overlaps_what_it_lies_strictly_inside_of() -> None:
    assert Span(1, 4).overlaps(Span(2, 2))
    assert not Span(1, 4).overlaps(Span(1, 1))
    assert not Span(1, 4).overlaps(Span(4, 4))


def test_a_span_is_contained_at_its_borders() -> None:
    assert Span(1, 4).contains(Span(4, 4))
    assert not Span(1, 4).contains(Span(4, 5))


@given(SPANS, st.integers(0, 5))
def test_shifting_keeps_the_length(span: Span, distance: int) -> None:
    assert span.shifted(distance) == Span(span.start + distance, span.end + distance)


@pytest.mark.parametrize(("start", "end"), [(-1, 0), (3, 2)])
def test_what_is_no_range_is_no_span(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)
