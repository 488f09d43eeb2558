"""``workspace/executeCommand``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from lsp.editor import Editor
from lsp.programs import GUARDED, UNGUARDED
from mainguard import __version__
from mainguard.lsp.identifiers import APPLY_FIX_ALL, APPLY_FIX_ALL_IN_WORKSPACE, DEBUG_INFORMATION

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_commands_are_announced(vscode: Editor) -> None:
    provider = vscode.initialized.capabilities.execute_command_provider

    assert provider is not None
    assert set(provider.commands) == {APPLY_FIX_ALL, APPLY_FIX_ALL_IN_WORKSPACE, DEBUG_INFORMATION}


async def test_fix_all_changes_the_document_in_the_editor(any_editor: Editor) -> None:
    document = any_editor.open("apply.py", UNGUARDED)

    assert await any_editor.command(APPLY_FIX_ALL, document.uri) is True
    assert document.text == GUARDED
    assert await any_editor.squiggles(document) == []


async def test_fix_all_asks_for_nothing_where_nothing_is_to_fix(vscode: Editor) -> None:
    document = vscode.open("nothing.py", GUARDED)

    assert await vscode.command(APPLY_FIX_ALL, document.uri) is False
    assert document.version == 1


async def test_fix_all_says_when_the_editor_refused(vscode: Editor) -> None:
    document = vscode.open("refused.py", UNGUARDED)
    vscode.accepts_edits = False
    try:
        assert await vscode.command(APPLY_FIX_ALL, document.uri) is False
    finally:
        vscode.accepts_edits = True


async def test_fix_all_of_a_document_that_is_not_open_does_nothing(vscode: Editor) -> None:
    assert await vscode.command(APPLY_FIX_ALL, vscode.uri("never_opened.py")) is False


async def test_a_command_that_is_not_known_is_an_error(vscode: Editor) -> None:
    with pytest.raises(JsonRpcException) as raised:
        await vscode.command("mainguard.nothing")
    assert raised.value.code == types.ErrorCodes.InvalidParams


async def test_debug_information_says_what_a_bug_report_needs(vscode: Editor, folder: Path) -> None:
    (folder / "mainguard.toml").write_text('target-python = "3.13"\n')
    document = vscode.open(folder / "main.py", UNGUARDED, version=3)
    text = await vscode.command(DEBUG_INFORMATION)

    for part in (
        f"mainguard {__version__}",
        sys.executable,
        "pygls 2.",
        "client: visual-studio-code 1",
        "position encoding: utf-16",
        f"workspace folder: {vscode.root}",
        f"{document.uri} (version 3, language python)",
        f"settings from {folder / 'mainguard.toml'}",
        "target_python: '3.13'",
        "environment: none found",
        "findings: 1",
    ):
        assert part in text
