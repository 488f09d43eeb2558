"""Notebooks: their Python cells, in order, as one text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lsprotocol import types

from mainguard.lsp.snapshot import Part
from mainguard.syntax.magics import mask
from mainguard.text.source import Source

SYNCHRONIZATION = types.NotebookDocumentSyncOptions(
    notebook_selector=[
        types.NotebookDocumentFilterWithNotebook(
            notebook=types.NotebookDocumentFilterNotebookType(notebook_type="jupyter-notebook"),
            cells=[types.NotebookCellLanguage(language="python")],
        )
    ],
    save=True,
)
"""What the server wants to know of notebooks: Jupyter's, and of those the Python cells."""

_BETWEEN_CELLS = "\n"


@dataclass(frozen=True, slots=True, eq=False)
class Notebook:
    """A notebook as it is at one moment; another text makes another value."""

    uri: str
    version: int | None
    cells: tuple[Part, ...]
    source: Source
    """The text of all cells, with what is no Python masked."""


def compose(uri: str, version: int | None, cells: Iterable[Part]) -> Notebook:
    """The notebook of these ``cells``, whose places in it do not matter yet."""
    parts: list[Part] = []
    texts: list[str] = []
    start = 0
    for cell in cells:
        masked = mask(cell.source.text)
        spans = tuple(span.shifted(start) for span in masked.spans)
        parts.append(Part(cell.uri, cell.version, cell.source, start, spans, masked.begins_with_cell_magic))
        texts.append(masked.text)
        start += len(masked.text) + len(_BETWEEN_CELLS)
    return Notebook(uri, version, tuple(parts), Source(_BETWEEN_CELLS.join(texts)))


def is_same(one: Notebook, other: Notebook) -> bool:
    """Whether both have the same cells with the same texts of the same versions."""
    return [_identity(cell) for cell in one.cells] == [_identity(cell) for cell in other.cells]


def _identity(cell: Part) -> tuple[object, ...]:
    return cell.uri, cell.version, cell.source
