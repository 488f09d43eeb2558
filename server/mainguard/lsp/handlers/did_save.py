"""``textDocument/didSave`` and ``notebookDocument/didSave``."""

from __future__ import annotations

from mainguard.lsp.server import MainguardServer


async def did_save(server: MainguardServer, _params: object) -> None:
    """Look around: packages may have been installed meanwhile, and not every client tells of changed files."""
    session = server.session
    if not session.client.registers_file_watching:
        session.settings_changed()
    await session.packages_changed()
