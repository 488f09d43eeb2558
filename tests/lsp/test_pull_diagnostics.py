"""Diagnostics that the editor asks for."""

from __future__ import annotations

import pytest
from lsprotocol import types

from lsp.editor import NEOVIM, VSCODE, Editor, editor
from lsp.environments import install
from lsp.programs import CALLS_SERVE, FOUND, GUARDED, SERVE, UNGUARDED

pytestmark = pytest.mark.asyncio(loop_scope="module")


def can_refresh(capabilities: types.ClientCapabilities) -> None:
    """VS Code as it is today: it pulls, and can be told to do so again."""
    assert capabilities.text_document is not None
    assert capabilities.workspace is not None
    capabilities.text_document.diagnostic = types.DiagnosticClientCapabilities()
    capabilities.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)


async def test_nothing_is_pushed_to_an_editor_that_pulls(neovim: Editor) -> None:
    document = neovim.open("silent.py", UNGUARDED)
    neovim.replace(document, "reload=True", "workers=2")
    assert await neovim.squiggles(document) == FOUND
    neovim.close(document)
    await neovim.settle()

    assert neovim.published == []


async def test_what_the_editor_has_already_is_not_sent_again(neovim: Editor) -> None:
    document = neovim.open("same.py", UNGUARDED)
    first = await neovim.pull(document)
    neovim.edit(document, (len(document.text), len(document.text), "# nothing new\n"))
    second = await neovim.pull(document, first.result_id)

    assert isinstance(first, types.RelatedFullDocumentDiagnosticReport)
    assert isinstance(second, types.RelatedUnchangedDocumentDiagnosticReport)
    assert second.result_id == first.result_id


async def test_a_finding_that_moved_is_sent_again(neovim: Editor) -> None:
    document = neovim.open("moved.py", UNGUARDED)
    first = await neovim.pull(document)
    neovim.edit(document, (0, 0, "# one line more\n"))
    second = await neovim.pull(document, first.result_id)

    assert isinstance(second, types.RelatedFullDocumentDiagnosticReport)
    assert second.result_id != first.result_id
    assert [neovim.text_at(document.text, one.range) for one in second.items] == ["uvicorn.run"]


async def test_a_document_that_is_not_open_has_no_diagnostics(neovim: Editor) -> None:
    document = neovim.open("not_open.py", UNGUARDED)
    neovim.close(document)

    assert await neovim.squiggles(document) == []


async def test_an_edit_elsewhere_shows_with_the_next_pull(neovim: Editor) -> None:
    module = neovim.open("elsewhere.py", SERVE)
    document = neovim.open("importer.py", CALLS_SERVE.format(module="elsewhere"))
    assert await neovim.squiggles(document) == [("MG101", "serve")]
    neovim.replace(module, "reload=reload", "reload=False")

    assert await neovim.squiggles(document) == []


async def test_the_editor_is_told_when_what_it_pulled_is_old(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    async with editor(VSCODE, tmp_path_factory.mktemp("workspace"), adapt=can_refresh) as vscode:
        module = vscode.open("elsewhere.py", SERVE)
        document = vscode.open("importer.py", CALLS_SERVE.format(module="elsewhere"))
        assert await vscode.squiggles(document) == [("MG101", "serve")]
        vscode.replace(module, "reload=reload", "reload=False")
        await vscode.until(lambda: vscode.refreshes == 1)

        assert await vscode.squiggles(document) == []
        assert vscode.published == []


async def test_the_editor_is_not_told_when_it_will_pull_anyway(tmp_path_factory: pytest.TempPathFactory) -> None:
    async with editor(VSCODE, tmp_path_factory.mktemp("workspace"), adapt=can_refresh) as vscode:
        document = vscode.open("own.py", GUARDED)
        await vscode.pull(document)
        vscode.rewrite(document, UNGUARDED)
        await vscode.settle()

        assert vscode.refreshes == 0


async def test_an_editor_that_can_only_pull_is_given_looked_up_names_at_once(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    root = tmp_path_factory.mktemp("workspace")
    install(root, "acme", "from uvicorn.main import run as serve\n")
    async with editor(NEOVIM, root) as neovim:
        document = neovim.open("main.py", "from acme import serve\n\nserve('a:b', reload=True)\n")

        assert await neovim.squiggles(document) == [("MG101", "serve")]
