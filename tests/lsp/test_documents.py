"""Documents edited as the client edits them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from pygls.workspace import PositionCodec

from lsp.editor import position_of
from mainguard.lsp.documents import Document, lines_of
from mainguard.text.source import Source

ENCODINGS = ("utf-8", "utf-16", "utf-32")
TEXT = st.text(alphabet="ab\n\r\x0b\x0c\x1c\x85\u2028\u2029é😀\t ", max_size=30)


def document_of(text: str, encoding: str = "utf-16") -> Document:
    """A document in a session that negotiated ``encoding``."""
    return Document("file:///main.py", text, 1, "python", PositionCodec(types.PositionEncodingKind(encoding)))


def splits_line_end(text: str, offset: int) -> bool:
    """Whether no position of LSP is at ``offset``: it lies between a carriage return and its line feed."""
    return text[offset - 1 : offset + 1] == "\r\n" if offset else False


@given(TEXT, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), TEXT), max_size=6), st.sampled_from(ENCODINGS))
def test_incremental_edits_are_splices(text: str, edits: list[tuple[int, int, str]], encoding: str) -> None:
    document = document_of(text, encoding)
    for one, other, new in edits:
        start, end = sorted((min(one, len(text)), min(other, len(text))))
        if splits_line_end(text, start) or splits_line_end(text, end):
            continue
        place = types.Range(position_of(text, start, encoding), position_of(text, end, encoding))
        document.apply_change(types.TextDocumentContentChangePartial(range=place, text=new))
        text = text[:start] + new + text[end:]

        assert document.source == text
        assert document.snapshot.text == text


@given(TEXT)
def test_lines_with_their_ends_make_up_the_text(text: str) -> None:
    lines = lines_of(Source(text))

    assert "".join(lines) == text
    assert all(line.rstrip("\r\n").count("\n") + line.rstrip("\r\n").count("\r") == 0 for line in lines)
    assert list(document_of(text).lines) == list(lines)


@pytest.mark.parametrize(
    ("line", "column"), [(0, 99), (99, 0), (99, 99)], ids=["behind the line", "behind the text", "behind both"]
)
def test_what_lies_behind_the_end_means_the_end(line: int, column: int) -> None:
    document = document_of("ab\ncd")
    end = types.Position(line, column)
    document.apply_change(types.TextDocumentContentChangePartial(range=types.Range(end, end), text="!"))

    assert document.source == ("ab!\ncd" if line == 0 else "ab\ncd!")


def test_a_change_without_a_range_is_the_whole_text() -> None:
    document = document_of("old")
    document.apply_change(types.TextDocumentContentChangeWholeDocument("new"))

    assert document.snapshot.text == "new"


def test_the_snapshot_is_the_same_value_until_the_next_change() -> None:
    document = document_of("one")
    before = document.snapshot
    assert document.snapshot is before
    document.apply_change(types.TextDocumentContentChangeWholeDocument("one"))

    assert before.text == "one"
    assert document.snapshot is not before
