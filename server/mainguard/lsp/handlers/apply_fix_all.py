"""``workspace/executeCommand`` ``mainguard.applyFixAll``."""

from __future__ import annotations

from lsprotocol import types

from mainguard.lsp.identifiers import FIX_ALL_TITLE
from mainguard.lsp.server import MainguardServer


async def apply_fix_all(server: MainguardServer, uri: str) -> bool:
    """Have the client make every safe fix in an open document; whether it made any."""
    edit = await server.session.actions.fix_all(uri)
    if edit is None or not server.session.client.applies_edits:
        return False
    params = types.ApplyWorkspaceEditParams(edit=edit, label=FIX_ALL_TITLE)
    answer = await server.workspace_apply_edit_async(params)
    return answer.applied
