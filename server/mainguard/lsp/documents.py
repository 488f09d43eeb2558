"""Documents as the client holds them.

pygls splits lines by ``str.splitlines``, which also breaks at form feeds and U+2028 where no editor does, so that an
incremental change behind one of them would be made in the wrong line.  Here a change is made by ``text.lines``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote

from lsprotocol import types
from pygls.workspace import PositionCodec, TextDocument, Workspace

from mainguard.lsp.convert import from_lsp_encoding, from_lsp_range
from mainguard.lsp.notebooks import Notebook, compose, is_same
from mainguard.lsp.snapshot import Part
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
    def source(self) -> str:
        """The whole text."""
        return self.snapshot.text

    @property
    def lines(self) -> Sequence[str]:
        """The lines with their ends, as LSP counts them."""
        return lines_of(self.snapshot)

    def apply_change(self, change: types.TextDocumentContentChangeEvent) -> None:
        """Make one change, in columns of the negotiated unit; without a range it is the whole text."""
        if isinstance(change, types.TextDocumentContentChangePartial):
            unit = from_lsp_encoding(self.position_codec.encoding)
            self.snapshot = self.snapshot.edited(from_lsp_range(change.range, self.snapshot, unit), change.text)
        else:
            self.snapshot = Source(change.text)


class DocumentStore(Workspace):
    """The open documents and notebooks, and the workspace's folders."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._notebooks: dict[str, Notebook] = {}

    def document(self, uri: str) -> Document | None:
        """The open document, however its URI is quoted."""
        found = self.text_documents.get(unquote(uri))
        return found if isinstance(found, Document) else None

    def notebook(self, uri: str) -> Notebook | None:
        """The open notebook that is called ``uri``, or has a cell that is."""
        key = unquote(uri)
        return self._notebooks.get(self._cell_in_notebook.get(key, key))

    def __iter__(self) -> Iterator[Document | Notebook]:
        """The open documents that are no cells, and then the notebooks, each in the order of opening."""
        for key, document in tuple(self.text_documents.items()):
            if isinstance(document, Document) and key not in self._cell_in_notebook:
                yield document
        yield from tuple(self._notebooks.values())

    def put_notebook_document(self, params: types.DidOpenNotebookDocumentParams) -> None:
        """Take up a notebook that was opened."""
        super().put_notebook_document(params)
        self._compose(params.notebook_document.uri)

    def update_notebook_document(self, params: types.DidChangeNotebookDocumentParams) -> None:
        """Take up what happened to a notebook: to its cells, to their texts, or to what does not matter here."""
        if unquote(params.notebook_document.uri) in self._notebooks:
            super().update_notebook_document(params)
            self._compose(params.notebook_document.uri)

    def remove_notebook_document(self, params: types.DidCloseNotebookDocumentParams) -> None:
        """Forget a notebook and its cells."""
        super().remove_notebook_document(params)
        self._notebooks.pop(unquote(params.notebook_document.uri), None)

    def _compose(self, uri: str) -> None:
        """Put the notebook's present value in the place of the former, which stays where nothing differs."""
        opened = self.notebook_documents[unquote(uri)]
        cells = (self.document(cell.document) for cell in opened.cells if cell.kind is types.NotebookCellKind.Code)
        parts = (Part(cell.uri, cell.version, cell.snapshot) for cell in cells if cell is not None and is_python(cell))
        composed = compose(opened.uri, opened.version, parts)
        former = self._notebooks.get(unquote(uri))
        if former is None or not is_same(former, composed):
            self._notebooks[unquote(uri)] = composed

    def _create_text_document(
        self, doc_uri: str, source: str | None = None, version: int | None = None, language_id: str | None = None
    ) -> Document:
        return Document(doc_uri, source or "", version, language_id, self.position_codec)


def is_python(document: Document) -> bool:
    """Whether it is a module: not a stub, nor another language that a client sends by mistake."""
    name = document.filename or ""
    is_known_language = bool(document.language_id)
    if is_known_language and not str(document.language_id).lower().startswith("python"):
        return False
    return not name.endswith(".pyi") and (is_known_language or name.endswith((".py", ".pyw")))


def lines_of(source: Source) -> tuple[str, ...]:
    """The lines of a text with their ends; the last one is empty when the text ends with a line end."""
    index, text = source.lines, source.text
    return tuple(text[index.line_start(line) : index.line_start(line + 1)] for line in range(index.line_count))
