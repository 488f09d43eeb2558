"""Having a rule ignored in the whole project: the edit of its configuration file, or of one that is made for it."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from mainguard.engine.settings import SettingsError
from mainguard.lsp.client import ClientFeatures
from mainguard.lsp.convert import to_lsp_range, to_lsp_uri, to_lsp_workspace_edit
from mainguard.lsp.documents import DocumentStore
from mainguard.lsp.projects import Projects
from mainguard.lsp.snapshot import Snapshot
from mainguard.project.configuration import OWN_FILE, PYPROJECT, find_configuration, find_marked_root
from mainguard.project.ignoring import ignoring_edit
from mainguard.text.source import Source


class ProjectIgnores:
    """Finds the configuration of a document's project and adds to it."""

    def __init__(self, client: ClientFeatures, documents: DocumentStore, projects: Projects) -> None:
        self._client = client
        self._documents = documents
        self._projects = projects

    def edit(self, snapshot: Snapshot, rule: str) -> types.WorkspaceEdit | None:
        """Has ``rule`` ignored.

        ``None`` where the file cannot be added to or made, and where the editor's own settings decide what is ignored.
        """
        folder = snapshot.path.parent
        try:
            configuration = find_configuration(folder)
        except SettingsError:
            return None
        if configuration.settings.ignore != snapshot.project.settings.ignore:
            return None
        return self._addition(configuration.file, rule) if configuration.file else self._first(folder, rule)

    def _first(self, folder: Path, rule: str) -> types.WorkspaceEdit | None:
        """The first setting of the project that ``folder`` is in."""
        root = find_marked_root(folder) or self._projects.workspace_folder_of(folder) or folder
        if (root / PYPROJECT).is_file():
            return self._addition(root / PYPROJECT, rule)
        return _creation(to_lsp_uri(str(root / OWN_FILE)), rule) if self._client.creates_files else None

    def _addition(self, file: Path, rule: str) -> types.WorkspaceEdit | None:
        uri = to_lsp_uri(str(file))
        document = self._documents.document(uri)
        source = document.snapshot if document else _read(file)
        edit = ignoring_edit(source, rule, is_pyproject=file.name == PYPROJECT) if source else None
        if source is None or edit is None:
            return None
        change = types.TextEdit(to_lsp_range(edit.span, source, self._client.unit), edit.text)
        named, version = (document.uri, document.version) if document else (uri, None)
        return to_lsp_workspace_edit(named, version, [change], document_changes=self._client.document_changes)


def _read(file: Path) -> Source | None:
    """The text as an editor shows it, without a byte order mark."""
    try:
        return Source(file.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return None


def _creation(uri: str, rule: str) -> types.WorkspaceEdit:
    """An edit that makes a file; of one that has come meanwhile it leaves what is there."""
    start = types.Position(0, 0)
    document = types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=None)
    return types.WorkspaceEdit(
        document_changes=[
            types.CreateFile(uri=uri, options=types.CreateFileOptions(ignore_if_exists=True)),
            types.TextDocumentEdit(document, [types.TextEdit(types.Range(start, start), f'ignore = ["{rule}"]\n')]),
        ]
    )
