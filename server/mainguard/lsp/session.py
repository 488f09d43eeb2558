"""What one client has open, and how the parts of the server work together on it.

This module loads the analysis; the server imports it only after ``initialize`` was answered.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from mainguard.catalogue.registry import catalogue
from mainguard.lsp.actions import CodeActions
from mainguard.lsp.analysis import check_snapshot
from mainguard.lsp.client import ClientFeatures
from mainguard.lsp.convert import from_lsp_uri, key_of, to_lsp_uri
from mainguard.lsp.documents import Document, DocumentStore, is_python
from mainguard.lsp.hover import Hovers
from mainguard.lsp.identifiers import SOURCE
from mainguard.lsp.ignoring import ProjectIgnores
from mainguard.lsp.lenses import Lenses
from mainguard.lsp.memory import Memory
from mainguard.lsp.notebooks import Notebook
from mainguard.lsp.projects import Projects
from mainguard.lsp.publish import Publisher
from mainguard.lsp.refine import Refinement
from mainguard.lsp.schedule import Scheduler
from mainguard.lsp.server import MainguardServer
from mainguard.lsp.settings import SettingsSources
from mainguard.lsp.snapshot import Checked, Snapshot
from mainguard.lsp.worker import Worker
from mainguard.lsp.workspace import WorkspaceFindings
from mainguard.lsp.workspace_fixes import WorkspaceFixes
from mainguard.project.configuration import CONFIGURATION_FILES
from mainguard.project.files import NEVER_SEARCHED
from mainguard.project.ignore import is_excluded
from mainguard.rules.registry import all_rules
from mainguard.text.source import Source

_SECONDS_FOR_SETTINGS = 2.0
"""How long the first check waits for the client to say its settings."""

_DECISIVE_FILES = frozenset({*CONFIGURATION_FILES, "pyvenv.cfg"})
"""Files that decide on settings and environments, by name."""

_log = logging.getLogger(__name__)


def load() -> None:
    """Load what the first check would load."""
    all_rules()
    catalogue()


class Session:
    """Everything between ``initialized`` and ``exit``; lives on the event loop."""

    def __init__(
        self,
        server: MainguardServer,
        client: ClientFeatures,
        documents: DocumentStore,
        initialization: types.InitializeParams,
    ) -> None:
        self.client = client
        self.documents = documents
        self.analysis_worker = Worker("analysis")
        self.names_worker = Worker("names")
        self.settings = SettingsSources(self._complain)
        self.projects = Projects(self.settings, self._open_text, os.environ)
        self.publisher = Publisher(server, client, self.uri_of)
        self.scheduler = Scheduler(self.analysis_worker, check_snapshot, self, self)
        self.refinement = Refinement(self.names_worker, self.scheduler.request, self.failed)
        around = (self.projects, self.scheduler, self.publisher, self._open_text, self.failed)
        self.workspace = WorkspaceFindings(server, client, *around)
        self.workspace_fixes = WorkspaceFixes(client, self.workspace, self._open_snapshot)
        self.memory = Memory(self.analysis_worker)
        ignores = ProjectIgnores(client, documents, self.projects)
        self.actions = CodeActions(client, self.scheduler, self.analysis_worker, self.memory, self.uri_of, ignores)
        self.hovers = Hovers(client, self.scheduler, self.memory, self.uri_of)
        self.lenses = Lenses(server, client, self.scheduler, self.settings)
        self.client_info = initialization.client_info
        self._server = server
        self._has_folders = bool(initialization.workspace_folders)
        self._opened: dict[str, Document] = {}
        """By URI without quoting."""
        self._by_key: dict[str, Document] = {}
        """Of several that are the same file, the one that was opened last."""
        self._notebooks: dict[str, Notebook] = {}
        self.settings.use_initial(initialization.initialization_options)
        self.folders_changed()

    # What happens to documents

    def opened(self, uri: str) -> None:
        """A document was opened, which may be a module that others import."""
        document = self.documents.document(uri)
        if document is not None:
            key = key_of(document.uri)
            self._opened[unquote(uri)] = self._by_key[key] = document
            self.scheduler.request(document.uri, first=True)
            self._text_changed(key)

    def changed(self, uri: str) -> None:
        """A document has another text."""
        document = self.documents.document(uri)
        if document is not None:
            self.scheduler.request(document.uri, first=True)
            self._module_changed(key_of(document.uri))
            self.workspace.typed()

    def closed(self, uri: str) -> None:
        """A document was closed: what the disk says counts again, unless the file is open under another URI as well."""
        document = self._opened.pop(unquote(uri), None)
        if document is None:
            return
        self.scheduler.forget(document.uri)
        self.refinement.forget(document.uri)
        self.publisher.clear(document.uri)
        key = key_of(document.uri)
        others = {key_of(other.uri): other for other in self._opened.values()}
        if key in others:
            self._by_key[key] = others[key]
        else:
            del self._by_key[key]
            self.workspace.document_closed(key, [document.uri])
        self._text_changed(key)

    def notebook_changed(self, uri: str) -> None:
        """A notebook was opened, or something happened to it, which may be no business of ours."""
        notebook, former = self.documents.notebook(uri), self._notebooks.get(unquote(uri))
        if notebook is not None and notebook is not former:
            self._notebooks[unquote(uri)] = notebook
            self.scheduler.request(notebook.uri, first=True)
            gone = {cell.uri for cell in former.cells} if former else set()
            self.workspace.document_closed(notebook.uri, gone - {cell.uri for cell in notebook.cells})
            self.workspace.typed()

    def notebook_closed(self, uri: str) -> None:
        """A notebook was closed."""
        notebook = self._notebooks.pop(unquote(uri), None)
        if notebook is not None:
            self.scheduler.forget(notebook.uri)
            self.refinement.forget(notebook.uri)
            self.publisher.clear(notebook.uri)
            self.workspace.document_closed(notebook.uri, [cell.uri for cell in notebook.cells])

    def recheck_all(self) -> None:
        """Something changed that any document may depend on."""
        for document in self.documents:
            self.scheduler.request(document.uri)

    # What happens around them

    def settings_changed(self) -> None:
        """Settings, environments or the files they are in may have changed."""
        self.projects.forget()
        self.workspace.settings_changed(self.settings.of_editor().diagnostic_mode)
        self.lenses.settings_changed()
        self.recheck_all()

    def folders_changed(self) -> None:
        """The client has other workspace folders now."""
        uris = [folder.uri for folder in self.documents.folders.values()]
        if not self._has_folders and self.documents.root_uri:
            uris.append(self.documents.root_uri)
        paths = [from_lsp_uri(uri) for uri in uris]
        self.projects.workspace_folders = [path for path in paths if path]
        self.settings_changed()

    async def files_changed(self, changes: Sequence[tuple[Path, bool]]) -> None:
        """Files changed on the disk; each with whether it was there before and still is."""
        if any(path.name in _DECISIVE_FILES for path, _ in changes):
            self.settings_changed()
        modules = [(path, stays) for path, stays in changes if path.suffix == ".py"]
        own = [(str(path), stays) for path, stays in modules if NEVER_SEARCHED.isdisjoint(path.parts)]
        if not all(stays for _, stays in own):
            self.recheck_all()
        for key, _ in own:
            if key not in self._by_key:
                self._module_changed(key)
        folders = {str(path) for path, stays in changes if not stays and path.suffix != ".py"}
        if folders:
            self.scheduler.folders_went(folders)
        self.workspace.files_changed(changes)
        if len(own) < len(modules):
            await self.packages_changed()

    async def packages_changed(self) -> None:
        """Packages of an environment may have come or gone."""
        if await self.names_worker.run(self.projects.refresh_environments):
            self.recheck_all()
            self.workspace.packages_changed()

    async def pull_settings(self) -> None:
        """Ask the client for its settings and use them; returns when they came or took too long to wait for."""
        if self.client.configuration:
            pulling = self._server.keep_running(self._pull_settings())
            await asyncio.wait({pulling}, timeout=_SECONDS_FOR_SETTINGS)

    # What the scheduler wants to know, and tells

    def spelling(self, uri: str) -> str:
        """The URI, as it was opened, of what is checked for the open document ``uri``: for a cell, of its notebook."""
        opened = self.documents.notebook(uri) or self.documents.document(uri)
        return opened.uri if opened else uri

    def source(self, uri: str) -> Source | None:
        """The present text of an open document or notebook."""
        notebook, document = self.documents.notebook(uri), self.documents.document(uri)
        if notebook is not None:
            return notebook.source
        return document.snapshot if document else None

    def snapshot(self, uri: str) -> Snapshot | None:
        """All that a check of the document or notebook needs; ``None`` when there is nothing to check."""
        notebook, document = self.documents.notebook(uri), self.documents.document(uri)
        opened = notebook or document
        source = self.source(uri)
        if opened is None or source is None or (notebook is None and document and not is_python(document)):
            return None
        path = self._path_of(opened.uri)
        project = self.projects.of(path.parent)
        if is_excluded(path, project.settings.exclude, project.root):
            return None
        cells = notebook.cells if notebook else None
        return Snapshot(opened.uri, opened.version, source, path, key_of(opened.uri), project, cells)

    def finished(self, checked: Checked) -> None:
        """Show a result, and have looked up what it left open."""
        # First what was shown of the file: clients may take its URI and the document's for one and the same.
        self.workspace.document_checked(checked)
        self.publisher.publish(checked)
        self.refinement.consider(checked)

    def unchecked(self, uri: str) -> None:
        """Take back what was shown of a document that is no longer checked."""
        self.publisher.clear(uri)
        self.workspace.document_unchecked(key_of(uri))

    def failed(self, uri: str, error: Exception) -> None:
        """Leave everything as it is: a failure of our own is no business of the user's."""
        _log.error("%s could not be checked", uri, exc_info=error)
        self._server.report_failure(f"{uri}: {error!r}")

    def uri_of(self, key: str) -> str:
        """The URI of the module called ``key`` in a trace, as the client writes it where it has it open."""
        document = self._by_key.get(key)
        return document.uri if document else to_lsp_uri(key)

    def _module_changed(self, key: str) -> None:
        self.scheduler.module_changed(key)
        self.memory.forget()
        self.workspace.module_changed(key)

    def _text_changed(self, key: str) -> None:
        self._module_changed(key)
        if Path(key).is_absolute() and not Path(key).exists():
            # Without this document there is no such module: nobody may depend on it yet, and anybody may import it.
            self.recheck_all()
            self.workspace.module_came_or_went(key)

    def _open_text(self, key: str) -> Source | None:
        """Called from the worker thread as well: reads one attribute of one value."""
        document = self._by_key.get(key)
        return document.snapshot if document else None

    def _open_snapshot(self, key: str) -> Snapshot | None:
        document = self._by_key.get(key)
        return self.snapshot(document.uri) if document else None

    def _path_of(self, uri: str) -> Path:
        path = from_lsp_uri(uri)
        if path is not None:
            return path
        named = PurePosixPath(unquote(urlsplit(uri).path))
        if named.is_absolute() and Path(named.parent).is_dir():
            return Path(named)
        folder = self.projects.workspace_folders[0] if self.projects.workspace_folders else Path.cwd()
        return folder / (named.name or "untitled")

    async def _pull_settings(self) -> None:
        folders: Sequence[Path | None] = (None, *self.projects.workspace_folders)
        items = [
            types.ConfigurationItem(scope_uri=to_lsp_uri(str(folder)) if folder else None, section=SOURCE)
            for folder in folders
        ]
        try:
            answers = await self._server.workspace_configuration_async(types.ConfigurationParams(items))
        except JsonRpcException as error:
            _log.warning("the client did not say its settings: %s", error)
            return
        for folder, answer in zip(folders, answers, strict=False):
            self.settings.use_editor(folder, answer)
        self.settings_changed()

    def _complain(self, problem: str) -> None:
        text = f"mainguard: {problem} (what was set before stays in use)"
        self._server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, text))
