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
        self._settled: dict[str, asyncio.Future[None]] = {}
        self._changed_meanwhile: set[str] = set()
        self._checking: asyncio.Task[None] | None = None
        self._may_start = asyncio.Event()

    def start(self) -> None:
        """Begin to check; until then documents are only remembered as due."""
        self._may_start.set()

    def request(self, uri: str, *, first: bool = False) -> None:
        """Have the document checked; with ``first`` before all others that are due."""
        self._due[uri] = None
        if first:
            self._due.move_to_end(uri, last=False)
        if uri not in self._settled:
            self._settled[uri] = asyncio.get_running_loop().create_future()
        if self._checking is None or self._checking.done():
            self._checking = asyncio.create_task(self._check_all_due())

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
        while (settled := self._settled.get(uri)) is not None:
            await asyncio.shield(settled)
        checked = self._results.get(uri)
        return checked if checked is not None and self._is_current(checked) else None

    async def idle(self) -> None:
        """Wait until no document is due."""
        while self._checking is not None and not self._checking.done():
            await asyncio.wait({self._checking})

    def stop(self) -> None:
        """Start no further check."""
        self._due.clear()
        if self._checking is not None:
            self._checking.cancel()

    async def _check_all_due(self) -> None:
        await self._may_start.wait()
        while self._due:
            uri, _ = self._due.popitem(last=False)
            try:
                await self._check(uri)
            except Exception as error:  # noqa: BLE001  # reported, and the document's previous result stays
                self._audience.failed(uri, error)
            if uri not in self._due:
                self._settled.pop(uri).set_result(None)

    async def _check(self, uri: str) -> None:
        snapshot = self._documents.snapshot(uri)
        if snapshot is None:
            self._results.pop(uri, None)
            self._audience.unchecked(uri)
            return
        self._changed_meanwhile.clear()
        checked = await self._result(snapshot)
        if not self._is_current(checked):
            return
        self._results[uri] = checked
        if not checked.report.trace.modules_read.isdisjoint(self._changed_meanwhile):
            self.request(uri)
        self._audience.finished(checked)

    async def _result(self, snapshot: Snapshot) -> Checked:
        if self._seconds.get(snapshot.uri, self._short) < self._short and self._worker.is_idle:
            return self._timed(snapshot)
        return await self._worker.run(self._timed, snapshot)

    def _timed(self, snapshot: Snapshot) -> Checked:
        started = time.thread_time()
        checked = self._run_check(snapshot)
        self._seconds[snapshot.uri] = time.thread_time() - started
        return checked

    def _is_current(self, checked: Checked) -> bool:
        return self._documents.source(checked.snapshot.uri) is checked.snapshot.source
