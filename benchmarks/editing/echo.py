"""The least that a server built on pygls can do: keep the text, and publish something for every other version.

    python echo.py [spliced] [jedi]

With `spliced` it reads its input without a thread's way there and back, and replaces the edited lines of the text.
With `jedi` it has imported jedi, as a server has that asks jedi in its own process.
"""

from __future__ import annotations

import sys
from threading import Event

import pygls.workspace.workspace
from lsprotocol import types
from pygls.io_ import StdoutWriter, run
from pygls.lsp.server import LanguageServer
from pygls.workspace import TextDocument


class SplicedDocument(TextDocument):
    """Right for what the benchmark types: ASCII."""

    _kept: list[str] | None = None

    def _apply_incremental_change(self, change: types.TextDocumentContentChangePartial) -> None:
        if self._kept is None:
            self._kept = (self._source or "").splitlines(keepends=True)
        start, end = change.range.start, change.range.end
        edited = self._kept[start.line][: start.character] + change.text + self._kept[end.line][end.character :]
        self._kept[start.line : end.line + 1] = edited.splitlines(keepends=True)

    @property
    def source(self) -> str:
        return super().source if self._kept is None else "".join(self._kept)


NOTHING = types.Position(0, 0)
FINDING = types.Diagnostic(range=types.Range(NOTHING, NOTHING), message="echo", code="echo")


def publish(
    server: LanguageServer, params: types.DidOpenTextDocumentParams | types.DidChangeTextDocumentParams
) -> None:
    document = params.text_document
    findings = [FINDING] if document.version % 2 else []
    server.text_document_publish_diagnostics(
        types.PublishDiagnosticsParams(uri=document.uri, version=document.version, diagnostics=findings)
    )


def main() -> None:
    variants = set(sys.argv[1:])
    server = LanguageServer("echo", "0")
    server.feature(types.TEXT_DOCUMENT_DID_OPEN)(publish)
    server.feature(types.TEXT_DOCUMENT_DID_CHANGE)(publish)
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION)(lambda _params: [])
    server.feature(types.TEXT_DOCUMENT_HOVER)(lambda _params: None)
    if "jedi" in variants:
        import jedi  # noqa: F401, PLC0415
    if "spliced" in variants:
        pygls.workspace.workspace.TextDocument = SplicedDocument
        server.protocol.set_writer(StdoutWriter(sys.stdout.buffer))
        run(Event(), sys.stdin.buffer, server.protocol)
    else:
        server.start_io()


if __name__ == "__main__":
    main()
