"""``workspace/didChangeWorkspaceFolders``."""

from __future__ import annotations

from lsprotocol import types

from mainguard.lsp.server import MainguardServer


async def did_change_workspace_folders(server: MainguardServer, _params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Check everything with the new folders, and their settings in the editor."""
    server.session.folders_changed()
    await server.session.pull_settings()
