"""``notebookDocument/didChange``."""

from __future__ import annotations

from lsprotocol import types

from mainguard.lsp.server import MainguardServer


def did_change_notebook(server: MainguardServer, params: types.DidChangeNotebookDocumentParams) -> None:
    """Check the notebook, unless only its outputs or its metadata are others."""
    server.session.notebook_changed(params.notebook_document.uri)
