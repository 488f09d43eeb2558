"""What the server asks the client for at run time: to tell about changes, and to pull diagnostics."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from mainguard.lsp.client import ClientFeatures
from mainguard.lsp.identifiers import SOURCE

_DIAGNOSTICS = "mainguard-diagnostics"
_WATCHED = ("**/*.py", "**/pyproject.toml", "**/mainguard.toml", "**/pyvenv.cfg", "**/.gitignore")
_FOLDERS = types.FileSystemWatcher("**/*", types.WatchKind.Delete)
"""Of a folder that is deleted, clients tell, but not always of what was in it."""

_log = logging.getLogger(__name__)


class Registrations:
    """Keeps to what the client can register."""

    def __init__(self, server: LanguageServer, client: ClientFeatures) -> None:
        self._server = server
        self._client = client
        self._is_whole_workspace: bool | None = None
        self._wanted: bool | None = None
        self._at_work = asyncio.Lock()

    async def watch_changes(self) -> None:
        """Have the client tell about changed settings and files."""
        await self._register(list(self._of_changes()))

    async def pull_diagnostics(self, *, whole_workspace: bool) -> None:
        """Have the client pull the diagnostics of what is open, or of the whole workspace too."""
        if not self._client.registers_diagnostics:
            return
        self._wanted = whole_workspace
        async with self._at_work:
            if self._is_whole_workspace == self._wanted:
                return
            if self._is_whole_workspace is not None:
                await self._unregister(types.Unregistration(_DIAGNOSTICS, types.TEXT_DOCUMENT_DIAGNOSTIC))
            self._is_whole_workspace = self._wanted
            options = types.DiagnosticRegistrationOptions(
                inter_file_dependencies=True, workspace_diagnostics=self._wanted, identifier=SOURCE, id=_DIAGNOSTICS
            )
            await self._register([types.Registration(_DIAGNOSTICS, types.TEXT_DOCUMENT_DIAGNOSTIC, options)])

    def _of_changes(self) -> Iterator[types.Registration]:
        if self._client.registers_configuration:
            yield types.Registration(
                id="mainguard-configuration",
                method=types.WORKSPACE_DID_CHANGE_CONFIGURATION,
                register_options=types.DidChangeConfigurationRegistrationOptions(section=SOURCE),
            )
        if self._client.registers_file_watching:
            watchers = [*(types.FileSystemWatcher(pattern) for pattern in _WATCHED), _FOLDERS]
            yield types.Registration(
                id="mainguard-files",
                method=types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
                register_options=types.DidChangeWatchedFilesRegistrationOptions(watchers),
            )

    async def _register(self, registrations: list[types.Registration]) -> None:
        if registrations:
            try:
                await self._server.client_register_capability_async(types.RegistrationParams(registrations))
            except JsonRpcException as error:
                _log.warning("the client refused %s: %s", [one.method for one in registrations], error)

    async def _unregister(self, registration: types.Unregistration) -> None:
        try:
            await self._server.client_unregister_capability_async(types.UnregistrationParams([registration]))
        except JsonRpcException as error:
            _log.warning("the client refused to give up %s: %s", registration.method, error)
