"""What the light bulb offers."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from lsp.editor import Editor
from lsp.programs import GUARDED, UNGUARDED
from mainguard.cli.main import run

pytestmark = pytest.mark.asyncio(loop_scope="module")

CALL = "uvicorn.run"
QUICK_FIX = "quickfix"
APP_OBJECT = "import uvicorn\n\n\nasync def app(scope, receive, send): ...\n\n\nuvicorn.run(app, reload=True)\n"


def titled(actions: list[types.CodeAction], part: str) -> types.CodeAction:
    """The one action whose title holds ``part``."""
    (action,) = (action for action in actions if part in action.title)
    return action


async def test_the_preferred_quick_fix_guards_the_call(any_editor: Editor) -> None:
    document = any_editor.open("preferred.py", UNGUARDED)
    actions = await any_editor.actions(document, CALL)
    (preferred,) = (action for action in actions if action.is_preferred)

    assert preferred.kind == QUICK_FIX
    assert await any_editor.choose(document, preferred) == GUARDED


async def test_the_fix_is_offered_with_the_cursor_at_either_end_of_the_finding(any_editor: Editor) -> None:
    document = any_editor.open("cursor.py", "import uvicorn\n\nuvicorn.run('a:b', reload=True)\n")
    start = document.text.index(CALL)
    for offset in (start, start + len(CALL)):
        params = types.CodeActionParams(
            document.identifier,
            any_editor.range_of(document.text, offset, offset),
            types.CodeActionContext(diagnostics=[]),
        )
        actions = await any_editor.client.text_document_code_action_async(params)

        assert any(action.kind == QUICK_FIX for action in actions or ())


async def test_nothing_but_fix_all_is_offered_away_from_findings(any_editor: Editor) -> None:
    document = any_editor.open("away.py", UNGUARDED)
    actions = await any_editor.actions(document, "import")

    assert [action.kind for action in actions] == ["source.fixAll.mainguard"]


async def test_nothing_is_offered_where_nothing_is_wrong(any_editor: Editor) -> None:
    document = any_editor.open("nothing.py", GUARDED)

    assert await any_editor.actions(document, CALL) == []


async def test_a_fix_keeps_line_ends_and_wide_characters(any_editor: Editor) -> None:
    text = UNGUARDED.replace("import uvicorn\n", "import uvicorn  # é😀\n\x0c\n").replace("main:app", "m😀:app")
    document = any_editor.open("crlf.py", text.replace("\n", "\r\n"))
    actions = await any_editor.actions(document, CALL)
    (preferred,) = (action for action in actions if action.is_preferred)
    expected = text.replace("uvicorn.run(", 'if __name__ == "__main__":\n    uvicorn.run(')

    assert await any_editor.choose(document, preferred) == expected.replace("\n", "\r\n")


async def test_fix_all_does_what_the_command_line_does(any_editor: Editor, tmp_path: Path) -> None:
    text = "import uvicorn\n\nuvicorn.run('a:b', reload=True)\nx = 1  # mainguard: ignore[MG201]\n"
    text += "uvicorn.run('a:b', workers=2)\n"
    file = tmp_path / "all.py"
    file.write_text(text)
    document = any_editor.open("all.py", text)
    (action,) = await any_editor.actions(document, "import", only=["source.fixAll"])

    assert run(["check", "--fix", str(file)]) == 0
    assert file.read_text() != text
    assert await any_editor.choose(document, action) == file.read_text()


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        (["quickfix"], {"quickfix"}),
        (["refactor"], {"refactor.rewrite"}),
        (["source"], {"source.fixAll.mainguard"}),
        (["source.fixAll"], {"source.fixAll.mainguard"}),
        (["source.fixAll.mainguard"], {"source.fixAll.mainguard"}),
        (["source.fixAll.ruff"], set()),
        (["source.organizeImports"], set()),
        (["quick"], set()),
        (["quickfix", "source"], {"quickfix", "source.fixAll.mainguard"}),
        ([""], {"quickfix", "refactor.rewrite", "source.fixAll.mainguard"}),
        (None, {"quickfix", "refactor.rewrite", "source.fixAll.mainguard"}),
    ],
)
async def test_only_wanted_kinds_are_offered(vscode: Editor, only: list[str] | None, kinds: set[str]) -> None:
    document = vscode.open("kinds.py", UNGUARDED)
    actions = await vscode.actions(document, CALL, only=only)

    assert {str(getattr(action.kind, "value", action.kind)) for action in actions} == kinds


async def test_suppressing_on_the_line_is_offered_and_works(any_editor: Editor) -> None:
    document = any_editor.open("line.py", UNGUARDED)
    action = titled(await any_editor.actions(document, CALL), "on this line")
    any_editor.rewrite(document, await any_editor.choose(document, action))

    assert not action.is_preferred
    assert document.text == UNGUARDED.replace("reload=True)", "reload=True)  # mainguard: ignore[unguarded-reload]")
    assert await any_editor.squiggles(document) == []


async def test_suppressing_in_the_file_is_offered_and_works(any_editor: Editor) -> None:
    document = any_editor.open("file.py", UNGUARDED)
    action = titled(await any_editor.actions(document, CALL), "in this file")
    any_editor.rewrite(document, await any_editor.choose(document, action))

    assert document.text == f"# mainguard: ignore-file[unguarded-reload]\n{UNGUARDED}"
    assert await any_editor.squiggles(document) == []


async def test_an_action_names_the_diagnostic_as_the_editor_knows_it(any_editor: Editor) -> None:
    document = any_editor.open("known.py", UNGUARDED)
    (found,) = await any_editor.diagnostics(document)
    found.data = None
    found.message = "as this editor shows it"
    actions = await any_editor.actions(document, CALL, only=["quickfix"], known=[found])

    assert actions
    assert all(action.diagnostics == (found,) for action in actions)


async def test_an_editor_that_can_resolve_gets_the_edit_later(vscode: Editor) -> None:
    document = vscode.open("later.py", UNGUARDED)
    actions = await vscode.actions(document, CALL)

    assert actions
    assert all(action.edit is None and action.data is not None for action in actions)


async def test_an_editor_that_cannot_resolve_gets_the_edit_at_once(emacs: Editor) -> None:
    document = emacs.open("at_once.py", UNGUARDED)
    actions = await emacs.actions(document, CALL)

    assert actions
    assert all(action.edit is not None and action.data is None for action in actions)


async def test_resolving_for_an_older_version_says_that_the_document_changed(vscode: Editor) -> None:
    document = vscode.open("stale.py", UNGUARDED)
    (action, *_) = await vscode.actions(document, CALL)
    vscode.edit(document, (0, 0, "# one line more\n"))

    with pytest.raises(JsonRpcException) as raised:
        await vscode.client.code_action_resolve_async(action)
    assert raised.value.code == types.LSPErrorCodes.ContentModified


async def test_unsafe_fixes_are_not_preferred_and_say_why(any_editor: Editor) -> None:
    text = "import uvicorn\n\nstatus = uvicorn.run('a:b', reload=True)\n\n\ndef report():\n    print(status)\n"
    document = any_editor.open("unsafe.py", text)
    actions = await any_editor.actions(document, CALL, only=["quickfix"])
    unsafe = [action for action in actions if "unsafe" in action.title]

    assert unsafe
    assert all("`status`" in action.title for action in unsafe)
    assert not any(action.is_preferred for action in actions)
    assert await any_editor.actions(document, CALL, only=["source.fixAll"]) == []


async def test_a_single_cell_of_a_notebook_is_not_fixed_as_a_whole(vscode: Editor) -> None:
    document = vscode.open("vscode-notebook-cell:/nowhere/notebook.ipynb#W1sZmlsZQ", APP_OBJECT)
    assert await vscode.squiggles(document) == [("MG102", "app")]
    actions = await vscode.actions(document, "app, reload")

    assert "source.fixAll.mainguard" not in {action.kind for action in actions}
    assert not await vscode.command("mainguard.applyFixAll", document.uri)
