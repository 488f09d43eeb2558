"""``textDocument/hover``."""

from __future__ import annotations

from lsprotocol import types

from mainguard.lsp.server import MainguardServer


async def hover(server: MainguardServer, params: types.HoverParams) -> types.Hover | None:
    """What there is to say about the finding or the suppression at a position."""
    return await server.session.hovers.at(params)
