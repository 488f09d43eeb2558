"""``workspace/didChangeConfiguration``."""

from __future__ import annotations

from collections.abc import Mapping

from lsprotocol import types

from mainguard.lsp.identifiers import SOURCE
from mainguard.lsp.server import MainguardServer


async def did_change_configuration(server: MainguardServer, params: types.DidChangeConfigurationParams) -> None:
    """Ask for the settings again; a client that cannot be asked sends them along."""
    session = server.session
    if session.client.configuration:
        await session.pull_settings()
    elif isinstance(params.settings, Mapping):
        session.settings.use_editor(None, params.settings.get(SOURCE, params.settings))
        session.settings_changed()
