"""How messages come in and go out."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import threading

from pygls.io_ import run_async

from mainguard.lsp.server import MainguardServer

_log = logging.getLogger(__name__)


def serve_stdio(server: MainguardServer) -> int:
    """Serve the client on stdin and stdout; the exit code that it asked for."""
    protocol_output = sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not end up between two messages
    server.start_io(sys.stdin.buffer, protocol_output)
    return server.protocol.exit_code


def serve_tcp(server: MainguardServer, host: str, port: int) -> int:
    """Serve the first client that connects; the exit code that it asked for.  Raises ``OSError``."""
    # pygls leaves its loop by ``SystemExit`` on ``exit``.
    with contextlib.suppress(SystemExit, KeyboardInterrupt):
        asyncio.run(_serve_first(server, host, port))
    return server.protocol.exit_code


async def _serve_first(server: MainguardServer, host: str, port: int) -> None:
    """Serve one client; the TCP server of pygls goes on listening when its client has gone without a word."""
    first: asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]]
    first = asyncio.get_running_loop().create_future()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if first.done():
            writer.close()
        else:
            first.set_result((reader, writer))

    listener = await asyncio.start_server(connected, host, port)
    for socket in listener.sockets:
        _log.info("listening on %s:%s", *socket.getsockname()[:2])
    reader, writer = await first
    listener.close()
    server.protocol.set_writer(writer)
    with contextlib.suppress(ConnectionError):
        await run_async(
            stop_event=threading.Event(),
            reader=reader,
            protocol=server.protocol,
            logger=_log,
            error_handler=server.report_server_error,
        )
    writer.close()
