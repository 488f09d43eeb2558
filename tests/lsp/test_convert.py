"""Positions, URIs and edits on their way to the client and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from lsp.editor import offset_of, position_of
from lsp.test_documents import TEXT, splits_line_end
from mainguard.lsp.convert import (
    from_lsp_encoding,
    from_lsp_position,
    from_lsp_range,
    from_lsp_uri,
    to_lsp_edits,
    to_lsp_position,
    to_lsp_range,
    to_lsp_uri,
    to_lsp_workspace_edit,
)
from mainguard.lsp.snapshot import Part
from mainguard.text.edits import Edit
from mainguard.text.lines import ColumnUnit
from mainguard.text.source import Source
from mainguard.text.span import Span


@given(TEXT, st.integers(0, 30), st.sampled_from(ColumnUnit))
def test_a_position_is_that_of_an_independent_count_and_leads_back(text: str, offset: int, unit: ColumnUnit) -> None:
    offset = min(offset, len(text))
    source = Source(text)
    if not splits_line_end(text, offset):
        position = to_lsp_position(offset, source, unit)

        assert position == position_of(text, offset, unit.value)
        assert offset_of(text, position, unit.value) == offset
        assert from_lsp_position(position, source, unit) == offset


@given(TEXT, st.integers(0, 40), st.integers(0, 40), st.sampled_from(ColumnUnit))
def test_any_position_is_somewhere_in_the_text(text: str, line: int, column: int, unit: ColumnUnit) -> None:
    assert 0 <= from_lsp_position(types.Position(line, column), Source(text), unit) <= len(text)


def test_a_range_that_ends_before_it_starts_is_empty() -> None:
    backwards = types.Range(types.Position(1, 0), types.Position(0, 0))

    assert from_lsp_range(backwards, Source("ab\ncd"), ColumnUnit.UTF16) == Span(3, 3)


def test_a_range_covers_its_span() -> None:
    assert to_lsp_range(Span(1, 4), Source("a😀\nb"), ColumnUnit.UTF16) == types.Range(
        types.Position(0, 1), types.Position(1, 1)
    )


@pytest.mark.parametrize("kind", [*types.PositionEncodingKind, "utf-8"])
def test_every_encoding_has_its_unit(kind: types.PositionEncodingKind | str) -> None:
    assert from_lsp_encoding(kind).value == types.PositionEncodingKind(kind).value


def test_columns_are_utf_16_where_nothing_was_negotiated() -> None:
    assert from_lsp_encoding(None) is ColumnUnit.UTF16


@pytest.mark.parametrize("name", ["plain.py", "b c.py", "dé😀.py", "a#b%20c.py"])
def test_a_file_uri_names_an_absolute_path(tmp_path: Path, name: str) -> None:
    path = tmp_path / name

    assert from_lsp_uri(path.as_uri()) == path
    assert from_lsp_uri((tmp_path / "elsewhere").as_uri() + "/../" + path.as_uri().rpartition("/")[2]) == path
    assert from_lsp_uri(to_lsp_uri(str(path))) == path


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "vscode-vfs://github/a/b.py", "git:/a/b.py?{}"])
def test_another_uri_is_no_path_and_stays_as_it_is(uri: str) -> None:
    assert from_lsp_uri(uri) is None
    assert to_lsp_uri(uri) == uri


def test_edits_are_by_position_and_name_the_version_where_the_client_can_tell() -> None:
    part = Part("file:///a.py", 7, Source("ab\nc"))
    edits = to_lsp_edits([Edit(Span(3, 4), "x"), Edit(Span(0, 0), "y")], part, ColumnUnit.UTF16)
    versioned = to_lsp_workspace_edit("file:///a.py", 7, edits, document_changes=True)
    plain = to_lsp_workspace_edit("file:///a.py", 7, edits, document_changes=False)

    assert [edit.new_text for edit in edits] == ["y", "x"]
    assert versioned.changes is None
    assert versioned.document_changes is not None
    assert versioned.document_changes[0].text_document.version == 7
    assert plain == types.WorkspaceEdit(changes={"file:///a.py": edits})
