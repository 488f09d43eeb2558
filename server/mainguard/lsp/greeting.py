"""The answer to ``initialize``, given before anything is loaded.

Loading the protocol's types and the analysis takes most of a second on a slow machine, and what the server can do is
known without them.  pygls handles the message as well, once it is there; a test compares what it would have answered.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from mainguard import __version__
from mainguard.lsp.identifiers import CODE_ACTION_KINDS, COMMANDS

_POSITION_ENCODINGS = ("utf-8", "utf-16", "utf-32")
_INCREMENTAL = 2


class Greeting(NamedTuple):
    """What there is to say to a client, and to know of it, before anything is loaded."""

    answer: bytes
    """A message with its header."""
    process_id: int | None
    """Of the process that started the server, where the client names it."""


def greeting(body: bytes) -> Greeting | None:
    """What a client's first message asks for; ``None`` when it is not a proper ``initialize``."""
    try:
        message = json.loads(body)
    except ValueError:
        return None
    match message:
        case {"jsonrpc": "2.0", "id": int() | str(), "method": "initialize", "params": {"capabilities": dict(client)}}:
            result = {
                "capabilities": server_capabilities(client),
                "serverInfo": {"name": "mainguard", "version": __version__},
            }
            answer = json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}).encode()
            process_id = message["params"].get("processId")
            return Greeting(
                b"Content-Length: %d\r\n\r\n%b" % (len(answer), answer),
                process_id if isinstance(process_id, int) else None,
            )
    return None


def server_capabilities(client: Mapping[str, Any]) -> dict[str, Any]:
    """What the server can do for a client with these capabilities, as JSON.

    A client that can be told so at run time pulls diagnostics once it is told; see ``protocol.py``.
    """
    capabilities = {
        "positionEncoding": _position_encoding(client),
        "textDocumentSync": {
            "openClose": True,
            "change": _INCREMENTAL,
            "willSave": False,
            "willSaveWaitUntil": False,
            "save": True,
        },
        "hoverProvider": True,
        "codeActionProvider": {"codeActionKinds": list(CODE_ACTION_KINDS), "resolveProvider": True},
        "codeLensProvider": {"resolveProvider": False},
        "executeCommandProvider": {"commands": list(COMMANDS), "workDoneProgress": True},
        "workspace": {
            "workspaceFolders": {"supported": True, "changeNotifications": True},
            "fileOperations": {},
        },
    }
    if client.get("notebookDocument") is not None:
        capabilities["notebookDocumentSync"] = {
            "notebookSelector": [{"notebook": {"notebookType": "jupyter-notebook"}, "cells": [{"language": "python"}]}],
            "save": True,
        }
    if _at(client, "workspace", "diagnostics", "refreshSupport") and not _at(
        client, "textDocument", "diagnostic", "dynamicRegistration"
    ):
        capabilities["diagnosticProvider"] = {
            "identifier": "mainguard",
            "interFileDependencies": True,
            "workspaceDiagnostics": False,
        }
    return capabilities


def _position_encoding(client: Mapping[str, Any]) -> str:
    """The first that the client prefers."""
    preferred = _at(client, "general", "positionEncodings")
    known = (one for one in preferred or () if one in _POSITION_ENCODINGS)
    return next(known, "utf-16")


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
