"""Shows results to the client: pushed with the version they are of, or handed out when it asks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from mainguard.lsp.client import ClientFeatures
from mainguard.lsp.convert import to_lsp_diagnostic
from mainguard.lsp.snapshot import Checked, Part


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the client was shown of a document, which may be a cell of a notebook."""

    version: int | None
    diagnostics: Sequence[types.Diagnostic]


class Publisher:
    """Remembers what the client was shown of every document, so that nothing is shown twice."""

    def __init__(self, server: LanguageServer, client: ClientFeatures, uri_of: Callable[[str], str]) -> None:
        """``uri_of`` gives the URI of a module by its key."""
        self._server = server
        self._client = client
        self._uri_of = uri_of
        self._shown: dict[str, dict[str, _Shown]] = {}
        """By the URI of what was checked, and by that of the document: a notebook has one for each cell."""

    def publish(self, checked: Checked) -> None:
        """Push a result, or tell a client that pulls to do so again if what it was given is no longer true."""
        shown = self._shown.setdefault(checked.snapshot.uri, {})
        parts = checked.snapshot.parts
        for uri in shown.keys() - {part.uri for part in parts}:
            del shown[uri]
            self._take_back(uri)
        if not self._client.pulls_diagnostics:
            for part in parts:
                self._push(shown, part, self.diagnostics(checked, part))
        else:
            old = [part.uri for part in parts if self._is_old(shown.get(part.uri), checked, part)]
            for uri in old:
                del shown[uri]
            if old:
                self._server.workspace_diagnostic_refresh(None)

    def clear(self, uri: str) -> None:
        """Take back what the client was shown of a document or of a notebook's cells."""
        for document in self._shown.pop(uri, {}):
            self._take_back(document)

    def report(self, uri: str, checked: Checked | None, previous_result: str | None) -> types.DocumentDiagnosticReport:
        """The answer to a pull for the document ``uri``; ``previous_result`` names what the client has."""
        part = checked.snapshot.part_called(uri) if checked else None
        diagnostics = self.diagnostics(checked, part) if checked and part else ()
        result = result_id(diagnostics)
        if checked is not None and part is not None:
            shown = self._shown.setdefault(checked.snapshot.uri, {})
            shown[part.uri] = _Shown(part.version, diagnostics)
        if result == previous_result:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=result)
        return types.RelatedFullDocumentDiagnosticReport(items=diagnostics, result_id=result)

    def diagnostics(self, checked: Checked, part: Part) -> tuple[types.Diagnostic, ...]:
        """What the client is shown of one part of a result."""
        findings = (one for one in checked.report.diagnostics if part.span.contains(one.span))
        return tuple(to_lsp_diagnostic(finding, checked, part, self._client, self._uri_of) for finding in findings)

    def _push(self, shown: dict[str, _Shown], part: Part, diagnostics: Sequence[types.Diagnostic]) -> None:
        now = _Shown(part.version, diagnostics)
        if shown.get(part.uri) != now:
            shown[part.uri] = now
            self._server.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(uri=part.uri, version=part.version, diagnostics=diagnostics)
            )

    def _take_back(self, uri: str) -> None:
        if not self._client.pulls_diagnostics:
            self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri=uri, diagnostics=[]))

    def _is_old(self, shown: _Shown | None, checked: Checked, part: Part) -> bool:
        """Whether the client has other diagnostics for the text that it has; for another text it will ask by itself."""
        if shown is None or shown.version != part.version:
            return False
        return shown.diagnostics != self.diagnostics(checked, part)


def result_id(diagnostics: Sequence[types.Diagnostic]) -> str:
    """What a client that pulls calls these diagnostics when it asks whether they still hold."""
    return hashlib.blake2b(repr(tuple(diagnostics)).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
