"""``mainguard.applyFixAllInWorkspace``: everything in the workspace fixed in one edit."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from lsp.editor import EMACS, NEOVIM, VSCODE, Editor, editor, offset_of, server_environment
from lsp.environments import install
from lsp.programs import CALLS_SERVE, GUARDED, SERVE, UNGUARDED
from mainguard.lsp.identifiers import APPLY_FIX_ALL_IN_WORKSPACE

pytestmark = pytest.mark.asyncio(loop_scope="module")

MINE = "mine"
"""A progress token of the editor's."""

WIDE = "import uvicorn; text = '\N{PILE OF POO}ü'\n\nuvicorn.run('main:app', reload=True)\n"


def write_tree(root: Path) -> None:
    """A workspace with what a command line would meet."""
    install(root, "acme", "from uvicorn.main import run as serve\n")
    files = {
        "main.py": UNGUARDED,
        "clean.py": GUARDED,
        "wide.py": WIDE,
        "deep/windows.py": UNGUARDED.replace("\n", "\r\n"),
        "deep/serving.py": SERVE,
        "deep/calls.py": CALLS_SERVE.format(module="serving"),
        "zz_imports.py": "import main\n",
        "aa_imports.py": "import main\n",
        "named.py": "from acme import serve\n\nserve('a:b', workers=2)\n",
        "several.py": f"{UNGUARDED}\nprint()\n\n\ndef later(): ...\n\n\nuvicorn.run('a:b', workers=3)\n",
        "broken.py": f"{UNGUARDED}\n\ndef broken(:\n",
        "suppressed.py": "import uvicorn\n\nuvicorn.run('a:b', reload=True)  # mainguard: ignore\n",
        "excluded/main.py": UNGUARDED,
        "ignored/main.py": UNGUARDED,
        ".gitignore": "ignored/\n",
        "mainguard.toml": "exclude = ['excluded/']\n",
        "notebook.ipynb": '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n',
        "tool": f"#!/usr/bin/env python3\n{UNGUARDED}",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text.encode())


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def apply_to_disk(one: Editor, edit: types.WorkspaceEdit) -> None:
    """Make the edits of files that are not open, as an editor does."""
    changed = (
        [(change.text_document.uri, change.edits) for change in edit.document_changes or ()]
        if edit.document_changes is not None
        else list((edit.changes or {}).items())
    )
    for uri, edits in changed:
        path = Path(uri.removeprefix("file://"))
        before = text = path.read_bytes().decode()
        for change in sorted(edits, key=lambda change: offset_of(before, change.range.start, one.encoding))[::-1]:
            start, end = (offset_of(before, at, one.encoding) for at in (change.range.start, change.range.end))
            text = text[:start] + change.new_text + text[end:]
        path.write_bytes(text.encode())


def changed_names(edit: types.WorkspaceEdit, root: Path) -> list[str]:
    uris = [change.text_document.uri for change in edit.document_changes or ()] or list(edit.changes or ())
    return [uri.removeprefix(f"{root.as_uri()}/") for uri in uris]


@pytest.mark.parametrize("profile", [VSCODE, NEOVIM, EMACS])
@pytest.mark.parametrize("mode", ["openFiles", "workspace"])
async def test_the_files_are_what_the_command_line_makes_of_them(tmp_path: Path, profile: str, mode: str) -> None:
    by_editor, by_command = tmp_path / "editor", tmp_path / "command"
    by_editor.mkdir()
    write_tree(by_editor)
    shutil.copytree(by_editor, by_command)
    before = contents(by_editor)
    subprocess.run(
        [sys.executable, "-m", "mainguard", "check", "--fix", "--exit-zero"],
        cwd=by_command,
        env=server_environment(),
        check=True,
        capture_output=True,
    )
    async with editor(profile, by_editor, options={"diagnosticMode": mode}) as one:
        outcome = await one.command(APPLY_FIX_ALL_IN_WORKSPACE)
        (edit,) = one.applied_edits
        apply_to_disk(one, edit)

    assert contents(by_editor) == contents(by_command)
    different = [name for name, content in contents(by_command).items() if content != before[name]]
    assert outcome == {"files": len(different), "isApplied": True}
    assert sorted(changed_names(edit, by_editor)) == different
    assert {"main.py", "wide.py", "tool", "named.py", "deep/calls.py"} <= set(different)


async def test_changes_wait_for_a_confirmation_and_say_what_they_are_for(tmp_path: Path) -> None:
    write_tree(tmp_path)
    async with editor(VSCODE, tmp_path) as vscode:
        document = vscode.open("main.py", UNGUARDED, version=7)
        await vscode.command(APPLY_FIX_ALL_IN_WORKSPACE)
        (edit,) = vscode.applied_edits

        assert edit.change_annotations
        assert all(annotation.needs_confirmation for annotation in edit.change_annotations.values())
        versions = {}
        for change in edit.document_changes or ():
            assert isinstance(change, types.TextDocumentEdit)
            versions[change.text_document.uri] = change.text_document.version
            for one in change.edits:
                assert isinstance(one, types.AnnotatedTextEdit)
                label = edit.change_annotations[one.annotation_id].label
                assert label == f"Fix {change.text_document.uri.removeprefix(f'{tmp_path.as_uri()}/')}"
        assert versions.pop(document.uri) == 7
        assert set(versions.values()) == {None}


async def test_lines_that_stay_the_same_are_in_no_edit(tmp_path: Path) -> None:
    between = "".join(f"def function_{number}(): ...\n" for number in range(50))
    text = f"{UNGUARDED}\n{between}\nuvicorn.run('a:b', workers=3)\n"
    (tmp_path / "main.py").write_text(text)
    async with editor(NEOVIM, tmp_path) as neovim:
        await neovim.command(APPLY_FIX_ALL_IN_WORKSPACE)
        ((_, edits),) = (neovim.applied_edits[0].changes or {}).items()

        assert sum(edit.range.end.line - edit.range.start.line for edit in edits) < 5


async def test_open_documents_are_fixed_as_they_are_in_the_editor(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("print()\n")
    (tmp_path / "other.py").write_text(UNGUARDED)
    async with editor(VSCODE, tmp_path) as vscode:
        document = vscode.open("main.py", UNGUARDED)
        closed_text = vscode.open("other.py", GUARDED)
        outcome = await vscode.command(APPLY_FIX_ALL_IN_WORKSPACE)

        assert outcome == {"files": 1, "isApplied": True}
        assert document.text == GUARDED
        assert closed_text.text == GUARDED


async def test_notebooks_and_documents_outside_of_the_workspace_are_left_alone(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "main.py").write_text(UNGUARDED)
    async with editor(VSCODE, inside) as vscode:
        vscode.open((outside / "main.py").as_uri(), UNGUARDED)
        vscode.open("vscode-notebook-cell:/notebook.ipynb#W0", UNGUARDED)
        vscode.open("untitled:Untitled-1", UNGUARDED)

        assert await vscode.command(APPLY_FIX_ALL_IN_WORKSPACE) == {"files": 0, "isApplied": False}
        assert vscode.applied_edits == []


async def test_files_that_an_editor_may_read_in_another_encoding_are_left_alone(tmp_path: Path) -> None:
    cookie = "# -*- coding: latin-1 -*-\n"
    (tmp_path / "latin.py").write_bytes(f"{cookie}name = 'é'\n{UNGUARDED}".encode("latin-1"))
    (tmp_path / "ascii.py").write_bytes(f"{cookie}name = 'e'\n{UNGUARDED}".encode("latin-1"))
    async with editor(VSCODE, tmp_path) as vscode:
        await vscode.command(APPLY_FIX_ALL_IN_WORKSPACE)

        assert changed_names(vscode.applied_edits[0], tmp_path) == ["ascii.py"]


async def test_an_editor_that_applies_no_edits_is_not_asked_to(tmp_path: Path) -> None:
    def cannot_apply(capabilities: types.ClientCapabilities) -> None:
        assert capabilities.workspace is not None
        capabilities.workspace.apply_edit = False

    (tmp_path / "main.py").write_text(UNGUARDED)
    async with editor(VSCODE, tmp_path, adapt=cannot_apply) as vscode:
        assert await vscode.command(APPLY_FIX_ALL_IN_WORKSPACE) == {"files": 0, "isApplied": False}
        assert vscode.applied_edits == []


async def test_it_is_said_when_the_editor_refused(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(UNGUARDED)
    async with editor(VSCODE, tmp_path) as vscode:
        vscode.accepts_edits = False

        assert await vscode.command(APPLY_FIX_ALL_IN_WORKSPACE) == {"files": 1, "isApplied": False}


async def test_progress_is_shown_where_the_editor_wants_it(tmp_path: Path) -> None:
    write_tree(tmp_path)
    async with editor(VSCODE, tmp_path) as vscode:
        params = types.ExecuteCommandParams(APPLY_FIX_ALL_IN_WORKSPACE, [], work_done_token=MINE)
        await asyncio.wait_for(vscode.client.workspace_execute_command_async(params), 20)
        await vscode.command(APPLY_FIX_ALL_IN_WORKSPACE)
        await vscode.until(lambda: all(values[-1]["kind"] == "end" for values in vscode.progress.values()))

        assert len(vscode.progress) == 2
        for values in vscode.progress.values():
            assert values[0]["kind"] == "begin"
            assert values[0]["cancellable"] is True
            percentages = [value["percentage"] for value in values[1:-1]]
            assert percentages == sorted(set(percentages)) != []


@pytest.mark.parametrize("by", ["request", "progress"])
async def test_it_can_be_cancelled(tmp_path: Path, by: str) -> None:
    for number in range(200):
        (tmp_path / f"main_{number}.py").write_text(UNGUARDED)
    async with editor(VSCODE, tmp_path) as vscode:
        params = types.ExecuteCommandParams(APPLY_FIX_ALL_IN_WORKSPACE, [], work_done_token=MINE)
        request = vscode.client.protocol.send_request_async(types.WORKSPACE_EXECUTE_COMMAND, params, msg_id="command")
        running = asyncio.ensure_future(request)
        await vscode.until(lambda: MINE in vscode.progress)
        if by == "request":
            vscode.client.cancel_request(types.CancelParams("command"))
            with pytest.raises(JsonRpcException) as raised:
                await asyncio.wait_for(running, 20)
            assert raised.value.code == types.LSPErrorCodes.RequestCancelled
        else:
            vscode.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(MINE))
            assert await asyncio.wait_for(running, 20) == {"files": 0, "isApplied": False}
        await vscode.until(lambda: vscode.progress[MINE][-1]["kind"] == "end")
        await vscode.settle()

        assert vscode.applied_edits == []
