"""How far a long piece of work is, where the client shows such a thing."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

_log = logging.getLogger(__name__)


class Progress:
    """One piece of work, shown from ``begin`` to ``end``; both may be called at any time, and again."""

    def __init__(self, server: LanguageServer, title: str, cancel: Callable[[], object]) -> None:
        """``cancel`` is called when the user does not want the work to go on."""
        self._server = server
        self._title = title
        self._cancel = cancel
        self._token: types.ProgressToken | None = None
        self._percentage = 0
        self._creating: asyncio.Task[None] | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the work was begun and has not ended."""
        return self._token is not None or self._creating is not None

    def begin(self, token: types.ProgressToken | None = None) -> None:
        """Show the work under the client's ``token``, or have the client make room for one of ours."""
        self._percentage = 0
        if token is not None:
            self._show(token)
        else:
            self._creating = asyncio.create_task(self._create())

    def report(self, done: int, total: int) -> None:
        """Show how much of the work is done; what is done does not become less."""
        percentage = min(100, 100 * done // total) if total else 0
        if percentage > self._percentage:
            self._percentage = percentage
            if self._token is not None:
                report = types.WorkDoneProgressReport(percentage=percentage, message=f"{done} of {total} files")
                self._server.work_done_progress.report(self._token, report)

    def end(self) -> None:
        """Show it no longer."""
        if self._token is not None:
            self._server.work_done_progress.end(self._token, types.WorkDoneProgressEnd())
            self._server.work_done_progress.tokens.pop(self._token, None)
        self._token = self._creating = None

    async def _create(self) -> None:
        token = f"mainguard-{uuid.uuid4()}"
        creating = asyncio.current_task()
        try:
            await self._server.work_done_progress.create_async(token)
        except JsonRpcException as error:
            _log.warning("the client shows no progress: %s", error)
            return
        # The work may have ended meanwhile, and other work begun.
        is_over = self._creating is not creating
        if not is_over:
            self._creating = None
            self._show(token)
        else:
            self._server.work_done_progress.begin(token, types.WorkDoneProgressBegin(self._title))
            self._server.work_done_progress.end(token, types.WorkDoneProgressEnd())
            self._server.work_done_progress.tokens.pop(token, None)

    def _show(self, token: types.ProgressToken) -> None:
        self._token = token
        begin = types.WorkDoneProgressBegin(title=self._title, cancellable=True, percentage=self._percentage)
        self._server.work_done_progress.begin(token, begin)
        self._server.work_done_progress.tokens[token].add_done_callback(lambda _: self._cancel())
