"""How messages come in and go out."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import threading
from collections.abc import Callable, Sequence
from typing import BinaryIO

from pygls.io_ import StdoutWriter

from mainguard.lsp.frames import Frames
from mainguard.lsp.server import MainguardServer

_AT_ONCE = 1 << 16
"""How many bytes are read at most before they are looked at."""

_log = logging.getLogger(__name__)


def serve_stdio(
    server: MainguardServer,
    protocol_input: BinaryIO,
    protocol_output: BinaryIO,
    frames: Frames,
    received: Sequence[bytes],
) -> int:
    """Serve the client on two pipes; the exit code that it asked for.

    ``received`` are the messages that were read already, ``frames`` has what was read of the next one.
    """
    server.protocol.set_writer(StdoutWriter(protocol_output))
    # pygls leaves its loop by ``SystemExit`` on ``exit``.
    with contextlib.suppress(SystemExit, KeyboardInterrupt):
        asyncio.run(_serve_pipe(server, protocol_input.fileno(), frames, received))
    return server.protocol.exit_code


def serve_tcp(server: MainguardServer, host: str, port: int) -> int:
    """Serve the first client that connects; the exit code that it asked for.  Raises ``OSError``."""
    with contextlib.suppress(SystemExit, KeyboardInterrupt):
        asyncio.run(_serve_first(server, host, port))
    return server.protocol.exit_code


async def _serve_pipe(server: MainguardServer, pipe: int, frames: Frames, received: Sequence[bytes]) -> None:
    """Serve one client until ``pipe``, a file descriptor, ends."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for body in received:
        server.protocol.receive(body)

    def arrived(data: bytes) -> None:
        for body in frames.feed(data):
            server.protocol.receive(body)
        server.check_what_is_due()
        if not data:
            ended.set()

    def readable() -> None:
        data = _read(pipe)
        if not data:
            loop.remove_reader(pipe)
        arrived(data)

    try:
        loop.add_reader(pipe, readable)
    except (NotImplementedError, OSError):
        # Windows' loop waits for no pipe of this kind, and Linux' for no file.
        threading.Thread(target=_read_all, args=(pipe, loop, arrived), name="input", daemon=True).start()
    await ended.wait()


def _read_all(pipe: int, loop: asyncio.AbstractEventLoop, arrived: Callable[[bytes], None]) -> None:
    """Hand all that comes to ``arrived`` on the loop's thread, nothing at the end."""
    # The loop may be closed before the client is.
    with contextlib.suppress(RuntimeError):
        while data := _read(pipe):
            loop.call_soon_threadsafe(arrived, data)
        loop.call_soon_threadsafe(arrived, b"")


def _read(pipe: int) -> bytes:
    """Some of what is there; nothing at the end, for which an error counts as well."""
    try:
        return os.read(pipe, _AT_ONCE)
    except OSError as error:
        _log.error("the client cannot be read: %s", error)
        return b""


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
    frames = Frames()
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(_AT_ONCE):
            for body in frames.feed(data):
                server.protocol.receive(body)
    writer.close()
