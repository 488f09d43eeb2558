"""The answer to ``initialize``, against what pygls makes of the registered features."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import client_capabilities

from lsp.editor import EMACS, NEOVIM, SECONDS, VSCODE, server_environment
from mainguard.lsp.features import create_server
from mainguard.lsp.greeting import Greeting, greeting

PROFILES = (VSCODE, NEOVIM, EMACS, "neovim@v0.6")


class Writer:
    """What the server sends."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def write(self, data: bytes) -> None:
        self.sent.append(json.loads(data))

    def close(self) -> None:
        raise AssertionError("nobody said exit")


def request(capabilities: Mapping[str, Any], identifier: int | str = 1) -> bytes:
    """An ``initialize`` of a client with these capabilities."""
    params = {"processId": None, "rootUri": None, "capabilities": capabilities}
    return json.dumps({"jsonrpc": "2.0", "id": identifier, "method": "initialize", "params": params}).encode()


def body_of(greeted: Greeting | None) -> Any:
    """What an answer says, whose header has to be right."""
    assert greeted is not None
    header, _, body = greeted.answer.partition(b"\r\n\r\n")
    assert header == b"Content-Length: %d" % len(body)
    return json.loads(body)


def answered_by_pygls(message: bytes) -> Any:
    """The answer of a server that was not greeted."""
    server, writer = create_server(watches_parent=False, is_strict=True), Writer()
    server.protocol.set_writer(writer, include_headers=False)
    server.protocol.receive(message)
    (answer,) = writer.sent
    # A client that does not say whether it tells before it saves is told nothing about it, which means no.
    for option in ("willSave", "willSaveWaitUntil"):
        answer["result"]["capabilities"]["textDocumentSync"].setdefault(option, False)
    return answer


@pytest.mark.parametrize("profile", PROFILES)
def test_every_client_is_told_what_the_registered_features_are(profile: str) -> None:
    message = request(default_converter().unstructure(client_capabilities(profile), types.ClientCapabilities))

    assert body_of(greeting(message)) == answered_by_pygls(message)


PARTS: tuple[tuple[dict[str, Any], ...], ...] = (
    ({}, {"general": {"positionEncodings": ["utf-7", "utf-8"]}}, {"general": {"positionEncodings": []}}),
    ({}, {"notebookDocument": {"synchronization": {}}}),
    ({}, {"workspace": {"diagnostics": {"refreshSupport": True}}}, {"workspace": {"diagnostics": {}}}),
    ({}, {"textDocument": {"diagnostic": {"dynamicRegistration": True}}}, {"textDocument": {"diagnostic": {}}}),
)


@pytest.mark.parametrize("parts", tuple(itertools.product(*PARTS)))
def test_what_depends_on_the_client_depends_on_it_as_pygls_says(parts: tuple[dict[str, Any], ...]) -> None:
    message = request({key: value for part in parts for key, value in part.items()}, identifier="first")

    assert body_of(greeting(message)) == answered_by_pygls(message)


@pytest.mark.parametrize(
    "message",
    [
        b"{",
        b"[]",
        b'{"jsonrpc": "2.0", "method": "exit"}',
        b'{"jsonrpc": "2.0", "method": "initialize", "params": {"capabilities": {}}}',
        b'{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": null}',
        b'{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": 1}}',
    ],
)
def test_any_other_first_message_is_left_to_the_protocol(message: bytes) -> None:
    assert greeting(message) is None


def test_a_client_that_was_greeted_gets_no_second_answer() -> None:
    server, writer = create_server(watches_parent=False, is_strict=True), Writer()
    server.protocol.set_writer(writer, include_headers=False)
    server.protocol.is_greeted = True
    server.protocol.receive(request({}))

    assert writer.sent == []
    server.protocol.receive(b'{"jsonrpc": "2.0", "id": 2, "method": "shutdown"}')
    assert [answer["id"] for answer in writer.sent] == [2]


def test_the_answer_takes_neither_the_protocols_types_nor_the_analysis() -> None:
    program = """
import sys
before = set(sys.modules)
from mainguard.lsp.main import run_server
print(*sorted({name for name in set(sys.modules) - before if name.startswith("mainguard.") or "." not in name}))
"""
    loaded = subprocess.run(
        [sys.executable, "-c", program], env=server_environment(), capture_output=True, timeout=SECONDS, check=True
    )
    modules = set(loaded.stdout.decode().split())

    assert {name for name in modules if name.startswith("mainguard.")} == {
        "mainguard.lsp",
        "mainguard.lsp.frames",
        "mainguard.lsp.greeting",
        "mainguard.lsp.identifiers",
        "mainguard.lsp.main",
        "mainguard.lsp.parent",
    }
    assert modules.isdisjoint({"argparse", "asyncio", "attr", "cattrs", "jedi", "logging", "lsprotocol", "pygls"})
