"""``textDocument/didChange``."""

from __future__ import annotations

from lsprotocol import types

from mainguard.lsp.server import MainguardServer


def did_change(server: MainguardServer, params: types.DidChangeTextDocumentParams) -> None:
    """Check the document, whose text pygls has changed already."""
    server.session.changed(params.text_document.uri)
