"""The message of every keystroke, against lsprotocol's own converter."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from lsprotocol.converters import get_converter

from mainguard.lsp.keystroke import did_change_params

POSITIONS = st.fixed_dictionaries({"line": st.integers(0, 99), "character": st.integers(0, 99)})
RANGES = st.fixed_dictionaries({"start": POSITIONS, "end": POSITIONS})
CHANGES = st.one_of(
    st.fixed_dictionaries({"text": st.text()}),
    st.fixed_dictionaries({"text": st.text(), "range": RANGES}, optional={"rangeLength": st.integers(0, 9)}),
)


def message(*changes: Any, **fields: Any) -> dict[str, Any]:
    """A ``textDocument/didChange``."""
    params = {"textDocument": {"uri": "file:///main.py", "version": 2}, "contentChanges": list(changes)}
    return {"jsonrpc": "2.0", "method": types.TEXT_DOCUMENT_DID_CHANGE, "params": params, **fields}


@given(st.lists(CHANGES, max_size=4))
def test_it_means_what_the_converter_takes_it_for(changes: list[dict[str, Any]]) -> None:
    one = message(*changes)
    converted = get_converter().structure(one, types.DidChangeTextDocumentNotification)

    assert did_change_params(one) == converted.params


INSIDE = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}


@pytest.mark.parametrize(
    "other",
    [
        message(method="textDocument/didOpen"),
        message(jsonrpc="1.0"),
        message(id=1),
        message(params=None),
        message({"range": INSIDE}),
        message({"text": 1, "range": INSIDE}),
        message({"text": "x", "range": None}),
        message({"text": "x", "range": {"start": INSIDE["start"]}}),
        message({"text": "x", "range": {**INSIDE, "end": {"line": "0", "character": 0}}}),
        message({"text": "x", "range": {**INSIDE, "end": {"line": -1, "character": 0}}}),
        message({"text": "x"}, "y"),
        [message()],
        None,
    ],
)
def test_anything_else_is_left_to_the_converter(other: object) -> None:
    assert did_change_params(other) is None
