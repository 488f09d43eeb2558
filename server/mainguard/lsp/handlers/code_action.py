"""``textDocument/codeAction``."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from mainguard.lsp.identifiers import CODE_ACTION_KINDS
from mainguard.lsp.server import MainguardServer

OPTIONS = types.CodeActionOptions(code_action_kinds=CODE_ACTION_KINDS, resolve_provider=True)


async def code_action(server: MainguardServer, params: types.CodeActionParams) -> Sequence[types.CodeAction]:
    """What can be done about the findings in a range."""
    return await server.session.actions.at(params)
