"""``textDocument/codeLens``."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from mainguard.lsp.server import MainguardServer

OPTIONS = types.CodeLensOptions(resolve_provider=False)


async def code_lens(server: MainguardServer, params: types.CodeLensParams) -> Sequence[types.CodeLens]:
    """The lenses of an open document, if the settings want any."""
    return await server.session.lenses.of(params.text_document.uri)
