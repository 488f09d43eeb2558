"""One server with files open, edited as an editor does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from client import Client, Message, ServerSilentError
from edits import Change, Edit, Typing, edits, module, typings
from servers import Server

_SECONDS = 60.0
_CAPABILITIES = {
    "textDocument": {
        "synchronization": {},
        "publishDiagnostics": {"versionSupport": True, "relatedInformation": True},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "refactor", "source"]}}
        },
        "hover": {"contentFormat": ["markdown"]},
    },
    "workspace": {"configuration": True, "workspaceFolders": True, "didChangeConfiguration": {}},
}
_PYPROJECT = '[project]\nname = "generated"\nversion = "0"\nrequires-python = ">=3.11"\n'


class OpenFile:
    """A file as the client and the server have it."""

    def __init__(self, path: Path, text: str) -> None:
        self.uri = path.as_uri()
        self.text = text
        self.version = 0
        path.write_text(text)

    def event(self, change: Change) -> Message:
        """The change as LSP says it, which is made; the text is ASCII."""
        place = {"start": self._position(change.start), "end": self._position(change.end)}
        self.text = self.text[: change.start] + change.text + self.text[change.end :]
        self.version += 1
        return {"range": place, "text": change.text}

    def _position(self, offset: int) -> dict[str, int]:
        line_start = self.text.rfind("\n", 0, offset) + 1
        return {"line": self.text.count("\n", 0, offset), "character": offset - line_start}


class Session:
    """A server that was started and has a file open whose diagnostics have come."""

    def __init__(self, server: Server, folder: Path, lines: int, environment: dict[str, str], header: str = "") -> None:
        """``header`` stands before the text of the file."""
        self._server = server
        self.folder = folder
        (folder / "pyproject.toml").write_text(_PYPROJECT)
        self.file = OpenFile(folder / "main.py", header + module(lines, server.toggle.block))
        self.edits = edits(self.file.text, server.toggle, server.syntax)
        self.client = Client(server.command(), folder, environment, server.settings)
        self.finding: Message | None = None
        try:
            self._start()
        except BaseException:
            self.client.close()
            raise

    def _start(self) -> None:
        root = self.folder.as_uri()
        params = {
            "processId": None,
            "rootUri": root,
            "workspaceFolders": [{"uri": root, "name": "generated"}],
            "capabilities": _CAPABILITIES,
        }
        _, came, _ = self.client.request("initialize", params, _SECONDS)
        self.initialize_ms = (came - self.client.spawned) * 1000
        self.client.notify("initialized", {})
        if self._server.settings:
            self.client.notify("workspace/didChangeConfiguration", {"settings": self._server.settings})
        # It opens with the finding, so that there is something to wait for.
        self.make(self.edits[0].do, tell=False)
        self.first_diagnostics_ms = (self.open(self.file, self.edits[0].finding) - self.client.spawned) * 1000

    def typings(self) -> tuple[Typing, ...]:
        """What can be typed into the present text that was never there."""
        return typings(self.file.text, self._server.toggle)

    def open(self, file: OpenFile, finding: str | None = None) -> float:
        """Open a file; when its diagnostics came."""
        item = {"uri": file.uri, "languageId": "python", "version": file.version, "text": file.text}
        self.client.notify("textDocument/didOpen", {"textDocument": item})
        return self._diagnostics_of(file, finding, is_there=True)

    def make(self, change: Change, *, tell: bool = True) -> float:
        """Make a change; when it was sent."""
        event = self.file.event(change)
        if not tell:
            return 0.0
        document = {"uri": self.file.uri, "version": self.file.version}
        return self.client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [event]})

    def timed(self, edit: Edit, *, undone: bool) -> float:
        """Make an edit or take it back; milliseconds until the diagnostics that fit it came."""
        sent = self.make(edit.undo if undone else edit.do)
        return (self._diagnostics_of(self.file, edit.finding, is_there=not undone) - sent) * 1000

    def change_and_wait(self, change: Change) -> float:
        """Make a change; milliseconds until the server said something of it."""
        sent = self.make(change)
        return (self._diagnostics_of(self.file, None, is_there=True) - sent) * 1000

    def asked(self, method: str) -> float:
        """Milliseconds that the answer to a request about the finding took."""
        if self.finding is None:
            raise ServerSilentError("nothing was found yet")
        place = self.finding["range"]
        params: dict[str, Any] = {"textDocument": {"uri": self.file.uri}}
        if method == "textDocument/hover":
            params["position"] = place["start"]
        else:
            params |= {"range": place, "context": {"diagnostics": [self.finding], "triggerKind": 1}}
        written, came, _ = self.client.request(method, params, _SECONDS)
        return (came - written) * 1000

    def close(self) -> None:
        """End the server."""
        self.client.close()

    def _diagnostics_of(self, file: OpenFile, finding: str | None, *, is_there: bool) -> float:
        def fits(message: Message) -> bool:
            params = message.get("params") or {}
            if message.get("method") != "textDocument/publishDiagnostics" or params["uri"] != file.uri:
                return False
            if params.get("version") not in (None, file.version):
                return False
            return finding is None or self._has(params["diagnostics"], finding) == is_there

        return self.client.wait(fits, _SECONDS)[0]

    def _has(self, diagnostics: list[Message], finding: str) -> bool:
        hits = [one for one in diagnostics if re.search(finding, f"{one.get('code')} {one.get('message')}")]
        self.finding = hits[0] if hits else self.finding
        return bool(hits)
