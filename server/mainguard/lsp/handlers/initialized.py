"""``initialized``: the client is ready to be asked."""

from __future__ import annotations

from lsprotocol import types

from mainguard.lsp.server import MainguardServer


async def initialized(server: MainguardServer, _params: types.InitializedParams) -> None:
    """Get the settings, begin to check, and have the client tell about changes."""
    session = server.session
    await session.pull_settings()
    session.scheduler.start()
    await session.workspace.start()
    await session.workspace.registrations.watch_changes()
