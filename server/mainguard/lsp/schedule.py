"""When documents are checked: at once, one at a time, and only ever the newest text.

Everything here runs on the event loop; the check itself runs on a worker, on an immutable snapshot.  While a check
runs, further changes only mark their document as due, so that of any number of changes the last one is checked.

The way to the worker and back takes longer than the check of what a keystroke changes.  So a document whose last check
was a short one is checked on the event loop's own thread.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from typing import Protocol

from mainguard.lsp.snapshot import Checked, Snapshot
from mainguard.lsp.worker import Worker
from mainguard.project.paths import is_within
from mainguard.text.source import Source

_SHORT = 0.02
"""So many seconds the event loop may be held up by a check."""


class Documents(Protocol):
    """What is open."""

    def spelling(self, uri: str) -> str:
        """The URI of an open document as it was opened, which may be quoted in another way."""
        ...

    def source(self, uri: str) -> Source | None:
        """The present text of an open document, the same object as long as it does not change."""
        ...

    def snapshot(self, uri: str) -> Snapshot | None:
        """All that a check of the document needs; ``None`` when there is nothing to check."""
        ...


class Audience(Protocol):
    """Who is told."""

    def finished(self, checked: Checked) -> None:
        """There is a result for a document's present text."""
        ...

    def unchecked(self, uri: str) -> None:
        """A document is not to be checked (any more)."""
        ...

    def failed(self, uri: str, error: Exception) -> None:
        """A check raised; the document's previous result stays."""
        ...


class Scheduler:
    """Keeps the newest result of every open document."""

    def __init__(
        self,
        worker: Worker,
        check: Callable[[Snapshot], Checked],
        documents: Documents,
        audience: Audience,
        *,
        short: float = _SHORT,
    ) -> None:
        """``short``: so many seconds may a document's last check have taken for the next one not to leave the loop."""
        self._worker = worker
        self._run_check = check
        self._documents = documents
        self._audience = audience
        self._results: dict[str, Checked] = {}
        self._short = short
        self._seconds: dict[str, float] = {}
        """Of processor time that the last check of a document took."""
        self._due: OrderedDict[str, None] = OrderedDict()
        self._unsettled: set[str] = set()
        """What is due, and what is being checked."""
        self._waiting: dict[str, asyncio.Future[None]] = {}
        """For those among them that somebody waits for."""
        self._changed_meanwhile: set[str] = set()
        self._has_started = False
        self._is_at_work = False
        """Whether anything is unsettled."""
        self._checking: asyncio.Task[None] | None = None
        """The check that the worker makes."""
        self._rest: asyncio.Future[None] | None = None

    def start(self) -> None:
        """Begin to check; until then documents are only remembered as due."""
        self._has_started = True
        self.go_on()

    def request(self, uri: str, *, first: bool = False) -> None:
        """Have the document checked soon; with ``first`` before all others that are due."""
        self._due[uri] = None
        if first:
            self._due.move_to_end(uri, last=False)
        self._unsettled.add(uri)
        if not self._is_at_work:
            self._is_at_work = True
            asyncio.get_running_loop().call_soon(self.go_on)

    def go_on(self) -> None:
        """Check what is due, up to a document whose check takes the worker; what is behind it comes after it."""
        if not self._has_started or self._checking is not None:
            return
        while self._due:
            uri, _ = self._due.popitem(last=False)
            try:
                snapshot = self._documents.snapshot(uri)
                if snapshot is None:
                    self._results.pop(uri, None)
                    self._audience.unchecked(uri)
                elif self._is_short(uri):
                    self._changed_meanwhile.clear()
                    self._take(self._timed(snapshot))
                else:
                    self._checking = asyncio.create_task(self._check_on_worker(snapshot))
                    return
            except Exception as error:  # noqa: BLE001  # reported, and the document's previous result stays
                self._audience.failed(uri, error)
            self._settle(uri)
        self._come_to_rest()

    def module_changed(self, key: str) -> None:
        """Have every document checked whose result depends on the module called ``key`` in traces."""
        self._changed_meanwhile.add(key)
        for uri, checked in self._results.items():
            if key in checked.report.trace.modules_read:
                self.request(uri)

    def folders_went(self, folders: Collection[str]) -> None:
        """Have every document checked whose result depends on a module in one of ``folders``, which are gone."""
        read = {key for checked in self._results.values() for key in checked.report.trace.modules_read}
        for key in read:
            if is_within(key, folders):
                self.module_changed(key)

    def forget(self, uri: str) -> None:
        """Drop the result of a document that was closed."""
        self._results.pop(uri, None)
        self._seconds.pop(uri, None)

    async def checked(self, uri: str) -> Checked | None:
        """The result for the document's present text, once it is there.

        ``None`` when the document is not open, is not to be checked, or its check failed.
        """
        uri = self._documents.spelling(uri)
        while uri in self._unsettled:
            waiting = self._waiting.get(uri)
            if waiting is None:
                waiting = self._waiting[uri] = asyncio.get_running_loop().create_future()
            await asyncio.shield(waiting)
        checked = self._results.get(uri)
        return checked if checked is not None and self._is_current(checked) else None

    async def idle(self) -> None:
        """Wait until no document is due."""
        while self._is_at_work:
            if self._rest is None:
                self._rest = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._rest)

    def stop(self) -> None:
        """Start no further check."""
        self._due.clear()
        if self._checking is not None:
            self._checking.cancel()
        self._come_to_rest()

    async def _check_on_worker(self, snapshot: Snapshot) -> None:
        self._changed_meanwhile.clear()
        try:
            self._take(await self._worker.run(self._timed, snapshot))
        except Exception as error:  # noqa: BLE001  # as above
            self._audience.failed(snapshot.uri, error)
        self._checking = None
        self._settle(snapshot.uri)
        self.go_on()

    def _take(self, checked: Checked) -> None:
        """Show a result and keep it, unless the document has another text by now."""
        if not self._is_current(checked):
            return
        uri = checked.snapshot.uri
        self._results[uri] = checked
        if not checked.report.trace.modules_read.isdisjoint(self._changed_meanwhile):
            self.request(uri)
        self._audience.finished(checked)

    def _settle(self, uri: str) -> None:
        if uri not in self._due:
            self._unsettled.discard(uri)
            waiting = self._waiting.pop(uri, None)
            if waiting is not None:
                waiting.set_result(None)

    def _come_to_rest(self) -> None:
        self._is_at_work = False
        if self._rest is not None:
            self._rest.set_result(None)
            self._rest = None

    def _is_short(self, uri: str) -> bool:
        return self._seconds.get(uri, self._short) < self._short and self._worker.is_idle

    def _timed(self, snapshot: Snapshot) -> Checked:
        started = time.thread_time()
        checked = self._run_check(snapshot)
        self._seconds[snapshot.uri] = time.thread_time() - started
        return checked

    def _is_current(self, checked: Checked) -> bool:
        return self._documents.source(checked.snapshot.uri) is checked.snapshot.source
