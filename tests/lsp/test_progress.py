"""How far a long piece of work is."""

from __future__ import annotations

import asyncio
from typing import Any
from unittest.mock import Mock

import pytest

from mainguard.lsp.progress import Progress

pytestmark = pytest.mark.asyncio


class Client:
    """A client's side: it makes room for a token when it is let."""

    def __init__(self) -> None:
        self.may_create = asyncio.Event()
        self.kinds: list[str] = []
        self.tokens: dict[object, Any] = {}
        self.work_done_progress = self

    async def create_async(self, token: object) -> None:
        await self.may_create.wait()
        self.tokens[token] = Mock()

    def begin(self, _token: object, _value: object) -> None:
        self.kinds.append("begin")

    def end(self, _token: object, _value: object) -> None:
        self.kinds.append("end")


@pytest.mark.parametrize("is_asked_first", [True, False])
async def test_work_that_ends_before_the_client_is_ready_is_not_shown_for_ever(*, is_asked_first: bool) -> None:
    client: Any = Client()
    progress = Progress(client, "Working", lambda: None)
    progress.begin()
    creating = asyncio.all_tasks() - {asyncio.current_task()}
    if is_asked_first:
        await asyncio.sleep(0)
    progress.end()
    client.may_create.set()
    await asyncio.wait(creating)

    assert client.kinds == ["begin", "end"]
    assert client.tokens == {}
    assert not progress.is_shown
