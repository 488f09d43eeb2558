"""Documents that depend on other modules, on disk and in the editor, and on installed packages."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from lsp.editor import EMACS, VSCODE, Editor, OpenDocument, editor
from lsp.environments import install
from lsp.programs import CALLS_SERVE, FOUND, SERVE, UNGUARDED

pytestmark = pytest.mark.asyncio(loop_scope="module")

FOUND_SERVE = [("MG101", "serve")]


async def squiggles_after(one: Editor, document: OpenDocument, publications: int) -> list[tuple[str, str]]:
    """The squiggles once the document's version was published that often."""
    await one.until(lambda: len(one.publications(document)) >= publications)
    assert len(one.publications(document)) == publications
    return await one.squiggles(document)


async def test_a_module_that_changed_on_disk_is_read_again(vscode: Editor, folder: Path) -> None:
    (folder / "serving.py").write_text(SERVE)
    document = vscode.open(folder / "main.py", CALLS_SERVE.format(module="serving"))
    assert await vscode.squiggles(document) == FOUND_SERVE
    (folder / "serving.py").write_text(SERVE.replace("reload=reload", "reload=False"))
    vscode.happened(folder / "serving.py", types.FileChangeType.Changed)

    assert await squiggles_after(vscode, document, 2) == []


async def test_a_module_that_appears_is_found(vscode: Editor, folder: Path) -> None:
    document = vscode.open(folder / "main.py", CALLS_SERVE.format(module="serving"))
    assert await vscode.squiggles(document) == []
    (folder / "serving.py").write_text(SERVE)
    vscode.happened(folder / "serving.py", types.FileChangeType.Created)

    assert await squiggles_after(vscode, document, 2) == FOUND_SERVE


async def test_unsaved_text_of_another_document_counts(vscode: Editor, folder: Path) -> None:
    (folder / "serving.py").write_text("def serve(reload): ...\n")
    document = vscode.open(folder / "main.py", CALLS_SERVE.format(module="serving"))
    assert await vscode.squiggles(document) == []
    module = vscode.open(folder / "serving.py", SERVE)
    assert await squiggles_after(vscode, document, 2) == FOUND_SERVE
    vscode.replace(module, "reload=reload", "reload=False")
    assert await squiggles_after(vscode, document, 3) == []
    vscode.replace(module, "reload=False", "reload=True")
    assert await squiggles_after(vscode, document, 4) == FOUND_SERVE
    vscode.close(module)

    assert await squiggles_after(vscode, document, 5) == []


async def test_a_document_that_was_never_saved_can_be_imported(vscode: Editor, folder: Path) -> None:
    document = vscode.open(folder / "main.py", CALLS_SERVE.format(module="new"))
    assert await vscode.squiggles(document) == []
    vscode.open(folder / "new.py", SERVE)

    assert await squiggles_after(vscode, document, 2) == FOUND_SERVE


async def test_an_edit_is_of_no_interest_to_documents_that_do_not_depend_on_it(vscode: Editor, folder: Path) -> None:
    document = vscode.open(folder / "main.py", UNGUARDED)
    other = vscode.open(folder / "other.py", SERVE)
    await vscode.diagnostics(document)
    vscode.replace(other, "reload=reload", "reload=False")
    await vscode.settle()

    assert len(vscode.publications(document)) == 1


async def test_a_file_of_the_workspace_called_uvicorn_is_not_uvicorn(vscode: Editor, folder: Path) -> None:
    (folder / "uvicorn.py").write_text("def run(app, reload): ...\n")
    document = vscode.open(folder / "main.py", UNGUARDED)

    assert await vscode.squiggles(document) == []


async def test_what_installed_packages_hand_on_is_known_at_once(vscode: Editor, folder: Path) -> None:
    install(folder, "acme", "from uvicorn.main import run as serve\n")
    document = vscode.open(folder / "main.py", "from acme import serve\n\nserve('a:b', reload=True)\n")
    await vscode.until(lambda: bool(vscode.publications(document)))
    await vscode.settle()

    assert [[one.code for one in each.diagnostics] for each in vscode.publications(document)] == [["MG101"]]

    vscode.edit(document, (0, 0, "# known by now\n"))
    assert await vscode.squiggles(document) == FOUND_SERVE
    await vscode.settle()
    assert len(vscode.publications(document)) == 1


async def test_a_package_that_is_installed_later_is_found_when_a_document_is_saved(
    vscode: Editor, folder: Path
) -> None:
    install(folder, "other", "")
    document = vscode.open(folder / "main.py", "from acme import serve\n\nserve('a:b', reload=True)\n")
    assert await vscode.squiggles(document) == []
    install(folder, "acme", "from uvicorn.main import run as serve\n")
    vscode.save(document)
    await vscode.until(lambda: any(one.diagnostics for one in vscode.publications(document)))

    assert await vscode.squiggles(document) == FOUND_SERVE


async def test_files_of_an_environment_are_none_of_the_projects(vscode: Editor, folder: Path) -> None:
    install(folder, "acme", "")
    document = vscode.open(folder / "main.py", UNGUARDED)
    await vscode.diagnostics(document)
    vscode.happened(folder / ".venv/lib/python3.12/site-packages/acme/__init__.py", types.FileChangeType.Created)
    await vscode.settle()

    assert await vscode.squiggles(document) == FOUND
    assert len(vscode.publications(document)) == 1


async def test_documents_outside_of_every_folder_are_checked(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (outside / "serving.py").write_text(SERVE)
    async with editor(VSCODE, inside) as vscode:
        document = vscode.open((outside / "main.py").as_uri(), CALLS_SERVE.format(module="serving"))

        assert await vscode.squiggles(document) == FOUND_SERVE


async def test_without_any_folder_documents_are_checked(tmp_path: Path) -> None:
    async with editor(VSCODE, tmp_path, folders=[], has_root=False) as vscode:
        documents = [vscode.open(name, UNGUARDED) for name in ("main.py", "untitled:Untitled-1")]

        assert [await vscode.squiggles(document) for document in documents] == [FOUND, FOUND]


async def test_a_folder_that_is_removed_takes_its_settings_along(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
    (folders[1] / "serving.py").write_text(SERVE)
    (folders[1] / "deep").mkdir()
    async with editor(VSCODE, tmp_path, folders=folders) as vscode:
        document = vscode.open("two/deep/main.py", CALLS_SERVE.format(module="serving"))
        assert await vscode.squiggles(document) == FOUND_SERVE
        removed = [types.WorkspaceFolder(folders[1].as_uri(), "two")]
        vscode.client.workspace_did_change_workspace_folders(
            types.DidChangeWorkspaceFoldersParams(types.WorkspaceFoldersChangeEvent(added=[], removed=removed))
        )

        assert await squiggles_after(vscode, document, 2) == []


async def test_a_path_that_needs_quoting_is_the_same_document_however_it_is_quoted(
    vscode: Editor, folder: Path
) -> None:
    document = vscode.open(folder / "with space é.py", UNGUARDED)
    await vscode.diagnostics(document)
    document.uri = document.uri.replace("%20", " ").replace("%C3%A9", "é")
    actions = await vscode.actions(document, "uvicorn.run", only=["quickfix"])

    assert actions


async def test_a_file_that_is_open_under_two_uris_is_open_until_both_are_closed(tmp_path: Path) -> None:
    (tmp_path / "serving.py").write_text("")
    async with editor(EMACS, tmp_path) as emacs:
        uri = emacs.uri("serving.py")
        one, two = (emacs.open(each, UNGUARDED) for each in (uri, uri.replace("/serving", "/./serving")))
        assert [await emacs.squiggles(document) for document in (one, two)] == [FOUND, FOUND]
        emacs.close(two)
        await emacs.settle()
        assert (emacs.published[-1].uri, emacs.published[-1].diagnostics) == (two.uri, ())
        emacs.replace(one, "reload=True", "reload=False")
        assert await emacs.squiggles(one) == []
        emacs.replace(one, "reload=False", "reload=True")
        assert await emacs.squiggles(one) == FOUND
        emacs.close(one)
        await emacs.settle()

        assert (emacs.published[-1].uri, emacs.published[-1].diagnostics) == (one.uri, ())
