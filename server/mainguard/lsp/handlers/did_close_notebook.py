"""``notebookDocument/didClose``."""

from __future__ import annotations

from lsprotocol import types

from mainguard.lsp.server import MainguardServer


def did_close_notebook(server: MainguardServer, params: types.DidCloseNotebookDocumentParams) -> None:
    """Forget the notebook and take back the diagnostics of its cells."""
    server.session.notebook_closed(params.notebook_document.uri)
