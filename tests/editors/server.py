"""``mainguard server`` with a recording of what it and the editor say to each other, and faults that can be asked for.

    python server.py [server] [--log-level LEVEL]

``MAINGUARD_TRACE`` names the file for the recording: a line of JSON for every message, with ``sender`` (``editor`` or
``server``) and ``message``.  ``MAINGUARD_BREAK`` asks for a fault, so that a test can be seen to notice it:
``diagnostics`` (nothing is found), ``fix`` (nothing is offered) or ``wrong`` (edits start one column too far right).
The faults are made in the messages that go out; everything before that is mainguard's own server.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TextIO, cast

from mainguard.lsp.main import run_server

_END_OF_HEADERS = b"\r\n\r\n"


class Wire:
    """Both directions of the connection, as the two files that the server reads and writes."""

    def __init__(self, trace: str | None, fault: str) -> None:
        self._trace = Path(trace or os.devnull).open("a", encoding="utf-8")  # noqa: SIM115  # until the process ends
        self._break = _FAULTS[fault]
        self._incoming = sys.stdin.buffer
        self._outgoing = sys.stdout.buffer
        self._methods: dict[object, str] = {}

    def readline(self) -> bytes:
        """The next header of a message that comes in."""
        return self._incoming.readline()

    def read(self, size: int) -> bytes:
        """The message after the headers."""
        body = self._incoming.read(size)
        if body:
            message = json.loads(body)
            if "method" in message and "id" in message:
                self._methods[message["id"]] = message["method"]
            self._record("editor", message)
        return body

    def write(self, data: bytes) -> None:
        """Send one whole message, headers and all."""
        message = json.loads(data.partition(_END_OF_HEADERS)[2])
        method = message.get("method") or self._methods.pop(message.get("id"), "")
        self._break(method, message)
        self._record("server", message)
        body = json.dumps(message).encode()
        self._outgoing.write(b"Content-Length: %d%s%s" % (len(body), _END_OF_HEADERS, body))

    def flush(self) -> None:
        """Let the client have what was written."""
        self._outgoing.flush()

    def close(self) -> None:
        """Send nothing more."""
        self._outgoing.close()

    def _record(self, sender: str, message: object) -> None:
        self._trace.write(json.dumps({"sender": sender, "message": message}) + "\n")
        self._trace.flush()


def _find_nothing(method: str, message: dict[str, Any]) -> None:
    if method == "textDocument/publishDiagnostics":
        message["params"]["diagnostics"] = []
    elif method in ("textDocument/diagnostic", "workspace/diagnostic") and message.get("result"):
        message["result"]["items"] = []


def _offer_nothing(method: str, message: dict[str, Any]) -> None:
    if method == "textDocument/codeAction" and "result" in message:
        message["result"] = []


def _miss_by_one(method: str, message: dict[str, Any]) -> None:
    """Move every edit of an offer, of its resolution or of a command to the right."""
    if method in ("textDocument/codeAction", "codeAction/resolve", "workspace/applyEdit"):
        _move_edits(message)


def _move_edits(value: object) -> None:
    if isinstance(value, dict):
        if "newText" in value:
            value["range"]["start"]["character"] += 1
            value["range"]["end"]["character"] = max(
                value["range"]["end"]["character"], value["range"]["start"]["character"]
            )
        for part in value.values():
            _move_edits(part)
    elif isinstance(value, list):
        for part in value:
            _move_edits(part)


_FAULTS: Mapping[str, Callable[[str, dict[str, Any]], None]] = {
    "": lambda _method, _message: None,
    "diagnostics": _find_nothing,
    "fix": _offer_nothing,
    "wrong": _miss_by_one,
}


def main() -> int:
    """Serve the client on stdin and stdout; the server's exit code."""
    wire = Wire(os.environ.get("MAINGUARD_TRACE"), os.environ.get("MAINGUARD_BREAK", ""))
    arguments = sys.argv[2:] if sys.argv[1:2] == ["server"] else sys.argv[1:]
    sys.stdin = cast("TextIO", SimpleNamespace(buffer=wire, isatty=lambda: False))
    sys.stdout = cast("TextIO", SimpleNamespace(buffer=wire))
    return run_server(arguments)


if __name__ == "__main__":
    sys.exit(main())
