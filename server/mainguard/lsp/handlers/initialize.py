"""``initialize``: what the client is is noted; pygls answers with what is registered."""

from __future__ import annotations

import logging
import os

from lsprotocol import types

from mainguard.lsp.parent import wait_for_end
from mainguard.lsp.server import MainguardServer

_log = logging.getLogger(__name__)


def initialize(server: MainguardServer, params: types.InitializeParams) -> None:
    """Note the client's capabilities and watch over its process; the analysis is not loaded yet."""
    server.remember(params)
    if server.watches_parent and params.process_id:
        server.keep_running(_end_with(params.process_id))


async def _end_with(process_id: int) -> None:
    await wait_for_end(process_id)
    _log.warning("the process %s that started the server has ended", process_id)
    logging.shutdown()
    # The thread that waits for the client's next message would keep the process alive.
    os._exit(1)
