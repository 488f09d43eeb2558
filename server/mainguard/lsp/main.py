"""``mainguard server``: reads the command line and serves one client."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
from collections.abc import Sequence

from mainguard.lsp.features import create_server
from mainguard.lsp.transport import serve_stdio, serve_tcp

USAGE_ERROR = 2

_GARBAGE_COLLECTION = (10_000, 10, 100)
"""Thresholds as of ``gc.set_threshold``.  With many trees in memory a full collection stops all threads for most of a
second, so there are to be few; the sweep over the workspace collects what each of its checks leaves."""

_STRICT_VARIABLE = "MAINGUARD_STRICT"
"""The same as the engine's, which must not be loaded yet."""
_LOG_LEVELS = ("debug", "info", "warning", "error")


def run_server(arguments: Sequence[str]) -> int:
    """Serve until the client ends it; the exit code: 0 after ``shutdown``, 1 without it, 2 for wrong usage."""
    try:
        options = _parser().parse_args(arguments)
    except SystemExit as exit_request:
        return int(exit_request.code or 0)
    _log_to_stderr(options.log_level.upper())
    gc.set_threshold(*_GARBAGE_COLLECTION)
    server = create_server(watches_parent=options.tcp is None, is_strict=os.environ.get(_STRICT_VARIABLE) == "1")
    if options.tcp is None:
        if sys.stdin.isatty():
            _say("mainguard server waits for an editor to speak LSP on its standard input")
        return serve_stdio(server)
    try:
        return serve_tcp(server, *options.tcp)
    except OSError as error:
        _say("mainguard server: cannot listen on {}:{}: {}".format(*options.tcp, error.strerror or error))
        return USAGE_ERROR


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


def _log_to_stderr(level: str) -> None:
    logging.basicConfig(stream=sys.stderr, level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    if level != "DEBUG":
        # At INFO it writes down every message of the protocol.
        logging.getLogger("pygls.protocol").setLevel(logging.WARNING)
        # At WARNING it writes down every cancellation that comes after the answer.
        logging.getLogger("pygls.protocol.json_rpc").setLevel(logging.ERROR)
        logging.getLogger("pygls.feature_manager").setLevel(logging.WARNING)


def _parser() -> argparse.ArgumentParser:
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
    host, separator, port = text.rpartition(":")
    if not separator or not host or not port.isdecimal() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT, as in 127.0.0.1:2087")
    return host.strip("[]"), int(port)
