"""``workspace/diagnostic``."""

from __future__ import annotations

from lsprotocol import types

from mainguard.lsp.server import MainguardServer


async def workspace_diagnostic(
    server: MainguardServer, params: types.WorkspaceDiagnosticParams
) -> types.WorkspaceDiagnosticReport:
    """The diagnostics of the workspace that the client does not have, once there are any."""
    return await server.session.workspace.pulled.report(params)
