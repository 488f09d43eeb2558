"""A notebook in an editor: cells that are documents of their own, synchronized together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lsprotocol import types

from lsp.editor import Editor, OpenDocument


def synchronizes_notebooks(capabilities: types.ClientCapabilities) -> None:
    """VS Code as it is with notebooks."""
    capabilities.notebook_document = types.NotebookDocumentClientCapabilities(
        synchronization=types.NotebookDocumentSyncClientCapabilities(execution_summary_support=True)
    )


@dataclass
class Book:
    """What the editor shows of a notebook: its Python cells."""

    editor: Editor
    name: str
    version: int = 1
    cells: list[OpenDocument] = field(default_factory=list)
    _made: int = 0

    @property
    def uri(self) -> str:
        return self.editor.uri(self.name)

    def made(self, text: str) -> OpenDocument:
        """A new cell that is in no notebook yet."""
        self._made += 1
        cell = OpenDocument(f"vscode-notebook-cell:/{self.name}#W{self._made}sZmlsZQ%3D%3D", text, 1)
        self.editor.documents[cell.uri] = cell
        return cell

    def open(self, *texts: str) -> Sequence[OpenDocument]:
        """Open the notebook with a cell for each text."""
        self.cells = [self.made(text) for text in texts]
        notebook = types.NotebookDocument(
            uri=self.uri, notebook_type="jupyter-notebook", version=1, cells=[_cell(cell) for cell in self.cells]
        )
        self.editor.client.notebook_document_did_open(
            types.DidOpenNotebookDocumentParams(notebook, [_item(cell) for cell in self.cells])
        )
        return self.cells

    def insert(self, at: int, text: str) -> OpenDocument:
        """A new cell in front of the one with the number ``at``."""
        cell = self.made(text)
        self.cells.insert(at, cell)
        self._restructure(at, 0, [cell], opened=[cell])
        return cell

    def delete(self, at: int) -> OpenDocument:
        """Take a cell out: delete it, or make it one of another language."""
        cell = self.cells.pop(at)
        del self.editor.documents[cell.uri]
        self._restructure(at, 1, [], closed=[cell])
        return cell

    def swap(self) -> None:
        """Exchange the first two cells."""
        self.cells[:2] = self.cells[1::-1]
        self._restructure(0, 2, self.cells[:2])

    def replace(self, cell: OpenDocument, old: str, new: str) -> None:
        """Type ``new`` in place of ``old``, which is there once."""
        assert cell.text.count(old) == 1
        start = cell.text.index(old)
        place = self.editor.range_of(cell.text, start, start + len(old))
        cell.text = cell.text.replace(old, new)
        cell.version += 1
        content = types.NotebookDocumentCellContentChanges(
            document=types.VersionedTextDocumentIdentifier(uri=cell.uri, version=cell.version),
            changes=[types.TextDocumentContentChangePartial(range=place, text=new)],
        )
        self.send(types.NotebookDocumentCellChanges(text_content=[content]))

    def execute(self, cell: OpenDocument) -> None:
        """Run a cell: it has a number then, and the same text."""
        summary = types.ExecutionSummary(execution_order=self.version, success=True)
        data = types.NotebookCell(kind=types.NotebookCellKind.Code, document=cell.uri, execution_summary=summary)
        self.send(types.NotebookDocumentCellChanges(data=[data]))

    def send(self, cells: types.NotebookDocumentCellChanges | None, metadata: dict[str, str] | None = None) -> None:
        """Tell the server of a change."""
        self.version += 1
        self.editor.client.notebook_document_did_change(
            types.DidChangeNotebookDocumentParams(
                notebook_document=types.VersionedNotebookDocumentIdentifier(version=self.version, uri=self.uri),
                change=types.NotebookDocumentChangeEvent(metadata=metadata, cells=cells),
            )
        )

    def save(self) -> None:
        """Say that the notebook was saved; writes nothing."""
        self.editor.client.notebook_document_did_save(
            types.DidSaveNotebookDocumentParams(types.NotebookDocumentIdentifier(self.uri))
        )

    def close(self) -> None:
        """Close the notebook."""
        for cell in self.cells:
            del self.editor.documents[cell.uri]
        self.editor.client.notebook_document_did_close(
            types.DidCloseNotebookDocumentParams(
                types.NotebookDocumentIdentifier(self.uri), [cell.identifier for cell in self.cells]
            )
        )

    async def squiggles(self) -> list[list[tuple[str, str]]]:
        """Code and underlined text of the diagnostics that each cell has when everything is checked."""
        await self.editor.settle()
        shown = []
        for cell in self.cells:
            found = await self.diagnostics(cell)
            shown.append([(str(one.code), self.editor.text_at(cell.text, one.range)) for one in found])
        return shown

    async def diagnostics(self, cell: OpenDocument) -> Sequence[types.Diagnostic]:
        """The diagnostics of a cell; they are pushed without delay, so ``settle`` comes first."""
        if self.editor.pulls:
            return await self.editor.diagnostics(cell)
        pushed = [params for params in self.editor.published if params.uri == cell.uri]
        return pushed[-1].diagnostics if pushed else []

    def _restructure(
        self,
        start: int,
        deleted: int,
        cells: Sequence[OpenDocument],
        *,
        opened: Sequence[OpenDocument] = (),
        closed: Sequence[OpenDocument] = (),
    ) -> None:
        array = types.NotebookCellArrayChange(
            start=start, delete_count=deleted, cells=[_cell(cell) for cell in cells] or None
        )
        structure = types.NotebookDocumentCellChangeStructure(
            array=array,
            did_open=[_item(cell) for cell in opened] or None,
            did_close=[cell.identifier for cell in closed] or None,
        )
        self.send(types.NotebookDocumentCellChanges(structure=structure))


def _cell(cell: OpenDocument) -> types.NotebookCell:
    return types.NotebookCell(kind=types.NotebookCellKind.Code, document=cell.uri)


def _item(cell: OpenDocument) -> types.TextDocumentItem:
    return types.TextDocumentItem(cell.uri, "python", cell.version, cell.text)
