"""Diagnostics that the editor asks for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pulling(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """An editor that pulls."""
    async with editor(VSCODE, tmp_path_factory.mktemp("workspace"), adapt=can_refresh) as one:
        yield one


async def test_nothing_is_pushed_to_an_editor_that_pulls(pulling: Editor) -> None:
    document = pulling.open("silent.py", UNGUARDED)
    pulling.replace(document, "reload=True", "workers=2")
    assert await pulling.squiggles(document) == FOUND
    pulling.close(document)
    await pulling.settle()

    assert pulling.published == []


async def test_what_the_editor_has_already_is_not_sent_again(pulling: Editor) -> None:
    document = pulling.open("same.py", UNGUARDED)
    first = await pulling.pull(document)
    pulling.edit(document, (len(document.text), len(document.text), "# nothing new\n"))
    second = await pulling.pull(document, first.result_id)

    assert isinstance(first, types.RelatedFullDocumentDiagnosticReport)
    assert isinstance(second, types.RelatedUnchangedDocumentDiagnosticReport)
    assert second.result_id == first.result_id


async def test_a_finding_that_moved_is_sent_again(pulling: Editor) -> None:
    document = pulling.open("moved.py", UNGUARDED)
    first = await pulling.pull(document)
    pulling.edit(document, (0, 0, "# one line more\n"))
    second = await pulling.pull(document, first.result_id)

    assert isinstance(second, types.RelatedFullDocumentDiagnosticReport)
    assert second.result_id != first.result_id
    assert [pulling.text_at(document.text, one.range) for one in second.items] == ["uvicorn.run"]


async def test_a_document_that_is_not_open_has_no_diagnostics(pulling: Editor) -> None:
    document = pulling.open("not_open.py", UNGUARDED)
    pulling.close(document)

    assert await pulling.squiggles(document) == []


async def test_an_edit_elsewhere_shows_with_the_next_pull(pulling: Editor) -> None:
    module = pulling.open("elsewhere.py", SERVE)
    document = pulling.open("importer.py", CALLS_SERVE.format(module="elsewhere"))
    assert await pulling.squiggles(document) == [("MG101", "serve")]
    pulling.replace(module, "reload=reload", "reload=False")

    assert await pulling.squiggles(document) == []


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


async def test_an_editor_that_cannot_be_told_to_pull_again_is_pushed(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    root = tmp_path_factory.mktemp("workspace")
    install(root, "acme", "from uvicorn.main import run as serve\n")
    async with editor(NEOVIM, root) as neovim:
        document = neovim.open("main.py", "from acme import serve\n\nserve('a:b', reload=True)\n")
        await neovim.until(lambda: any(one.diagnostics for one in neovim.publications(document)))

        assert neovim.initialized.capabilities.diagnostic_provider is None
        assert await neovim.squiggles(document) == [("MG101", "serve")]
