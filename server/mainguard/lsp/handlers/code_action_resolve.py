"""``codeAction/resolve``."""

from __future__ import annotations

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified

from mainguard.lsp.server import MainguardServer


async def code_action_resolve(server: MainguardServer, params: types.CodeAction) -> types.CodeAction:
    """The action with its edit."""
    if not await server.session.actions.resolve(params):
        raise JsonRpcContentModified("the document has changed since")
    return params
