"""``mainguard server`` with a recording of what it and the editor say to each other, and faults that can be asked for.

    python server.py [server] [--log-level LEVEL]

``MAINGUARD_TRACE`` names the file for the recording: a line of JSON for every message, with ``sender`` (``editor`` or
``server``) and ``message``.  ``MAINGUARD_BREAK`` asks for a fault, so that a test can be seen to notice it:
``diagnostics`` (nothing is found), ``fix`` (nothing is offered) or ``wrong`` (edits start one column too far right).
The faults are made in the messages that go out; everything before that is mainguard's own server.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from mainguard.lsp.main import run_server

_STDOUT = 1


class Wire:
    """Both directions of the connection, between the client's pipes and those that the server has in their place."""

    def __init__(self, trace: str | None, fault: str) -> None:
        self._trace = Path(trace or os.devnull).open("a", encoding="utf-8")  # noqa: SIM115  # until the process ends
        self._break = _FAULTS[fault]
        self._methods: dict[object, str] = {}
        self._recording = threading.Lock()
        self._outgoing = threading.Thread(target=self._send, args=_put_between(sys.stdout.fileno(), is_output=True))
        incoming = _put_between(sys.stdin.fileno(), is_output=False)
        threading.Thread(target=self._receive, args=incoming, daemon=True).start()
        self._outgoing.start()

    def close(self) -> None:
        """Wait until the client has everything that the server wrote."""
        os.close(_STDOUT)
        self._outgoing.join()

    def _receive(self, client: BinaryIO, server: BinaryIO) -> None:
        for message in _messages(client):
            if "method" in message and "id" in message:
                self._methods[message["id"]] = message["method"]
            self._record("editor", message)
            _write(server, message)
        server.close()

    def _send(self, server: BinaryIO, client: BinaryIO) -> None:
        for message in _messages(server):
            method = message.get("method") or self._methods.pop(message.get("id"), "")
            self._break(method, message)
            self._record("server", message)
            _write(client, message)
        client.close()

    def _record(self, sender: str, message: object) -> None:
        with self._recording:
            self._trace.write(json.dumps({"sender": sender, "message": message}) + "\n")
            self._trace.flush()


def _put_between(descriptor: int, *, is_output: bool) -> tuple[BinaryIO, BinaryIO]:
    """Put a pipe in the place of ``descriptor``: what to read from, and what to write to, to join the two."""
    outside = os.dup(descriptor)
    reading, writing = os.pipe()
    os.dup2(writing if is_output else reading, descriptor)
    os.close(writing if is_output else reading)
    if is_output:
        return os.fdopen(reading, "rb"), os.fdopen(outside, "wb")
    return os.fdopen(outside, "rb"), os.fdopen(writing, "wb")


def _messages(stream: BinaryIO) -> Iterator[dict[str, Any]]:
    """The messages in ``stream``, to its end."""
    size = 0
    while line := stream.readline():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            size = int(value)
        elif not line.strip():
            body = stream.read(size)
            if len(body) < size:
                return
            yield json.loads(body)


def _write(stream: BinaryIO, message: object) -> None:
    """Send one whole message, headers and all, to whoever is still there."""
    body = json.dumps(message).encode()
    with contextlib.suppress(OSError, ValueError):
        stream.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        stream.flush()


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
    try:
        return run_server(sys.argv[2:] if sys.argv[1:2] == ["server"] else sys.argv[1:])
    finally:
        wire.close()


if __name__ == "__main__":
    sys.exit(main())
