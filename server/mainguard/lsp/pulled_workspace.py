"""Findings of the whole workspace, handed out to a client that asks for them.

Clients ask again as soon as they were answered.  So the answer waits until there is something that the client does
not have: nothing is computed, and nothing sent, while nothing changes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from mainguard.lsp.convert import key_of, to_lsp_uri
from mainguard.lsp.progress import Progress
from mainguard.lsp.publish import result_id
from mainguard.lsp.sweep import Sweep

TITLE = "Checking the workspace"

_Full = types.WorkspaceFullDocumentDiagnosticReport
_Unchanged = types.WorkspaceUnchangedDocumentDiagnosticReport
Item = _Full | _Unchanged

_NOTHING = result_id(())


@dataclass(frozen=True, slots=True)
class _Entry:
    """The findings of one file, of which there are some."""

    uri: str
    version: int | None
    """``None`` when the file is not open."""
    diagnostics: Sequence[types.Diagnostic]
    result_id: str


@dataclass(slots=True, eq=False)
class _Pull:
    """A request that is not answered yet."""

    known: dict[str, str]
    """What the client has: result ids by file."""
    news: dict[str, None]
    """The files that the client may have to be told about."""
    told: set[str] = field(default_factory=set)
    """The files that it was told about."""
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, key: str, result: str | None) -> None:
        """Note what the client has now."""
        self.told.add(key)
        self.known.pop(key, None)
        if result is not None:
            self.known[key] = result


class PulledWorkspace:
    """Remembers the findings of every file, open or not, that has any.  Files are called by their absolute path."""

    def __init__(self, server: LanguageServer, sweep: Sweep) -> None:
        self._server = server
        self._sweep = sweep
        self._is_on = False
        self._has_answered = False
        self._entries: dict[str, _Entry] = {}
        self._taken_back: dict[str, str] = {}
        self._pulls: list[_Pull] = []

    def begin(self) -> None:
        """Take up findings from now on."""
        self._is_on = True

    def end(self) -> None:
        """Forget all findings, and answer everybody."""
        self._is_on = self._has_answered = False
        self._taken_back.clear()
        for key in tuple(self._entries):
            self.show(key, to_lsp_uri(key), None, ())
        self.go_on()

    def show(self, key: str, uri: str, version: int | None, diagnostics: Sequence[types.Diagnostic]) -> None:
        """These are the diagnostics of a file now."""
        if diagnostics and self._is_on:
            self._entries[key] = _Entry(uri, version, diagnostics, result_id(diagnostics))
        else:
            self._entries.pop(key, None)
        for pull in self._pulls:
            pull.news[key] = None
            pull.may_go_on.set()

    def take_back(self, uri: str) -> None:
        """A document was closed: what the client got when it asked for that document alone is to be replaced."""
        if self._is_on:
            key = key_of(uri)
            self._taken_back[key] = uri
            self.show(key, uri, None, ())

    def go_on(self) -> None:
        """There may be something to say, or nothing more to wait for."""
        for pull in self._pulls:
            pull.may_go_on.set()

    async def report(self, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        """The answer to a pull: what the client does not have, once there is something.

        With a token for partial results, they are sent as they come.  The first pull is answered in any case, as soon
        as everything is checked.
        """
        known = {key_of(previous.uri): previous.value for previous in params.previous_result_ids}
        pull = _Pull(known, dict.fromkeys((*known, *self._entries, *self._taken_back)))
        items: list[Item] = []
        progress = Progress(self._server, TITLE, self._sweep.abandon)
        if params.work_done_token is not None:
            progress.begin(params.work_done_token)
        self._pulls.append(pull)
        try:
            while True:
                items += self._news(pull)
                is_last = self._is_complete(pull)
                if is_last and pull.told:
                    items += self._unchanged(pull)
                if items and params.partial_result_token is not None:
                    part = types.WorkspaceDiagnosticReportPartialResult(items)
                    self._server.protocol.notify(
                        types.PROGRESS, types.ProgressParams(params.partial_result_token, part)
                    )
                    items = []
                if is_last:
                    self._has_answered = self._is_on
                    return types.WorkspaceDiagnosticReport(items)
                progress.report(*self._sweep.progress)
                await pull.may_go_on.wait()
                pull.may_go_on.clear()
        finally:
            progress.end()
            self._pulls.remove(pull)

    def _is_complete(self, pull: _Pull) -> bool:
        if not self._is_on:
            return True
        return self._sweep.is_settled and (bool(pull.told) or not self._has_answered)

    def _news(self, pull: _Pull) -> Iterator[Item]:
        """What the client does not have of the files that something happened to."""
        keys, pull.news = pull.news, {}
        for key in keys:
            entry, known = self._entries.get(key), pull.known.get(key)
            if entry is None and self._sweep.is_due(key):
                continue  # it is shown again when it was checked
            closed = self._taken_back.pop(key, None)
            if entry is not None and (closed is not None or known != entry.result_id):
                pull.tell(key, entry.result_id)
                yield _Full(entry.uri, entry.diagnostics, version=entry.version, result_id=entry.result_id)
            elif entry is None and (closed is not None or known not in (None, _NOTHING)):
                pull.tell(key, None)
                yield _Full(closed or to_lsp_uri(key), ())

    def _unchanged(self, pull: _Pull) -> Iterator[Item]:
        """What the client was not told about because it has it."""
        for key, known in pull.known.items():
            entry = self._entries.get(key)
            if key not in pull.told and known == (entry.result_id if entry else _NOTHING):
                yield _Unchanged(entry.uri if entry else to_lsp_uri(key), known, entry.version if entry else None)
