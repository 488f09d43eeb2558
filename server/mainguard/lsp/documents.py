"""Documents as the client holds them.

pygls splits lines by ``str.splitlines``, which also breaks at form feeds and U+2028 where no editor does, so that an
incremental change behind one of them would be made in the wrong line.  Here a change is made by ``text.lines``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from lsprotocol import types
from pygls.workspace import PositionCodec, TextDocument, Workspace

from mainguard.lsp.convert import from_lsp_encoding, from_lsp_range
from mainguard.text.edits import Edit, apply
from mainguard.text.source import Source


class Document(TextDocument):
    """An open document.

    Its text is a value that other threads may read: every change puts another one in its place.
    """

    snapshot: Source

    def __init__(
        self, uri: str, source: str, version: int | None, language_id: str | None, position_codec: PositionCodec
    ) -> None:
        super().__init__(uri, source, version, language_id, position_codec=position_codec)
        self.snapshot = Source(source)

    @property
    def lines(self) -> Sequence[str]:
        """The lines with their ends, as LSP counts them."""
        return lines_of(self.snapshot)

    def apply_change(self, change: types.TextDocumentContentChangeEvent) -> None:
        """Make one change, in columns of the negotiated unit; without a range it is the whole text."""
        text = change.text
        if isinstance(change, types.TextDocumentContentChangePartial):
            unit = from_lsp_encoding(self.position_codec.encoding)
            text = apply(self.snapshot.text, [Edit(from_lsp_range(change.range, self.snapshot, unit), text)])
        self._source = text
        self.snapshot = Source(text)


class DocumentStore(Workspace):
    """The open documents and the workspace's folders."""

    def document(self, uri: str) -> Document | None:
        """The open document, however its URI is quoted."""
        found = self.text_documents.get(unquote(uri))
        return found if isinstance(found, Document) else None

    def __iter__(self) -> Iterator[Document]:
        """The open documents, in the order of opening."""
        return (document for document in tuple(self.text_documents.values()) if isinstance(document, Document))

    def _create_text_document(
        self, doc_uri: str, source: str | None = None, version: int | None = None, language_id: str | None = None
    ) -> Document:
        return Document(doc_uri, source or "", version, language_id, self.position_codec)


def lines_of(source: Source) -> tuple[str, ...]:
    """The lines of a text with their ends; the last one is empty when the text ends with a line end."""
    index, text = source.lines, source.text
    return tuple(text[index.line_start(line) : index.line_start(line + 1)] for line in range(index.line_count))
