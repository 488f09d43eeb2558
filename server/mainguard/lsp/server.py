"""The server object that every handler gets."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError, PyglsError
from pygls.lsp.server import LanguageServer

from mainguard import __version__
from mainguard.lsp.client import ClientFeatures
from mainguard.lsp.convert import from_lsp_encoding
from mainguard.lsp.documents import DocumentStore
from mainguard.lsp.notebooks import SYNCHRONIZATION
from mainguard.lsp.protocol import Protocol

if TYPE_CHECKING:
    from mainguard.lsp.session import Session

_log = logging.getLogger(__name__)


class MainguardServer(LanguageServer):
    """Serves one client."""

    protocol: Protocol

    def __init__(self, *, watches_parent: bool, is_strict: bool) -> None:
        """``watches_parent``: whether the client's process can be seen, so that its end can be noticed.

        ``is_strict``: whether failures of our own are also shown, for a test suite to see.
        """
        super().__init__("mainguard", __version__, protocol_cls=Protocol, notebook_document_sync=SYNCHRONIZATION)
        self.watches_parent = watches_parent
        self._is_strict = is_strict
        self._initialization: types.InitializeParams | None = None
        self._session: Session | None = None
        self._running: set[asyncio.Task[None]] = set()

    def remember(self, params: types.InitializeParams) -> None:
        """Keep what the client said about itself; the session is made of it later."""
        self._initialization = params
        self.protocol.use_own_documents()

    @property
    def session(self) -> Session:
        """The client's session, made when first asked for.  Raises ``RuntimeError`` before ``initialize``."""
        if self._session is None:
            self._session = self._new_session()
        return self._session

    def keep_running(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run ``work`` in the background; asyncio by itself forgets tasks that nobody holds."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    def check_what_is_due(self) -> None:
        """Check at once what would be checked when the event loop comes round, as far as that is quick."""
        if self._session is not None:
            self._session.scheduler.go_on()

    def stop_checking(self) -> None:
        """Start nothing new."""
        if self._session is not None:
            self._session.scheduler.stop()
            self._session.workspace.sweep.stop()

    def report_failure(self, what: str) -> None:
        """A failure of our own, which was logged: users are not bothered with it."""
        if self._is_strict:
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"mainguard failed: {what}"))

    def report_server_error(self, error: Exception, source: type[PyglsError | JsonRpcException]) -> None:
        """Log what went wrong; pygls would put it in front of the user."""
        is_answer = isinstance(error, JsonRpcException) and not isinstance(error, JsonRpcInternalError)
        if not is_answer:
            _log.error("%s: %s", source.__name__, error)
            self.report_failure(str(error))

    def _new_session(self) -> Session:
        from mainguard.lsp.session import Session  # noqa: PLC0415  # loads the analysis, after `initialize` was answered

        if self._initialization is None or not isinstance(self.workspace, DocumentStore):
            raise RuntimeError("there is no session before initialize")
        client = ClientFeatures.of(
            self._initialization.capabilities, from_lsp_encoding(self.workspace.position_encoding)
        )
        return Session(self, client, self.workspace, self._initialization)
