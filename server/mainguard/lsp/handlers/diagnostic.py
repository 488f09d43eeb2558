"""``textDocument/diagnostic``."""

from __future__ import annotations

from lsprotocol import types

from mainguard.lsp.server import MainguardServer

OPTIONS = types.DiagnosticOptions(identifier="mainguard", inter_file_dependencies=True, workspace_diagnostics=False)


async def diagnostic(server: MainguardServer, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """The diagnostics of an open document, or that they are what the client has."""
    session = server.session
    uri = session.spelling(params.text_document.uri)
    checked = await session.scheduler.checked(uri)
    return session.publisher.report(params.text_document.uri, checked, params.previous_result_id)
