"""Where settings come from, and that changes are taken up at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from lsp.editor import EMACS, NEOVIM, VSCODE, Editor, editor
from lsp.environments import install
from lsp.programs import FOUND, UNGUARDED

pytestmark = pytest.mark.asyncio(loop_scope="module")

IGNORE = 'ignore = ["unguarded-reload"]\n'


def cannot_be_asked(capabilities: types.ClientCapabilities) -> None:
    """An editor that sends its settings, and is not asked for them."""
    assert capabilities.workspace is not None
    capabilities.workspace.configuration = False


async def test_initialization_options_are_settings(tmp_path: Path) -> None:
    async with editor(EMACS, tmp_path, options={"ignore": ["MG101"]}) as emacs:
        document = emacs.open("main.py", UNGUARDED)

        assert await emacs.squiggles(document) == []


async def test_the_editors_settings_are_there_before_the_first_check(tmp_path: Path) -> None:
    async with editor(VSCODE, tmp_path, settings={"ignore": ["MG101"]}) as vscode:
        document = vscode.open("main.py", UNGUARDED)

        assert await vscode.squiggles(document) == []
        assert len(vscode.publications(document)) == 1


async def test_a_change_of_the_editors_settings_is_taken_up_at_once(tmp_path: Path) -> None:
    async with editor(VSCODE, tmp_path) as vscode:
        document = vscode.open("main.py", UNGUARDED)
        assert await vscode.squiggles(document) == FOUND
        vscode.client.set_configuration(
            {"mainguard": {"select": ["MG3"], "targetPython": None, "trace": {"server": "off"}}}
        )
        vscode.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
        await vscode.until(lambda: len(vscode.publications(document)) == 2)

        assert vscode.publications(document)[-1].diagnostics == ()
        assert vscode.messages == []


async def test_an_editor_that_cannot_be_asked_sends_its_settings(tmp_path: Path) -> None:
    async with editor(VSCODE, tmp_path, adapt=cannot_be_asked) as vscode:
        document = vscode.open("main.py", UNGUARDED)
        assert await vscode.squiggles(document) == FOUND
        params = types.DidChangeConfigurationParams({"mainguard": {"ignore": ["MG101"]}})
        vscode.client.workspace_did_change_configuration(params)
        await vscode.until(lambda: len(vscode.publications(document)) == 2)

        assert vscode.publications(document)[-1].diagnostics == ()
        assert vscode.configuration_requests == []


async def test_settings_that_cannot_be_used_are_named_once_and_the_others_stay(tmp_path: Path) -> None:
    async with editor(VSCODE, tmp_path, settings={"ignore": ["MG101"]}) as vscode:
        document = vscode.open("main.py", UNGUARDED)
        assert await vscode.squiggles(document) == []
        vscode.client.set_configuration({"mainguard": {"platforms": "linux"}})
        for _ in range(2):
            vscode.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
            await vscode.settle()
        await vscode.until(lambda: len(vscode.configuration_requests) == 3)
        await vscode.settle()

        assert await vscode.squiggles(document) == []
        assert len(vscode.messages) == 1
        assert "`platforms`" in vscode.messages[0]
        assert "editor" in vscode.messages[0]


@pytest.mark.parametrize(
    ("name", "text"), [("mainguard.toml", IGNORE), ("pyproject.toml", f"[tool.mainguard]\n{IGNORE}")]
)
async def test_configuration_files_are_read(vscode: Editor, folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    document = vscode.open(folder / "main.py", UNGUARDED)

    assert await vscode.squiggles(document) == []


async def test_configuration_files_are_watched(tmp_path: Path) -> None:
    async with editor(VSCODE, tmp_path) as vscode:
        document = vscode.open("main.py", UNGUARDED)
        assert await vscode.squiggles(document) == FOUND
        await vscode.until(lambda: bool(vscode.registrations))
        (tmp_path / "mainguard.toml").write_text(IGNORE)
        vscode.happened(tmp_path / "mainguard.toml", types.FileChangeType.Created)
        await vscode.until(lambda: len(vscode.publications(document)) == 2)

        assert vscode.publications(document)[-1].diagnostics == ()
        assert [one.method for one in vscode.registrations] == [
            types.WORKSPACE_DID_CHANGE_CONFIGURATION,
            types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        ]
        (patterns,) = (
            one.register_options["watchers"] for one in vscode.registrations if "watchers" in one.register_options
        )
        assert {"**/*.py", "**/pyproject.toml", "**/mainguard.toml"} <= {one["globPattern"] for one in patterns}


async def test_an_editor_that_cannot_watch_files_has_them_read_when_a_document_is_saved(tmp_path: Path) -> None:
    async with editor(NEOVIM, tmp_path) as neovim:
        document = neovim.open("main.py", UNGUARDED)
        assert await neovim.squiggles(document) == FOUND
        (tmp_path / "mainguard.toml").write_text(IGNORE)
        neovim.save(document)
        await neovim.until(lambda: neovim.publications(document)[-1].diagnostics == ())

        assert neovim.registrations == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('ignroe = ["MG101"]\n', "`ignroe`"),
        ('ignore = "MG101"\n', "`ignore`"),
        ('ignore = ["MG999"]\n', "MG999"),
        ("ignore = [\n", "TOML"),
    ],
)
async def test_a_broken_file_is_named_once_and_the_last_good_settings_stay(
    vscode: Editor, folder: Path, text: str, said: str
) -> None:
    file = folder / "mainguard.toml"
    file.write_text(IGNORE)
    document = vscode.open(folder / "main.py", UNGUARDED)
    assert await vscode.squiggles(document) == []
    file.write_text(text)
    vscode.happened(folder / "mainguard.toml", types.FileChangeType.Changed)
    vscode.happened(folder / "mainguard.toml", types.FileChangeType.Changed)
    await vscode.settle()

    (message,) = (one for one in vscode.messages if str(file) in one)
    assert said in message
    assert await vscode.squiggles(document) == []

    file.write_text("")
    vscode.happened(folder / "mainguard.toml", types.FileChangeType.Changed)
    await vscode.settle()
    assert vscode.publications(document)[-1].diagnostics != ()
    file.write_text(text)
    vscode.happened(folder / "mainguard.toml", types.FileChangeType.Changed)
    await vscode.settle()

    assert len([one for one in vscode.messages if str(file) in one]) == 2


async def test_the_editors_settings_come_before_those_of_files(tmp_path: Path) -> None:
    (tmp_path / "mainguard.toml").write_text(IGNORE)
    async with editor(VSCODE, tmp_path, settings={"ignore": []}) as vscode:
        document = vscode.open("main.py", UNGUARDED)

        assert await vscode.squiggles(document) == FOUND


async def test_each_workspace_folder_has_its_own_settings(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two", tmp_path / "three"]
    for folder in folders:
        folder.mkdir()
    (folders[0] / "mainguard.toml").write_text(IGNORE)
    async with editor(VSCODE, tmp_path, folders=folders[:1]) as vscode:
        for uri, ignored in ((folders[1].as_uri(), ["MG101"]), (folders[2].as_uri(), ["MG2"])):
            vscode.client.set_configuration({"mainguard": {"ignore": ignored}}, scope_uri=uri)
        added = [types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders[1:]]
        vscode.client.workspace_did_change_workspace_folders(
            types.DidChangeWorkspaceFoldersParams(types.WorkspaceFoldersChangeEvent(added=added, removed=[]))
        )
        await vscode.until(lambda: len(vscode.configuration_requests) == 2)
        await vscode.settle()
        documents = [vscode.open(f"{folder.name}/main.py", UNGUARDED) for folder in folders]

        assert [await vscode.squiggles(document) for document in documents] == [[], [], FOUND]


async def test_excluded_files_are_not_checked(vscode: Editor, folder: Path) -> None:
    (folder / "mainguard.toml").write_text('exclude = ["generated/"]\n')
    excluded = vscode.open(folder / "generated/main.py", UNGUARDED)
    included = vscode.open(folder / "main.py", UNGUARDED)
    assert await vscode.squiggles(included) == FOUND
    assert vscode.publications(excluded) == []
    (folder / "mainguard.toml").write_text("exclude = ['/main.py']\n")
    vscode.happened(folder / "mainguard.toml", types.FileChangeType.Changed)
    await vscode.settle()

    assert [one.diagnostics for one in vscode.published if one.uri == included.uri][-1] == ()
    assert await vscode.squiggles(excluded) == FOUND


async def test_an_interpreter_that_does_not_exist_is_named_and_passed_over(tmp_path: Path) -> None:
    install(tmp_path, "acme", "from uvicorn.main import run as serve\n")
    async with editor(VSCODE, tmp_path, settings={"python": "nowhere/bin/python"}) as vscode:
        document = vscode.open("main.py", "from acme import serve\n\nserve('a:b', reload=True)\n")
        await vscode.until(lambda: any(one.diagnostics for one in vscode.publications(document)))

        assert await vscode.squiggles(document) == [("MG101", "serve")]
        assert len(vscode.messages) == 1
        assert "python" in vscode.messages[0]
        assert "nowhere" in vscode.messages[0]
