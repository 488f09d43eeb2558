"""The message loop's rules that pygls leaves to its servers: life cycle, exit code, and our documents."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextvars import ContextVar
from functools import partial
from typing import Any

from lsprotocol import types
from pygls.capabilities import get_capability
from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest, JsonRpcServerNotInitialized
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.protocol.json_rpc import MsgId, RPCMessage, RPCRequest

from mainguard.lsp.documents import DocumentStore
from mainguard.lsp.eagerly import continued
from mainguard.lsp.keystroke import did_change_params

_REQUESTS = types.HoverRequest, types.CodeActionRequest
_MOSTLY_KNOWN = frozenset({types.TEXT_DOCUMENT_HOVER, types.TEXT_DOCUMENT_CODE_ACTION})
"""What editors ask whenever something moves.  A task and its futures take several times as long as the answer."""

_log = logging.getLogger(__name__)


class Protocol(LanguageServerProtocol):
    """Answers every request, also those that come too early or too late."""

    _work_done_token: ContextVar[types.ProgressToken | None] = ContextVar("_work_done_token", default=None)

    exit_code = 1
    """What the process has to exit with: 0 once the client has asked for ``shutdown``."""

    is_greeted = False
    """Whether the client has its answer to ``initialize`` already."""

    @property
    def work_done_token(self) -> types.ProgressToken | None:
        """The token under which the client wants to see how far the command is that is being handled."""
        return self._work_done_token.get()

    def when_cancelled(self, do: Callable[[], object]) -> None:
        """Call ``do`` when the client cancels the request that is being handled.  pygls lets commands run on."""
        request = self._request_futures.get(self.msg_id) if self.msg_id is not None else None
        if request is not None:
            request.add_done_callback(lambda future: do() if future.cancelled() else None)

    def use_own_documents(self) -> DocumentStore:
        """Put ours in the place of pygls' documents, of which there are none yet while ``initialize`` is handled."""
        made_by_pygls = self.workspace
        documents = DocumentStore(
            made_by_pygls.root_uri,
            types.TextDocumentSyncKind.Incremental,
            list(made_by_pygls.folders.values()),
            made_by_pygls.position_encoding,
        )
        self._workspace = documents
        return documents

    def receive(self, body: bytes) -> None:
        """Handle one message as it was sent.  Raises nothing; ``exit`` leaves by ``SystemExit``."""
        try:
            message = json.loads(body)
            params = did_change_params(message) if self._serves else None
            if params is None:
                self.handle_message(self.structure_message(message))
            else:
                self._text_changed(params)
        except Exception as error:  # noqa: BLE001 - reported, and the next message deserves to be handled
            _log.exception("a message could not be handled")
            self._server.report_server_error(error, JsonRpcException)

    def handle_message(self, message: RPCMessage) -> None:
        """Handle one message; before ``initialize`` and after ``shutdown`` most are refused."""
        method = getattr(message, "method", None)
        refusal = self._refusal(method) if method is not None else None
        if refusal is None and method in _MOSTLY_KNOWN and isinstance(message, _REQUESTS):
            self._answer_at_once(message)
        elif refusal is None:
            super().handle_message(message)
        elif isinstance(message, RPCRequest):
            self._send_response(message.id, error=refusal.to_response_error())

    def _send_response(self, msg_id: MsgId, result: Any = None, error: types.ResponseError | None = None) -> None:
        if self.is_greeted and isinstance(result, types.InitializeResult):
            return
        super()._send_response(msg_id, result, error)

    def _text_changed(self, params: types.DidChangeTextDocumentParams) -> None:
        """Do at once what pygls does by a chain of futures, which costs more than all the rest of a keystroke."""
        for change in params.content_changes:
            self.workspace.update_text_document(params.text_document, change)
        self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE](params)

    def _answer_at_once(self, message: types.HoverRequest | types.CodeActionRequest) -> None:
        """Answer, or have the rest done as pygls does all of it where there is something to wait for."""
        coroutine = self.fm.features[message.method](message.params)
        future: Future[Any] = Future()
        try:
            waits_for = coroutine.send(None)
        except StopIteration as end:
            future.set_result(end.value)
        except Exception as error:  # noqa: BLE001 - it is raised where the result is sent
            future.set_exception(error)
        else:
            self._ctx_msg_id.set(message.id)
            answer = partial(self._send_handler_result, msg_id=message.id)
            self._execute_handler(message.id, partial(continued, coroutine, waits_for), answer)
            return
        self._send_handler_result(future, msg_id=message.id)

    @property
    def _serves(self) -> bool:
        return self._workspace is not None and not self._shutdown

    def _refusal(self, method: str) -> JsonRpcException | None:
        if method == types.EXIT:
            return None
        if self._shutdown:
            return JsonRpcInvalidRequest("the server is shutting down")
        is_initialized = self._workspace is not None
        if method == types.INITIALIZE:
            return JsonRpcInvalidRequest("the server is initialized already") if is_initialized else None
        return None if is_initialized else JsonRpcServerNotInitialized("the server is not initialized")

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: types.InitializeParams) -> Generator[Any, Any, types.InitializeResult]:
        """Say what the server can do; pulling diagnostics is registered later where the client lets it be.

        A client that cannot be told to pull again is not to pull at all: it is pushed what there is.
        """
        result = yield from super().lsp_initialize(params)
        provider = result.capabilities.diagnostic_provider
        pulls_again = get_capability(params.capabilities, "workspace.diagnostics.refresh_support")
        if not pulls_again or get_capability(params.capabilities, "text_document.diagnostic.dynamic_registration"):
            result.capabilities.diagnostic_provider = None
        elif provider is not None:
            provider.workspace_diagnostics = False
        if result.capabilities.execute_command_provider is not None:
            result.capabilities.execute_command_provider.work_done_progress = True
        return result

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    def lsp_workspace__execute_command(self, params: types.ExecuteCommandParams) -> Generator[Any, Any, Any]:
        """Run a command; what comes with it besides its arguments is there for the handler to ask for."""
        self._work_done_token.set(params.work_done_token)
        return (yield from super().lsp_workspace__execute_command(params))

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, *args: Any) -> Generator[Any, Any, None]:
        """Prepare for ``exit``."""
        yield from super().lsp_shutdown(*args)
        self.exit_code = 0
