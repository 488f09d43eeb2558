"""Edits against the plain way: one after the other, from the end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainguard.text.edits import Edit, OverlappingEditsError, apply, difference, ordered
from mainguard.text.span import Span


def edit(start: int, end: int, text: str) -> Edit:
    return Edit(Span(start, end), text)


@st.composite
def texts_with_edits(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A text and edits of it that do not overlap, in any order."""
    text = draw(st.text(max_size=20))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), unique=True, max_size=8)))
    spans = [Span(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    edits = [Edit(span, draw(st.text(max_size=4))) for span in spans]
    return text, draw(st.permutations(edits))


@given(texts_with_edits())
def test_edits_are_of_the_text_as_it_was(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    expected = text
    for change in sorted(edits, key=lambda change: change.span.start, reverse=True):
        expected = expected[: change.span.start] + change.text + expected[change.span.end :]

    assert apply(text, edits) == expected


@given(texts_with_edits())
def test_edits_come_in_order_of_place(case: tuple[str, list[Edit]]) -> None:
    _, edits = case
    starts = [change.span.start for change in ordered(edits)]

    assert starts == sorted(starts)
    assert sorted(ordered(edits)) == sorted(edits)


def test_no_edits_change_nothing() -> None:
    assert apply("text", []) == "text"


def test_touching_edits_are_all_made() -> None:
    assert apply("abcd", [edit(2, 4, "y"), edit(0, 2, "x"), edit(2, 2, "-"), edit(4, 4, "!")]) == "x-y!"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(edit(0, 3, ""), edit(2, 4, ""), id="partly"),
        pytest.param(edit(0, 4, ""), edit(1, 2, ""), id="inside"),
        pytest.param(edit(0, 4, ""), edit(2, 2, "x"), id="an insertion inside"),
        pytest.param(edit(1, 2, "x"), edit(1, 2, "y"), id="at the same place"),
        pytest.param(edit(1, 1, "x"), edit(1, 1, "x"), id="the same insertion twice"),
    ],
)
def test_edits_that_cannot_be_made_together_are_refused(one: Edit, other: Edit) -> None:
    for edits in ([one, other], [other, one]):
        with pytest.raises(OverlappingEditsError):
            apply("abcd", edits)


@given(st.text("ab", max_size=8), st.text("ab", max_size=8), st.text("ab", max_size=8), st.text("ab", max_size=8))
def test_the_difference_is_the_smallest_edit(head: str, old: str, new: str, tail: str) -> None:
    before, after = head + old + tail, head + new + tail
    change = difference(before, after)
    replaced = before[change.span.start : change.span.end]

    assert apply(before, [change]) == after
    assert not (replaced and change.text and (replaced[0] == change.text[0] or replaced[-1] == change.text[-1]))
