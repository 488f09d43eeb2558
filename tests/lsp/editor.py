"""An editor for tests: a real client of a real server process, that remembers every message it got.

Positions are computed here by encoding lines, not by mainguard's own conversion.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

from mainguard.lsp.identifiers import DEBUG_INFORMATION
from mainguard.project.user_cache import CACHE_VARIABLE

VSCODE = "visual-studio-code"
NEOVIM = "neovim@v0.11"
EMACS = "emacs"
PROFILES = (VSCODE, NEOVIM, EMACS)

SECONDS = 20.0
"""How long a test waits for what has to come; nothing waits for what must not come."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}


@dataclass
class OpenDocument:
    """What the editor shows."""

    uri: str
    text: str
    version: int

    @property
    def identifier(self) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri)


class Editor:
    """One client with its server."""

    def __init__(self, profile: str, root: Path) -> None:
        self.profile = profile
        self.root = root
        self.initialized = types.InitializeResult(types.ServerCapabilities())
        self.published: list[types.PublishDiagnosticsParams] = []
        self.registrations: list[types.Registration] = []
        self.unregistrations: list[types.Unregistration] = []
        self.progress: dict[types.ProgressToken, list[dict[str, Any]]] = {}
        self.applied_edits: list[types.WorkspaceEdit] = []
        self.configuration_requests: list[types.ConfigurationParams] = []
        self.refreshes = 0
        self.lens_refreshes = 0
        self.accepts_edits = True
        self.documents: dict[str, OpenDocument] = {}
        self._news = asyncio.Event()
        self.client = LanguageClient(converter_factory=default_converter)
        own = {
            types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: self._on_publish,
            types.CLIENT_REGISTER_CAPABILITY: self._on_register,
            types.CLIENT_UNREGISTER_CAPABILITY: self._on_unregister,
            types.WINDOW_WORK_DONE_PROGRESS_CREATE: self._on_create_progress,
            types.PROGRESS: self._on_progress,
            types.WORKSPACE_CONFIGURATION: self._on_configuration,
            types.WORKSPACE_APPLY_EDIT: self._on_apply,
            types.WORKSPACE_DIAGNOSTIC_REFRESH: self._on_refresh,
            types.WORKSPACE_CODE_LENS_REFRESH: self._on_lens_refresh,
            types.WINDOW_SHOW_MESSAGE: self._on_message,
        }
        # pygls marks the functions it is given, which methods do not let it.
        register_lsp_features(
            self.client, DEFAULT_CLIENT_FEATURES | {name: partial(method) for name, method in own.items()}
        )

    # Documents

    def uri(self, name: str | Path) -> str:
        """The URI of a file, by its path or by its name below the root."""
        return (self.root / name).as_uri()

    def open(self, name: str | Path, text: str, *, language: str = "python", version: int = 1) -> OpenDocument:
        """Open a document: a file, by its path or by its name below the root, or any URI."""
        uri = name if isinstance(name, str) and ":" in name else self.uri(name)
        document = self.documents[uri] = OpenDocument(uri, text, version)
        item = types.TextDocumentItem(uri, language, version, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return document

    def edit(self, document: OpenDocument, *changes: tuple[int, int, str]) -> None:
        """Type: each change puts a text in place of the code points from start to end, one after the other."""
        events: list[types.TextDocumentContentChangeEvent] = []
        for start, end, text in changes:
            place = self.range_of(document.text, start, end)
            events.append(types.TextDocumentContentChangePartial(range=place, text=text))
            document.text = document.text[:start] + text + document.text[end:]
        self._send_change(document, events)

    def replace(self, document: OpenDocument, old: str, new: str) -> None:
        """Type ``new`` in place of ``old``, which is there once."""
        assert document.text.count(old) == 1
        start = document.text.index(old)
        self.edit(document, (start, start + len(old), new))

    def rewrite(self, document: OpenDocument, text: str) -> None:
        """Send the whole text anew."""
        document.text = text
        self._send_change(document, [types.TextDocumentContentChangeWholeDocument(text)])

    def close(self, document: OpenDocument) -> None:
        """Close a document."""
        del self.documents[document.uri]
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(document.identifier))

    def save(self, document: OpenDocument) -> None:
        """Say that a document was saved; writes nothing."""
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(document.identifier))

    def _send_change(self, document: OpenDocument, events: Sequence[types.TextDocumentContentChangeEvent]) -> None:
        document.version += 1
        identifier = types.VersionedTextDocumentIdentifier(uri=document.uri, version=document.version)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, events))

    # Questions

    async def diagnostics(self, document: OpenDocument) -> Sequence[types.Diagnostic]:
        """The diagnostics of the document's present version, as this editor gets them."""
        if self.pulls:
            report = await self.pull(document)
            assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
            return report.items
        await self.until(lambda: bool(self.publications(document)))
        return self.publications(document)[-1].diagnostics

    async def squiggles(self, document: OpenDocument) -> list[tuple[str, str]]:
        """Code and underlined text of every diagnostic."""
        found = await self.diagnostics(document)
        return [(str(one.code), self.text_at(document.text, one.range)) for one in found]

    async def pull(
        self, document: OpenDocument, previous_result_id: str | None = None
    ) -> types.DocumentDiagnosticReport:
        """Ask for diagnostics."""
        params = types.DocumentDiagnosticParams(document.identifier, previous_result_id=previous_result_id)
        return await self._answer(self.client.text_document_diagnostic_async(params))

    def start_workspace_pull(
        self, known: Mapping[str, str] | None = None, **tokens: types.ProgressToken
    ) -> asyncio.Future[types.WorkspaceDiagnosticReport]:
        """Ask for the diagnostics of the workspace; ``known`` are the result ids by URI."""
        previous = [types.PreviousResultId(uri, value) for uri, value in (known or {}).items()]
        params = types.WorkspaceDiagnosticParams(previous_result_ids=previous, **tokens)
        return asyncio.ensure_future(self._answer(self.client.workspace_diagnostic_async(params)))

    async def actions(
        self,
        document: OpenDocument,
        at: str,
        only: Sequence[str] | None = None,
        known: Sequence[types.Diagnostic] = (),
    ) -> list[types.CodeAction]:
        """The code actions for the first place where ``at`` stands."""
        start = document.text.index(at)
        place = self.range_of(document.text, start, start + len(at))
        context = types.CodeActionContext(diagnostics=known, only=only)
        params = types.CodeActionParams(document.identifier, place, context)
        answer = await self._answer(self.client.text_document_code_action_async(params))
        return [action for action in answer or () if isinstance(action, types.CodeAction)]

    async def edit_of(self, action: types.CodeAction) -> types.WorkspaceEdit:
        """The edit of a code action, resolved where this editor does so."""
        if action.edit is None:
            action = await self._answer(self.client.code_action_resolve_async(action))
        assert action.edit is not None
        return action.edit

    async def choose(self, document: OpenDocument, action: types.CodeAction) -> str:
        """The document's text after a code action."""
        return self.applied(document, await self.edit_of(action))

    async def hover(self, document: OpenDocument, at: str) -> types.Hover | None:
        """What is shown at the first character of ``at``."""
        position = self.position_of(document.text, document.text.index(at))
        params = types.HoverParams(document.identifier, position)
        return await self._answer(self.client.text_document_hover_async(params))

    async def command(self, name: str, *arguments: object) -> Any:
        """The result of a command."""
        params = types.ExecuteCommandParams(name, list(arguments))
        return await self._answer(self.client.workspace_execute_command_async(params))

    def happened(self, file: Path, kind: types.FileChangeType) -> None:
        """Tell the server what happened to a file."""
        changes = [types.FileEvent(file.as_uri(), kind)]
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(changes))

    def configure(self, **settings: object) -> None:
        """Change the editor's settings, and say so."""
        self.client.set_configuration({"mainguard": settings})
        self.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))

    def shown(self, name: str | Path) -> list[str] | None:
        """The codes that were last pushed of a file, by its path or by its name below the root."""
        uri = self.uri(name)
        last = next((params for params in reversed(self.published) if params.uri == uri), None)
        return [str(one.code) for one in last.diagnostics] if last else None

    async def settle(self) -> None:
        """Return when everything that was sent was taken in and every document is checked."""
        await self.command(DEBUG_INFORMATION)

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for messages until something is so."""

        async def wait() -> None:
            while not is_so():
                self._news.clear()
                await self._news.wait()

        await asyncio.wait_for(wait(), SECONDS)

    async def _answer(self, request: Any) -> Any:
        return await asyncio.wait_for(request, SECONDS)

    # What is known about the server

    @property
    def encoding(self) -> str:
        """The position encoding that was negotiated."""
        return types.PositionEncodingKind(self.initialized.capabilities.position_encoding or "utf-16").value

    @property
    def pulls(self) -> bool:
        """Whether this editor asks for diagnostics: it does so where the server offers or registers it."""
        is_registered = any(one.method == types.TEXT_DOCUMENT_DIAGNOSTIC for one in self.registrations)
        return is_registered or self.initialized.capabilities.diagnostic_provider is not None

    @property
    def server(self) -> asyncio.subprocess.Process:
        """The server's process."""
        assert self.client._server is not None
        return self.client._server

    @property
    def messages(self) -> list[str]:
        """What the user was shown."""
        return [message.message for message in self.client.messages]

    def publications(self, document: OpenDocument) -> list[types.PublishDiagnosticsParams]:
        """What was pushed for the document's present version."""
        wanted = (document.uri, document.version)
        return [params for params in self.published if (params.uri, params.version) == wanted]

    # Positions

    def position_of(self, text: str, offset: int) -> types.Position:
        """The position of a code point, in the negotiated encoding."""
        return position_of(text, offset, self.encoding)

    def range_of(self, text: str, start: int, end: int) -> types.Range:
        """The range of some code points, in the negotiated encoding."""
        return types.Range(self.position_of(text, start), self.position_of(text, end))

    def text_at(self, text: str, place: types.Range) -> str:
        """What stands in a range."""
        return text[offset_of(text, place.start, self.encoding) : offset_of(text, place.end, self.encoding)]

    def applied(self, document: OpenDocument, edit: types.WorkspaceEdit) -> str:
        """The document's text after an edit, which has to be of it alone and of its version."""
        if edit.document_changes is not None:
            (change,) = edit.document_changes
            assert isinstance(change, types.TextDocumentEdit)
            identifier = types.OptionalVersionedTextDocumentIdentifier(uri=document.uri, version=document.version)
            assert change.text_document == identifier
            edits = change.edits
        else:
            assert edit.changes is not None
            assert list(edit.changes) == [document.uri]
            edits = edit.changes[document.uri]
        text = document.text
        for one in sorted(edits, key=lambda one: offset_of(text, one.range.start, self.encoding), reverse=True):
            start, end = (offset_of(document.text, at, self.encoding) for at in (one.range.start, one.range.end))
            text = text[:start] + one.new_text + text[end:]
        return text

    # What the server asks and tells

    def _on_publish(self, params: types.PublishDiagnosticsParams) -> None:
        self.published.append(params)
        self._news.set()

    def _on_register(self, params: types.RegistrationParams) -> None:
        self.registrations += params.registrations
        self._news.set()

    def _on_unregister(self, params: types.UnregistrationParams) -> None:
        self.unregistrations += params.unregisterations
        self._news.set()

    def _on_create_progress(self, params: types.WorkDoneProgressCreateParams) -> None:
        assert params.token not in self.progress
        self.progress[params.token] = []
        self._news.set()

    def _on_progress(self, params: types.ProgressParams) -> None:
        self.progress.setdefault(params.token, []).append(params.value)
        self._news.set()

    def _on_configuration(self, params: types.ConfigurationParams) -> list[Any]:
        self.configuration_requests.append(params)
        self._news.set()
        get = self.client.get_configuration
        return [get(section=item.section, scope_uri=item.scope_uri) for item in params.items]

    def _on_apply(self, params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        self.applied_edits.append(params.edit)
        if self.accepts_edits:
            for document in self.documents.values():
                own = self._part_for(document, params.edit)
                if own is not None:
                    self.rewrite(document, self.applied(document, own))
        return types.ApplyWorkspaceEditResult(applied=self.accepts_edits)

    def _part_for(self, document: OpenDocument, edit: types.WorkspaceEdit) -> types.WorkspaceEdit | None:
        """What of an edit is for the document."""
        if edit.document_changes is None:
            own = {uri: edits for uri, edits in (edit.changes or {}).items() if uri == document.uri}
            return types.WorkspaceEdit(changes=own) if own else None
        changes = [change for change in edit.document_changes if isinstance(change, types.TextDocumentEdit)]
        changes = [change for change in changes if change.text_document.uri == document.uri]
        return types.WorkspaceEdit(document_changes=changes) if changes else None

    def _on_refresh(self, _params: None) -> None:
        self.refreshes += 1
        self._news.set()

    def _on_lens_refresh(self, _params: None) -> None:
        self.lens_refreshes += 1
        self._news.set()

    def _on_message(self, params: types.ShowMessageParams) -> None:
        self.client.messages.append(params)
        self._news.set()


@asynccontextmanager
async def editor(
    profile: str,
    root: Path,
    *,
    folders: Sequence[Path] | None = None,
    options: Mapping[str, object] | None = None,
    settings: Mapping[str, object] | None = None,
    adapt: Callable[[types.ClientCapabilities], None] | None = None,
    has_root: bool = True,
) -> AsyncIterator[Editor]:
    """An editor with ``root`` open, or with ``folders``; at the end its server has failed nowhere and exits with 0.

    ``options`` are the ``initializationOptions``, ``settings`` the editor's own, ``adapt`` changes what it can do.
    """
    one = Editor(profile, root)
    if settings is not None:
        one.client.set_configuration({"mainguard": dict(settings)})
    await one.client.start_io(sys.executable, "-m", "mainguard", "server", env=server_environment())
    try:
        capabilities = client_capabilities(profile)
        if adapt is not None:
            adapt(capabilities)
        opened = [root] if folders is None else folders
        params = types.InitializeParams(
            capabilities=capabilities,
            root_uri=root.as_uri() if has_root else None,
            workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in opened],
            initialization_options=dict(options) if options is not None else None,
            client_info=types.ClientInfo(profile, "1"),
        )
        one.initialized = await asyncio.wait_for(one.client.initialize_session(params), SECONDS)
        yield one
        failures = [message for message in one.client.messages if message.type is types.MessageType.Error]
        await asyncio.wait_for(one.client.shutdown_session(), SECONDS)

        assert failures == []
        assert one.server.returncode == 0
    finally:
        if one.server.returncode is None:
            one.server.kill()
        await one.client.stop()


def server_environment() -> dict[str, str]:
    """The environment variables of a server: strict, without the environment that the tests run in, nothing cached."""
    inherited = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    return inherited | {"MAINGUARD_STRICT": "1", CACHE_VARIABLE: os.devnull}


def position_of(text: str, offset: int, encoding: str) -> types.Position:
    """The position of a code point."""
    codec, width = _CODECS[encoding]
    starts = [0, *(end.end() for end in _LINE_END.finditer(text))]
    line = max(number for number, start in enumerate(starts) if start <= offset)
    return types.Position(line, len(text[starts[line] : offset].encode(codec)) // width)


def offset_of(text: str, position: types.Position, encoding: str) -> int:
    """The code point at a position, which has to be one that exists."""
    codec, width = _CODECS[encoding]
    starts = [0, *(end.end() for end in _LINE_END.finditer(text))]
    ends = [*(end.start() for end in _LINE_END.finditer(text)), len(text)]
    line = text[starts[position.line] : ends[position.line]].encode(codec)
    assert position.character * width <= len(line)
    return starts[position.line] + len(line[: position.character * width].decode(codec))
