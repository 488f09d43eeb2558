"""Findings of files that are not open, pushed to the client."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from mainguard.lsp.convert import to_lsp_uri


class PushedFiles:
    """Remembers what the client was shown of each file, which is called by its absolute path."""

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._shown: dict[str, Sequence[types.Diagnostic]] = {}

    def show(self, key: str, diagnostics: Sequence[types.Diagnostic]) -> None:
        """Show these diagnostics of a file and no others."""
        if diagnostics:
            if self._shown.get(key) != diagnostics:
                self._shown[key] = diagnostics
                self._publish(key, diagnostics)
        elif self._shown.pop(key, None):
            self._publish(key, ())

    def leave_to(self, uri: str | None, key: str) -> None:
        """From now on the file's findings are pushed for the open document ``uri``, or are pulled where it is none."""
        if self._shown.pop(key, None) and uri != to_lsp_uri(key):
            self._publish(key, ())

    def clear(self) -> None:
        """Show nothing any more."""
        for key in tuple(self._shown):
            self.show(key, ())

    def _publish(self, key: str, diagnostics: Sequence[types.Diagnostic]) -> None:
        params = types.PublishDiagnosticsParams(uri=to_lsp_uri(key), diagnostics=diagnostics)
        self._server.text_document_publish_diagnostics(params)
