"""``textDocument/didClose``."""

from __future__ import annotations

from lsprotocol import types

from mainguard.lsp.server import MainguardServer


def did_close(server: MainguardServer, params: types.DidCloseTextDocumentParams) -> None:
    """Forget the document and take back its diagnostics."""
    server.session.closed(params.text_document.uri)
