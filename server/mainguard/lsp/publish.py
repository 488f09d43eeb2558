"""Shows results to the client: pushed with the version they are of, or handed out when it asks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from mainguard.lsp.client import ClientFeatures
from mainguard.lsp.convert import to_lsp_diagnostic
from mainguard.lsp.snapshot import Checked


class Publisher:
    """Remembers what the client was shown of every document, so that nothing is shown twice."""

    def __init__(self, server: LanguageServer, client: ClientFeatures, uri_of: Callable[[str], str]) -> None:
        """``uri_of`` gives the URI of a module by its key."""
        self._server = server
        self._client = client
        self._uri_of = uri_of
        self._shown: dict[str, tuple[int | None, Sequence[types.Diagnostic]]] = {}

    def publish(self, checked: Checked) -> None:
        """Push a result, or tell a client that pulls to do so again if what it was given is no longer true."""
        uri, version = checked.snapshot.uri, checked.snapshot.version
        if not self._client.pulls_diagnostics:
            self._push(uri, version, self._diagnostics(checked))
        elif uri in self._shown and self._client.refreshes_diagnostics:
            shown_version, shown = self._shown[uri]
            if shown_version == version and shown != self._diagnostics(checked):
                del self._shown[uri]
                self._server.workspace_diagnostic_refresh(None)

    def clear(self, uri: str) -> None:
        """Take back what the client was shown of a document."""
        was_shown = self._shown.pop(uri, None)
        if not self._client.pulls_diagnostics and was_shown is not None:
            self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri=uri, diagnostics=[]))

    def report(self, uri: str, checked: Checked | None, previous_result: str | None) -> types.DocumentDiagnosticReport:
        """The answer to a pull; ``previous_result`` names what the client has."""
        diagnostics = self._diagnostics(checked) if checked else ()
        result = hashlib.blake2b(repr(diagnostics).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
        if checked is not None:
            self._shown[uri] = checked.snapshot.version, diagnostics
        if result == previous_result:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=result)
        return types.RelatedFullDocumentDiagnosticReport(items=diagnostics, result_id=result)

    def _push(self, uri: str, version: int | None, diagnostics: Sequence[types.Diagnostic]) -> None:
        if self._shown.get(uri) != (version, diagnostics):
            self._shown[uri] = version, diagnostics
            self._server.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(uri=uri, version=version, diagnostics=diagnostics)
            )

    def _diagnostics(self, checked: Checked) -> tuple[types.Diagnostic, ...]:
        findings = checked.report.diagnostics
        return tuple(to_lsp_diagnostic(finding, checked, self._client, self._uri_of) for finding in findings)
