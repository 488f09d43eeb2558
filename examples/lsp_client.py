"""The smallest client of `mainguard server`: what an editor says when a file is opened and a light bulb is clicked."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 12.0
"""Seconds to wait for an answer."""


@contextmanager
def language_server(folder: Path) -> Iterator[LanguageServer]:
    """The real server over stdin and stdout, with ``folder`` open; gone afterwards."""
    command = [sys.executable, "-m", "mainguard", "server"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        server = LanguageServer(process)
        server.start(folder)
        yield server
        server.stop()
    finally:
        process.kill()
        process.wait()


def applied(text: str, edits: Sequence[dict[str, Any]]) -> str:
    """``text`` with LSP's ``edits`` made, from the last to the first."""
    lengths = [len(line) + 1 for line in text.split("\n")]

    def offset(position: dict[str, int]) -> int:
        return sum(lengths[: position["line"]]) + position["character"]

    for edit in sorted(edits, key=lambda edit: offset(edit["range"]["start"]), reverse=True):
        start, end = offset(edit["range"]["start"]), offset(edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text


class LanguageServer:
    """A client of the server: one request or notification after the other."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._last_id = 0
        threading.Thread(target=self._read, daemon=True).start()

    def start(self, folder: Path) -> None:
        """Introduce an editor that has ``folder`` open."""
        literal = {"codeActionKind": {"valueSet": ["quickfix", "refactor"]}}
        document = {
            "publishDiagnostics": {"relatedInformation": True, "versionSupport": True, "codeDescriptionSupport": True},
            "codeAction": {"isPreferredSupport": True, "codeActionLiteralSupport": literal},
        }
        # With this encoding a column is an index into a Python string.
        capabilities = {"general": {"positionEncodings": ["utf-32"]}, "textDocument": document}
        folders = [{"uri": folder.as_uri(), "name": folder.name}]
        self.request(
            "initialize",
            {"processId": os.getpid(), "rootUri": None, "workspaceFolders": folders, "capabilities": capabilities},
        )
        self.notify("initialized", {})

    def finding(self, path: Path, text: str) -> dict[str, Any]:
        """The first diagnostic that the server publishes for ``text``."""
        document = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        published = self._receive(lambda message: message.get("method") == "textDocument/publishDiagnostics")
        diagnostic: dict[str, Any] = published["params"]["diagnostics"][0]
        return diagnostic

    def actions(self, path: Path, diagnostic: dict[str, Any]) -> list[dict[str, Any]]:
        """What the light bulb offers for ``diagnostic``."""
        context = {"diagnostics": [diagnostic], "only": ["quickfix", "refactor"]}
        document = {"uri": path.as_uri()}
        found: list[dict[str, Any]] = self.request(
            "textDocument/codeAction", {"textDocument": document, "range": diagnostic["range"], "context": context}
        )
        return found

    def stop(self) -> None:
        """Say goodbye as the protocol wants it."""
        self.request("shutdown", None)
        self.notify("exit", None)
        self._process.wait(PATIENCE)

    def request(self, method: str, params: object) -> Any:
        """The result of a request."""
        self._last_id += 1
        self._send({"id": self._last_id, "method": method, "params": params})
        return self._receive(lambda message: message.get("id") == self._last_id)["result"]

    def notify(self, method: str, params: object) -> None:
        """Send what has no answer."""
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _receive(self, is_wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                message = self._messages.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise SystemExit("demo: the server did not answer in time") from None
            if message is None:
                raise SystemExit("demo: the server ended too early")
            if is_wanted(message):
                return message

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream
        while header := stream.readline():
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            elif not header.strip():
                self._messages.put(json.loads(stream.read(length)))
        self._messages.put(None)
