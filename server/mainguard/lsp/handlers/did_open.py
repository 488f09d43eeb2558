"""``textDocument/didOpen``."""

from __future__ import annotations

from lsprotocol import types

from mainguard.lsp.server import MainguardServer


def did_open(server: MainguardServer, params: types.DidOpenTextDocumentParams) -> None:
    """Check the document."""
    server.session.opened(params.text_document.uri)
