"""Has names looked up in the background, and documents checked again where that made a difference."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from mainguard.lsp.snapshot import Checked
from mainguard.lsp.worker import Worker
from mainguard.text.source import Source


class Refinement:
    """Asks the resolver what a check left open, for each document one batch at a time."""

    def __init__(
        self, worker: Worker, recheck: Callable[[str], None], failed: Callable[[str, Exception], None]
    ) -> None:
        """``recheck`` is called with the URI of a document in which a name turned out to be another one."""
        self._worker = worker
        self._recheck = recheck
        self._failed = failed
        self._newest: dict[str, Checked] = {}
        self._asked: dict[str, tuple[Source, frozenset[str]]] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}

    def consider(self, checked: Checked) -> None:
        """Look up what ``checked`` left open; the same for the same text only once, whatever comes of it."""
        uri = checked.snapshot.uri
        self._newest[uri] = checked
        if uri not in self._asking and self._leaves_open(checked):
            self._asking[uri] = asyncio.create_task(self._ask(checked))

    def forget(self, uri: str) -> None:
        """Drop what is known about a document that was closed."""
        self._newest.pop(uri, None)
        self._asked.pop(uri, None)

    def _leaves_open(self, checked: Checked) -> bool:
        source, asked = self._asked.get(checked.snapshot.uri, (None, frozenset()))
        questions = set(checked.report.trace.questions)
        return bool(questions if source is not checked.snapshot.source else questions - asked)

    async def _ask(self, checked: Checked) -> None:
        uri, resolver = checked.snapshot.uri, checked.snapshot.project.resolver
        questions = frozenset(checked.report.trace.questions)
        self._asked[uri] = checked.snapshot.source, questions
        is_different = False
        try:
            if resolver is not None:
                is_different = await self._worker.run(resolver.ask, questions)
        except Exception as error:  # noqa: BLE001  # reported, and the import names have to do
            self._failed(uri, error)
        finally:
            del self._asking[uri]
        newest = self._newest.get(uri)
        if newest is None:
            return
        if is_different:
            self._recheck(uri)
        else:
            self.consider(newest)
