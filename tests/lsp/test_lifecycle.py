"""How the server starts and ends."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pytest_lsp import make_test_lsp_client

from lsp.editor import SECONDS, VSCODE, editor, server_environment
from lsp.programs import UNGUARDED
from mainguard.lsp.main import run_server

SERVER = (sys.executable, "-m", "mainguard", "server")


class Wire:
    """A server's process and its messages, byte for byte."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    def send(self, method: str, params: Any = None, request: int | None = None) -> None:
        """Send a request, or without a number a notification."""
        assert self.process.stdin is not None
        message = {"jsonrpc": "2.0", "method": method, "params": params} | ({"id": request} if request else {})
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    async def receive(self) -> Mapping[str, Any]:
        """The next message."""
        assert self.process.stdout is not None
        length = 0
        while header := (await asyncio.wait_for(self.process.stdout.readline(), SECONDS)).strip():
            name, _, value = header.partition(b":")
            length = int(value) if name == b"Content-Length" else length
        body = await asyncio.wait_for(self.process.stdout.readexactly(length), SECONDS)
        return dict(json.loads(body))

    async def answer(self, request: int) -> Mapping[str, Any]:
        """The answer to a request; other messages on the way are dropped."""
        while True:
            message = await self.receive()
            if message.get("id") == request and "method" not in message:
                return message

    async def initialize(self, process_id: int | None = None) -> None:
        """Say hello."""
        self.send("initialize", {"processId": process_id, "rootUri": None, "capabilities": {}}, request=1)
        await self.answer(1)
        self.send("initialized", {})

    async def port(self) -> int:
        """Where a server with ``--log-level info`` listens."""
        assert self.process.stderr is not None
        line = b""
        while b"listening on" not in line:
            line = await asyncio.wait_for(self.process.stderr.readline(), SECONDS)
        return int(line.rpartition(b":")[2])

    async def exit_code(self) -> int:
        """What the process ends with."""
        return await asyncio.wait_for(self.process.wait(), SECONDS)


@asynccontextmanager
async def wire(*arguments: str) -> AsyncIterator[Wire]:
    """A server that is killed at the end unless it has ended."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *SERVER, *arguments, stdin=pipe, stdout=pipe, stderr=pipe, env=server_environment()
    )
    try:
        yield Wire(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_shutdown_and_exit_end_with_0() -> None:
    async with wire() as one:
        await one.initialize()
        one.send("shutdown", request=2)
        assert (await one.answer(2))["result"] is None
        one.send("exit")

        assert await one.exit_code() == 0


async def test_exit_without_shutdown_ends_with_1() -> None:
    async with wire() as one:
        await one.initialize()
        one.send("exit")

        assert await one.exit_code() == 1


async def test_exit_before_anything_else_ends_with_1() -> None:
    async with wire() as one:
        one.send("exit")

        assert await one.exit_code() == 1


async def test_the_end_of_the_input_ends_the_server() -> None:
    async with wire() as one:
        await one.initialize()
        assert one.process.stdin is not None
        one.process.stdin.close()

        assert await one.exit_code() == 1


async def test_the_end_of_the_input_after_shutdown_is_no_failure() -> None:
    async with wire() as one:
        await one.initialize()
        one.send("shutdown", request=2)
        await one.answer(2)
        assert one.process.stdin is not None
        one.process.stdin.close()

        assert await one.exit_code() == 0


async def test_the_server_ends_with_the_process_that_started_it() -> None:
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE)
    try:
        async with wire() as one:
            await one.initialize(process_id=parent.pid)
            parent.kill()
            await parent.wait()

            assert await one.exit_code() == 1
    finally:
        if parent.returncode is None:
            parent.kill()
            await parent.wait()


async def test_a_process_that_cannot_be_seen_does_not_end_the_server() -> None:
    gone = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await gone.wait()
    async with wire() as one:
        await one.initialize(process_id=gone.pid)
        one.send("shutdown", request=2)

        assert (await one.answer(2))["result"] is None


async def test_requests_before_initialize_are_refused() -> None:
    async with wire() as one:
        one.send(
            "textDocument/hover", {"textDocument": {"uri": "file:///a"}, "position": {"line": 0, "character": 0}}, 7
        )

        assert (await one.answer(7))["error"]["code"] == types.ErrorCodes.ServerNotInitialized


async def test_requests_after_shutdown_are_refused() -> None:
    async with wire() as one:
        await one.initialize()
        one.send("shutdown", request=2)
        await one.answer(2)
        one.send("workspace/executeCommand", {"command": "mainguard.debugInformation"}, request=3)

        assert (await one.answer(3))["error"]["code"] == types.ErrorCodes.InvalidRequest


async def test_a_second_initialize_is_refused() -> None:
    async with wire() as one:
        await one.initialize()
        one.send("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, request=2)

        assert (await one.answer(2))["error"]["code"] == types.ErrorCodes.InvalidRequest


async def test_a_cancelled_request_is_answered() -> None:
    async with wire() as one:
        await one.initialize()
        one.send("workspace/executeCommand", {"command": "mainguard.debugInformation"}, request=3)
        one.send("$/cancelRequest", {"id": 3})
        answer = await one.answer(3)

        assert "result" in answer or answer["error"]["code"] == types.LSPErrorCodes.RequestCancelled


async def test_messages_that_cannot_be_read_do_not_end_the_server() -> None:
    async with wire() as one:
        await one.initialize()
        assert one.process.stdin is not None
        one.process.stdin.write(b"Content-Length: 7\r\n\r\nnotjson")
        one.send("textDocument/didOpen", {"wrong": True})
        one.send(
            "textDocument/didChange",
            {"textDocument": {"uri": "file:///not_open.py", "version": 1}, "contentChanges": [{"text": ""}]},
        )
        one.send("shutdown", request=2)

        assert (await one.answer(2))["result"] is None


async def test_half_a_surrogate_pair_is_text_like_any_other(tmp_path: Path) -> None:
    async with editor(VSCODE, tmp_path) as vscode:
        document = vscode.open("lone.py", f"s = '\ud800'\n{UNGUARDED}")

        assert await vscode.squiggles(document) == [("MG101", "uvicorn.run")]


async def test_serving_takes_none_of_the_command_lines_libraries_and_no_jedi_in_the_servers_process() -> None:
    program = """
import atexit, sys
from mainguard.lsp.main import run_server
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
run_server([])
"""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=server_environment(),
    )
    one = Wire(process)
    await one.initialize()
    one.send("shutdown", request=2)
    one.send("exit")
    _, said = await asyncio.wait_for(process.communicate(), SECONDS)
    loaded = set(said.decode().split())

    assert {"pygls.lsp.server", "mainguard.engine.check"} <= loaded
    assert loaded.isdisjoint({"click", "rich", "jedi", "parso"})


async def closed(writer: asyncio.StreamWriter) -> None:
    """Close a connection to its end, whatever the other side does."""
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def test_a_client_is_served_over_tcp(tmp_path: Path) -> None:
    async with wire("--tcp", "127.0.0.1:0", "--log-level", "info") as one:
        client = make_test_lsp_client()
        await client.start_tcp("127.0.0.1", await one.port())
        params = types.InitializeParams(capabilities=types.ClientCapabilities(), root_uri=tmp_path.as_uri())
        result = await asyncio.wait_for(client.initialize_session(params), SECONDS)
        await asyncio.wait_for(client.shutdown_async(None), SECONDS)
        client.exit(None)

        assert result.server_info is not None
        assert result.server_info.name == "mainguard"
        assert await one.exit_code() == 0
        await client.stop()
        # pygls leaves it to the garbage collector.
        writer = client.protocol.writer
        assert isinstance(writer, asyncio.StreamWriter)
        await closed(writer)


@pytest.mark.parametrize("is_reset", [True, False])
async def test_a_tcp_client_that_hangs_up_ends_the_server(is_reset: bool) -> None:
    async with wire("--tcp", "127.0.0.1:0", "--log-level", "info") as one:
        _, writer = await asyncio.open_connection("127.0.0.1", await one.port())
        if is_reset:
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        await closed(writer)

        assert await one.exit_code() == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--tcp", "2087"], "not HOST:PORT"),
        (["--tcp", "localhost:http"], "not HOST:PORT"),
        (["--tcp", "localhost:70000"], "not HOST:PORT"),
        (["--log-level", "loud"], "--log-level"),
        (["--stdio", "--tcp", "localhost:1"], "not allowed with"),
        (["surprise"], "surprise"),
    ],
)
def test_wrong_usage_is_explained(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_server(arguments) == 2
    assert said in capsys.readouterr().err


def test_help_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_server(["--help"]) == 0
    assert "--tcp HOST:PORT" in capsys.readouterr().out


def test_an_address_that_cannot_be_listened_on_is_explained() -> None:
    command = [*SERVER, "--tcp", "192.0.2.1:2087"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)

    assert ended.returncode == 2
    assert "cannot listen on 192.0.2.1:2087" in ended.stderr
    assert "Traceback" not in ended.stderr
