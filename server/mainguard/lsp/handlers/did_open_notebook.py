"""``notebookDocument/didOpen``."""

from __future__ import annotations

from lsprotocol import types

from mainguard.lsp.server import MainguardServer


def did_open_notebook(server: MainguardServer, params: types.DidOpenNotebookDocumentParams) -> None:
    """Check the notebook."""
    server.session.notebook_changed(params.notebook_document.uri)
