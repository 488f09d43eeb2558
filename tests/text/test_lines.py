"""Offsets and positions, against the encodings of Python itself."""

from __future__ import annotations

import ast
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mainguard.text import lines
from mainguard.text.lines import ColumnUnit, LineIndex, Position
from mainguard.text.span import Span

UNITS = tuple(ColumnUnit)
CODEC = {
    ColumnUnit.UTF8: ("utf-8", 1),
    ColumnUnit.UTF16: ("utf-16-le", 2),
    ColumnUnit.UTF32: ("utf-32-le", 4),
}
# One of each length in UTF-8 and UTF-16, every line end, and what only ``str.splitlines`` takes for one.
TEXTS = st.text(st.sampled_from("ab\t é€😀\n\r\f\v\x1c\x85\u2028\u0301\ud800"), max_size=40)


def columns(text: str, unit: ColumnUnit) -> int:
    """The length of ``text`` in ``unit``, by encoding it."""
    codec, size = CODEC[unit]
    return len(text.encode(codec, "surrogatepass")) // size


def lines_of(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text)


@given(TEXTS)
def test_lines_end_where_lsp_says(text: str) -> None:
    index = LineIndex(text)

    assert index.line_count == len(lines_of(text))
    assert [index.line_text(line) for line in range(index.line_count)] == lines_of(text)


@given(TEXTS)
@example("é\r\n😀")
def test_an_offset_becomes_a_line_and_the_length_of_what_is_before_it(text: str) -> None:
    index = LineIndex(text)
    for offset in range(len(text) + 1):
        before = lines_of(text[:offset])
        if text[offset - 1 : offset + 1] == "\r\n":
            before.pop()
        for unit in UNITS:
            assert index.position(offset, unit) == Position(len(before) - 1, columns(before[-1], unit))


@given(TEXTS)
def test_every_offset_outside_a_line_end_survives_the_way_there_and_back(text: str) -> None:
    index = LineIndex(text)
    for unit in UNITS:
        for offset in range(len(text) + 1):
            if text[offset - 1 : offset + 1] != "\r\n":
                assert index.offset(index.position(offset, unit), unit) == offset


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), TEXTS), max_size=8), st.integers(1, 4))
@example("a\r\nb\nc\n", [(2, 3, "")], 1)
@example("a\rb", [(2, 2, "\n")], 1)
def test_an_edited_index_is_that_of_the_edited_text(
    text: str, edits: list[tuple[int, int, str]], lines_in_stretch: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "_LINES_IN_STRETCH", lines_in_stretch)
        index = LineIndex(text)
        for one, other, new in edits:
            before, former = text, index
            start, end = sorted((min(one, len(text)), min(other, len(text))))
            text = text[:start] + new + text[end:]
            index = index.edited(Span(start, end), len(new), text)

            assert_is_index_of(index, text)
            assert_is_index_of(former, before)


def assert_is_index_of(index: LineIndex, text: str) -> None:
    """``index`` says of every line and offset what a new one says."""
    anew = LineIndex(text)

    assert index.line_count == anew.line_count
    assert [index.line_start(line) for line in range(index.line_count + 1)] == [
        anew.line_start(line) for line in range(index.line_count + 1)
    ]
    assert [index.line_of(at) for at in range(len(text) + 1)] == [anew.line_of(at) for at in range(len(text) + 1)]


def test_an_edit_looks_at_the_lines_around_it_and_not_at_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    of_text = lines._line_starts
    text = "x = 1\n" * 100_000
    index = LineIndex(text)
    monkeypatch.setattr(lines, "_line_starts", lambda part: looked_at.append(len(part)) or of_text(part))
    for start in (0, 300_000, 600_000):
        edited = f"{text[:start]}y = 2\n{text[start:]}"
        assert index.edited(Span(start, start), 6, edited).line_count == 100_002

    assert max(looked_at) < 5_000


@given(TEXTS)
def test_a_columns_unit_is_the_only_difference_between_encodings(text: str) -> None:
    index = LineIndex(text)
    found = {unit: [index.position(offset, unit).line for offset in range(len(text) + 1)] for unit in UNITS}

    assert found[ColumnUnit.UTF8] == found[ColumnUnit.UTF16] == found[ColumnUnit.UTF32]


@given(TEXTS, st.integers(0, 50))
def test_a_column_past_the_end_of_the_line_is_the_end_of_the_line(text: str, line: int) -> None:
    index = LineIndex(text)
    expected = index.line_start(line) + len(index.line_text(line)) if line < index.line_count else len(text)

    assert {index.offset(Position(line, 1000), unit) for unit in UNITS} == {expected}


def test_a_position_inside_a_character_counts_the_character() -> None:
    index = LineIndex("a😀b")

    assert index.offset(Position(0, 2), ColumnUnit.UTF16) == 2
    assert [index.offset(Position(0, column), ColumnUnit.UTF8) for column in (2, 3, 4, 5)] == [2, 2, 2, 2]


@pytest.mark.parametrize(("offset", "expected"), [(-3, Position(0, 0)), (99, Position(1, 1))])
def test_offsets_outside_the_text_are_its_ends(offset: int, expected: Position) -> None:
    assert LineIndex("ab\nc").position(offset) == expected


def test_lines_outside_the_text_start_at_its_ends() -> None:
    index = LineIndex("ab\nc")

    assert (index.line_start(-1), index.line_start(2), index.line_text(2)) == (0, 4, "")
    assert index.offset(Position(7, 0)) == 4


@given(st.lists(st.text(st.sampled_from("aé€😀\u2028\x1c"), max_size=6), min_size=1, max_size=6))
@example(["é😀"])
def test_ast_places_lead_to_the_source_of_their_nodes(words: list[str]) -> None:
    text = "\r\n".join(f"{word!r}; name_{number}" for number, word in enumerate(words))
    index = LineIndex(text)
    names = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)]
    sources = [
        text[index.ast_offset(n.lineno, n.col_offset) : index.ast_offset(n.end_lineno or 0, n.end_col_offset or 0)]
        for n in names
    ]

    assert sorted(sources) == sorted(name.id for name in names)
    assert len(names) == len(words)
