"""``initialized``: the client is ready to be asked."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from mainguard.lsp.identifiers import SOURCE
from mainguard.lsp.server import MainguardServer

_WATCHED = ("**/*.py", "**/pyproject.toml", "**/mainguard.toml", "**/pyvenv.cfg")

_log = logging.getLogger(__name__)


async def initialized(server: MainguardServer, _params: types.InitializedParams) -> None:
    """Register for changes of settings and files, get the settings, and begin to check."""
    session = server.session
    await session.pull_settings()
    session.scheduler.start()
    registrations = list(_registrations(server))
    if registrations:
        try:
            await server.client_register_capability_async(types.RegistrationParams(registrations))
        except JsonRpcException as error:
            _log.warning("the client does not tell about changes: %s", error)


def _registrations(server: MainguardServer) -> Iterator[types.Registration]:
    client = server.session.client
    if client.registers_configuration:
        yield types.Registration(
            id="mainguard-configuration",
            method=types.WORKSPACE_DID_CHANGE_CONFIGURATION,
            register_options=types.DidChangeConfigurationRegistrationOptions(section=SOURCE),
        )
    if client.registers_file_watching:
        watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
        yield types.Registration(
            id="mainguard-files",
            method=types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
            register_options=types.DidChangeWatchedFilesRegistrationOptions(watchers),
        )
