"""``mainguard server``: reads the command line and serves one client."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from mainguard.lsp.frames import Frames
from mainguard.lsp.greeting import greeting
from mainguard.lsp.parent import is_running

if TYPE_CHECKING:  # loaded when the client has its answer, or when there is something to parse
    from argparse import ArgumentParser

    from mainguard.lsp.server import MainguardServer

USAGE_ERROR = 2

_GARBAGE_COLLECTION = (10_000, 10, 100)
"""Thresholds as of ``gc.set_threshold``.  With many trees in memory a full collection stops all threads for most of a
second, so there are to be few; the sweep over the workspace collects what each of its checks leaves."""

_STRICT_VARIABLE = "MAINGUARD_STRICT"
"""The same as the engine's, which must not be loaded yet."""
_LOG_LEVELS = ("debug", "info", "warning", "error")
_AT_ONCE = 1 << 16
"""How many bytes are read at most before they are looked at."""


class _Options(NamedTuple):
    tcp: tuple[str, int] | None = None
    log_level: str = "warning"


def run_server(arguments: Sequence[str]) -> int:
    """Serve until the client ends it; the exit code: 0 after ``shutdown``, 1 without it, 2 for wrong usage."""
    try:
        options = _options(arguments)
    except SystemExit as exit_request:
        return int(exit_request.code or 0)
    if options.tcp is None:
        return _serve_stdio(options)
    server = _server(options, watches_parent=False)
    from mainguard.lsp.transport import serve_tcp  # noqa: PLC0415 - loads the protocol

    try:
        return serve_tcp(server, *options.tcp)
    except OSError as error:
        _say("mainguard server: cannot listen on {}:{}: {}".format(*options.tcp, error.strerror or error))
        return USAGE_ERROR


def _serve_stdio(options: _Options) -> int:
    """Answer the client's first message, and then load what the others take."""
    if sys.stdin.isatty():
        _say("mainguard server waits for an editor to speak LSP on its standard input")
    protocol_input, protocol_output = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not end up between two messages
    frames = Frames()
    received: list[bytes] = []
    while not received and (data := os.read(protocol_input.fileno(), _AT_ONCE)):
        received += frames.feed(data)
    greeted = greeting(received[0]) if received else None
    is_watched = False
    if greeted is not None:
        # A client that cannot be seen now lives somewhere else, such as outside of a container.
        is_watched = greeted.process_id is not None and is_running(greeted.process_id)
        protocol_output.write(greeted.answer)
        protocol_output.flush()
    server = _server(options, watches_parent=is_watched)
    from mainguard.lsp.transport import serve_stdio  # noqa: PLC0415 - loads the protocol

    server.protocol.is_greeted = greeted is not None
    return serve_stdio(server, protocol_input, protocol_output, frames, received)


def _server(options: _Options, *, watches_parent: bool) -> MainguardServer:
    """The server with all that it takes loaded, which no garbage collection looks at again."""
    # Before it is loaded: the classes of the protocol leave ten megabytes of garbage, which would be frozen with them.
    gc.set_threshold(*_GARBAGE_COLLECTION)
    _log_to_stderr(options.log_level.upper())
    from mainguard.generated_code import kept_for  # noqa: PLC0415 - as below

    with kept_for("server"):
        from mainguard.lsp.features import create_server  # noqa: PLC0415 - loads the protocol
        from mainguard.lsp.session import load  # noqa: PLC0415 - loads the analysis

        load()
        server = create_server(watches_parent=watches_parent, is_strict=os.environ.get(_STRICT_VARIABLE) == "1")
    gc.freeze()
    return server


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _log_to_stderr(level: str) -> None:
    import logging  # noqa: PLC0415 - as above

    logging.basicConfig(stream=sys.stderr, level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    if level != "DEBUG":
        # At INFO it writes down every message of the protocol.
        logging.getLogger("pygls.protocol").setLevel(logging.WARNING)
        # At WARNING it writes down every cancellation that comes after the answer.
        logging.getLogger("pygls.protocol.json_rpc").setLevel(logging.ERROR)
        logging.getLogger("pygls.feature_manager").setLevel(logging.WARNING)


def _options(arguments: Sequence[str]) -> _Options:
    """What the command line says.  Raises ``SystemExit`` when it makes no sense, or was answered."""
    if set(arguments) <= {"--stdio"}:
        return _Options()
    parsed = _parser().parse_args(arguments)
    return _Options(parsed.tcp, parsed.log_level)


def _parser() -> ArgumentParser:
    import argparse  # noqa: PLC0415 - as above

    parser = argparse.ArgumentParser(
        prog="mainguard server", description="Speak the Language Server Protocol, by default on stdin and stdout."
    )
    transport = parser.add_mutually_exclusive_group()
    transport.add_argument("--stdio", action="store_true", help="what happens anyway; editors like to say so")
    transport.add_argument("--tcp", type=_address, metavar="HOST:PORT", help="listen there for one client instead")
    parser.add_argument(
        "--log-level", choices=_LOG_LEVELS, default="warning", help="what to write to stderr (default: %(default)s)"
    )
    return parser


def _address(text: str) -> tuple[str, int]:
    """The host and port that ``text`` says.  Raises ``ArgumentTypeError``."""
    host, separator, port = text.rpartition(":")
    if not separator or not host or not port.isdecimal() or int(port) > 65535:
        from argparse import ArgumentTypeError  # noqa: PLC0415 - as above

        raise ArgumentTypeError(f"{text!r} is not HOST:PORT, as in 127.0.0.1:2087")
    return host.strip("[]"), int(port)
