"""``workspace/didChangeWatchedFiles``."""

from __future__ import annotations

from lsprotocol import types

from mainguard.lsp.convert import from_lsp_uri
from mainguard.lsp.server import MainguardServer


async def did_change_watched_files(server: MainguardServer, params: types.DidChangeWatchedFilesParams) -> None:
    """Take up what happened on the disk."""
    paths = [(from_lsp_uri(change.uri), change.type) for change in params.changes]
    await server.session.files_changed([(path, kind is types.FileChangeType.Changed) for path, kind in paths if path])
