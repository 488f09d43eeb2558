"""How much is done for a message: counted, with the server in the test's own process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from lsp.editor import SECONDS
from mainguard.engine import directives
from mainguard.lsp import actions
from mainguard.lsp.features import create_server
from mainguard.project.modules import ProjectModules
from mainguard.replay.modules import ProjectModule
from mainguard.rules import starts

TEXT = 'import uvicorn\n\nuvicorn.run("main:app", workers=1)\n'
BEHIND_WORKERS = {"line": 2, "character": TEXT.splitlines()[2].index("=1") + 2}


class Client:
    """Sends messages to a server and keeps what it sends."""

    def __init__(self, root: Path) -> None:
        self.sent: list[dict[str, Any]] = []
        self.server = create_server(watches_parent=False, is_strict=True)
        self.server.protocol.set_writer(self, include_headers=False)
        self.uri = (root / "main.py").as_uri()
        self.version = 0

    def write(self, data: bytes) -> None:
        self.sent.append(json.loads(data))

    def close(self) -> None:
        raise AssertionError("nobody said exit")

    def send(self, method: str, params: Any, **fields: Any) -> None:
        """Send a message as it comes in."""
        message = {"jsonrpc": "2.0", "method": method, "params": params, **fields}
        self.server.protocol.receive(json.dumps(message).encode())

    def type(self, text: str, end: dict[str, int] | None = None, at: dict[str, int] = BEHIND_WORKERS) -> None:
        """Put ``text`` behind ``workers=1``, or elsewhere, in place of what is there up to ``end``."""
        self.version += 1
        self.send(
            "textDocument/didChange",
            {
                "textDocument": {"uri": self.uri, "version": self.version},
                "contentChanges": [{"range": {"start": at, "end": end or at}, "text": text}],
            },
        )

    @property
    def published(self) -> list[tuple[int, list[str]]]:
        """Version and codes of what was pushed."""
        pushed = (one["params"] for one in self.sent if one.get("method") == "textDocument/publishDiagnostics")
        return [(one["version"], [found["code"] for found in one["diagnostics"]]) for one in pushed]

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so."""

        async def wait() -> None:
            while not is_so():
                await asyncio.sleep(0)

        await asyncio.wait_for(wait(), SECONDS)

    async def answer(self, method: str, params: Any, number: int) -> Any:
        """The result of a request."""
        self.send(method, params, id=number)
        await self.until(lambda: number in {one.get("id") for one in self.sent})
        return next(one["result"] for one in self.sent if one.get("id") == number)

    async def settled(self) -> None:
        """Wait until the document's present version is checked and shown."""
        await self.server.session.scheduler.idle()
        await self.until(lambda: bool(self.published) and self.published[-1][0] == self.version)


@pytest_asyncio.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    """A client that has a file open that was checked."""
    one = Client(tmp_path)
    one.send("initialize", {"processId": None, "rootUri": tmp_path.as_uri(), "capabilities": {}}, id=1)
    one.sent.clear()
    one.send("initialized", {})
    document = {"uri": one.uri, "languageId": "python", "version": 0, "text": TEXT}
    one.send("textDocument/didOpen", {"textDocument": document})
    await one.settled()
    yield one
    one.server.stop_checking()


async def test_a_keystroke_is_checked_once_and_shown_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    checks = []
    check = client.server.session.scheduler._run_check
    monkeypatch.setattr(
        client.server.session.scheduler, "_run_check", lambda snapshot: checks.append(snapshot) or check(snapshot)
    )
    client.sent.clear()
    client.type("0")
    await client.settled()
    client.type("", {**BEHIND_WORKERS, "character": BEHIND_WORKERS["character"] + 1})
    await client.settled()

    assert [snapshot.version for snapshot in checks] == [1, 2]
    assert [(version, "MG101" in codes) for version, codes in client.published] == [(1, True), (2, False)]
    assert len(client.sent) == 2


async def test_of_what_was_typed_at_once_the_last_is_checked(client: Client) -> None:
    client.sent.clear()
    for _ in range(20):
        client.type("0")
    await client.settled()

    assert [version for version, _ in client.published] == [20]


async def test_a_keystroke_asks_nobody_for_names(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs: list[object] = []
    monkeypatch.setattr(client.server.session.names_worker, "run", jobs.append)
    client.type("0")
    await client.settled()

    assert jobs == []


async def test_a_keystroke_that_no_replay_notices_asks_for_no_import_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    find = ProjectModules.find

    def noted(self: ProjectModules, name: str, *arguments: Any) -> ProjectModule | None:
        asked.append(name)
        return find(self, name, *arguments)

    monkeypatch.setattr(ProjectModules, "find", noted)
    found = []
    for line in (3, 4, 5):
        asked.clear()
        client.type("# a comment\n", at={"line": line, "character": 0})
        await client.settled()
        found.append("uvicorn" in asked)

    assert found == [True, False, False]


async def test_the_same_result_is_not_shown_again(client: Client) -> None:
    client.sent.clear()
    client.server.session.recheck_all()
    await client.server.session.scheduler.idle()

    assert client.sent == []


async def test_asking_for_actions_again_looks_for_fixes_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[object] = []
    offers = actions.offers
    monkeypatch.setattr(actions, "offers", lambda checked, finding: looked.append(finding) or offers(checked, finding))
    client.type("0")
    await client.settled()
    place = {"start": {"line": 2, "character": 0}, "end": {"line": 2, "character": 5}}
    params = {"textDocument": {"uri": client.uri}, "range": place, "context": {"diagnostics": []}}
    first = await client.answer("textDocument/codeAction", params, 11)
    second = await client.answer("textDocument/codeAction", params, 12)

    assert first == second
    assert first != []
    assert len(looked) == 1

    client.server.session.memory.forget()
    await client.answer("textDocument/codeAction", params, 13)
    assert len(looked) == 2


async def test_hovers_and_actions_look_for_the_same_fixes_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[object] = []
    wrap_fixes = starts.wrap_fixes
    monkeypatch.setattr(starts, "wrap_fixes", lambda *about: found.append(about) or wrap_fixes(*about))
    place = {"start": {"line": 2, "character": 0}, "end": {"line": 2, "character": 5}}
    client.type("0")
    await client.settled()
    document = {"textDocument": {"uri": client.uri}}
    shown = await client.answer("textDocument/hover", {**document, "position": place["start"]}, 11)
    again = await client.answer("textDocument/hover", {**document, "position": place["start"]}, 12)
    context = {"diagnostics": [], "only": ["quickfix"]}
    await client.answer("textDocument/codeAction", {**document, "range": place, "context": context}, 13)

    assert shown == again
    assert "Fix: " in shown["contents"]["value"]
    assert len(found) == 1


async def test_a_hover_where_nothing_is_reads_its_line(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(*_about: object) -> None:
        raise AssertionError("nothing is left to a worker")

    client.type("  # mainguard: ignore[rule]\n")
    await client.settled()
    monkeypatch.setattr(client.server.session.analysis_worker, "run", nothing)
    monkeypatch.setattr(directives, "comments", lambda *_about: pytest.fail("no other line is looked at"))
    params = {"textDocument": {"uri": client.uri}, "position": {"line": 0, "character": 3}}

    assert await client.answer("textDocument/hover", params, 11) is None


async def test_what_is_known_is_answered_at_once(client: Client) -> None:
    place = {"start": {"line": 2, "character": 0}, "end": {"line": 2, "character": 5}}
    client.type("0")
    await client.settled()
    document = {"textDocument": {"uri": client.uri}}
    hover = {**document, "position": place["start"]}
    actions = {**document, "range": place, "context": {"diagnostics": [], "only": ["quickfix"]}}
    first = [
        await client.answer("textDocument/hover", hover, 11),
        await client.answer("textDocument/codeAction", actions, 12),
    ]
    client.sent.clear()

    client.send("textDocument/hover", hover, id=13)
    client.send("textDocument/codeAction", actions, id=14)

    assert [(one["id"], one["result"]) for one in client.sent] == [(13, first[0]), (14, first[1])]
    assert all(first)


class _Waiting(asyncio.Future[None]):
    """Knows whether a task waits for it."""

    is_awaited = False

    def add_done_callback(self, callback: Callable[[Any], object], /, **options: Any) -> None:
        self.is_awaited = True
        super().add_done_callback(callback, **options)


async def test_a_request_that_waits_can_be_cancelled(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = _Waiting()
    ended: list[BaseException] = []

    async def checked(_uri: str) -> None:
        try:
            await waiting
        except asyncio.CancelledError as error:
            ended.append(error)
            raise

    monkeypatch.setattr(client.server.session.scheduler, "checked", checked)
    client.sent.clear()
    client.send(
        "textDocument/hover", {"textDocument": {"uri": client.uri}, "position": {"line": 0, "character": 0}}, id=7
    )
    assert client.sent == []
    await client.until(lambda: waiting.is_awaited)
    client.send("$/cancelRequest", {"id": 7})
    await client.until(lambda: bool(client.sent))

    assert [(one["id"], "error" in one) for one in client.sent] == [(7, True)]
    assert len(ended) == 1


async def test_a_request_that_fails_at_once_is_answered_with_an_error(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def checked(_uri: str) -> None:
        raise LookupError("no such thing")

    monkeypatch.setattr(client.server.session.scheduler, "checked", checked)
    client.sent.clear()
    client.send(
        "textDocument/hover", {"textDocument": {"uri": client.uri}, "position": {"line": 0, "character": 0}}, id=7
    )

    assert [one["error"]["message"] for one in client.sent if one.get("id") == 7] == ["LookupError: no such thing"]
