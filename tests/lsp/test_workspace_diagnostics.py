"""Findings of files that are not open, pushed and pulled."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from lsp.editor import EMACS, NEOVIM, SECONDS, VSCODE, Editor, editor
from lsp.environments import install
from lsp.programs import CALLS_SERVE, GUARDED, SERVE, UNGUARDED
from mainguard.lsp.identifiers import DEBUG_INFORMATION

pytestmark = pytest.mark.asyncio(loop_scope="module")

WORKSPACE = {"diagnosticMode": "workspace"}
MINE = "mine"
"""A token of the editor's."""
Full = types.WorkspaceFullDocumentDiagnosticReport
Unchanged = types.WorkspaceUnchangedDocumentDiagnosticReport
Created, Changed, Deleted = types.FileChangeType.Created, types.FileChangeType.Changed, types.FileChangeType.Deleted


def pulls(capabilities: types.ClientCapabilities) -> None:
    """VS Code as it is today: it pulls diagnostics, and can be told to at run time."""
    assert capabilities.text_document is not None
    assert capabilities.workspace is not None
    capabilities.text_document.diagnostic = types.DiagnosticClientCapabilities(dynamic_registration=True)
    capabilities.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)


def pulls_open_documents(capabilities: types.ClientCapabilities) -> None:
    """An editor that cannot be told at run time, and asks for the diagnostics of open documents alone."""
    pulls(capabilities)
    assert capabilities.text_document is not None
    capabilities.text_document.diagnostic = types.DiagnosticClientCapabilities()


def write(root: Path, **texts: str) -> None:
    """Modules by name."""
    for name, text in texts.items():
        (root / f"{name}.py").write_text(text)


async def settled(one: Editor) -> int:
    """How many checks of files that are not open were made, once the sweep is at rest."""

    async def wait() -> int:
        while not (found := re.search(r"checked (\d+) times, at rest", await one.command(DEBUG_INFORMATION))):
            await asyncio.sleep(0)
        return int(found.group(1))

    return await asyncio.wait_for(wait(), SECONDS)


class TestPushed:
    """To an editor that does not pull."""

    async def test_only_open_files_are_shown_unless_the_mode_says_so(self, tmp_path: Path) -> None:
        write(tmp_path, main=UNGUARDED)
        async with editor(EMACS, tmp_path) as emacs:
            document = emacs.open("other.py", UNGUARDED)
            await emacs.diagnostics(document)

            assert "diagnostic mode: openFiles" in (await emacs.command(DEBUG_INFORMATION)).splitlines()
            assert [params.uri for params in emacs.published] == [document.uri]

    async def test_findings_of_all_files_are_shown_without_a_version(self, tmp_path: Path) -> None:
        write(tmp_path, main=UNGUARDED, clean=GUARDED, serving=SERVE, calls=CALLS_SERVE.format(module="serving"))
        async with editor(EMACS, tmp_path, options=WORKSPACE) as emacs:
            await settled(emacs)

            assert sorted(params.uri for params in emacs.published) == [emacs.uri("calls.py"), emacs.uri("main.py")]
            assert {params.version for params in emacs.published} == {None}
            assert emacs.shown("main.py") == ["MG101"]
            (finding,) = emacs.published[-1].diagnostics
            assert emacs.text_at(UNGUARDED, finding.range) == "uvicorn.run"

    async def test_what_the_command_line_leaves_out_is_left_out(self, tmp_path: Path) -> None:
        for folder in ("excluded", "ignored", ".venv", "node_modules"):
            (tmp_path / folder).mkdir()
            write(tmp_path / folder, main=UNGUARDED)
        (tmp_path / "mainguard.toml").write_text('exclude = ["excluded/"]\n')
        (tmp_path / ".gitignore").write_text("ignored/\n")
        (tmp_path / "tool").write_text(f"#!/usr/bin/env python3\n{UNGUARDED}")
        (tmp_path / "text").write_text(UNGUARDED)
        async with editor(EMACS, tmp_path, options=WORKSPACE) as emacs:
            await settled(emacs)

            assert [params.uri for params in emacs.published] == [emacs.uri("tool")]

    async def test_names_of_installed_packages_are_looked_up(self, tmp_path: Path) -> None:
        install(tmp_path, "acme", "from uvicorn.main import run as serve\n")
        write(tmp_path, main="from acme import serve\n\nserve('a:b', reload=True)\n")
        async with editor(EMACS, tmp_path, options=WORKSPACE) as emacs:
            await settled(emacs)

            assert emacs.shown("main.py") == ["MG101"]

    async def test_files_that_cannot_be_read_cost_no_other(self, tmp_path: Path) -> None:
        write(tmp_path, main=UNGUARDED)
        (tmp_path / "bytes.py").write_bytes(b"\xff\xfe\x00")
        (tmp_path / "dangling.py").symlink_to(tmp_path / "nowhere")
        async with editor(EMACS, tmp_path, options=WORKSPACE) as emacs:
            await settled(emacs)

            assert [params.uri for params in emacs.published] == [emacs.uri("main.py")]

    async def test_a_document_takes_over_while_it_is_open(self, tmp_path: Path) -> None:
        write(tmp_path, main=UNGUARDED)
        async with editor(EMACS, tmp_path, options=WORKSPACE) as emacs:
            await emacs.until(lambda: emacs.shown("main.py") == ["MG101"])
            document = emacs.open("main.py", UNGUARDED)
            await emacs.diagnostics(document)
            emacs.rewrite(document, GUARDED)
            await emacs.diagnostics(document)
            assert emacs.shown("main.py") == []
            emacs.close(document)
            await emacs.until(lambda: emacs.shown("main.py") == ["MG101"])

            assert emacs.published[-1].version is None

    async def test_the_mode_can_be_changed_both_ways(self, tmp_path: Path) -> None:
        write(tmp_path, main=UNGUARDED)
        async with editor(VSCODE, tmp_path) as vscode:
            document = vscode.open("other.py", UNGUARDED)
            await vscode.diagnostics(document)
            for _ in range(2):
                vscode.configure(diagnosticMode="workspace")
                await vscode.until(lambda: vscode.shown("main.py") == ["MG101"])
                vscode.configure(diagnosticMode="openFiles")
                await vscode.until(lambda: vscode.shown("main.py") == [])

            assert vscode.shown("other.py") == ["MG101"]
            assert len(vscode.publications(document)) == 1

    async def test_workspace_folders_come_and_go(self, tmp_path: Path) -> None:
        folders = [tmp_path / "one", tmp_path / "two"]
        for folder in folders:
            folder.mkdir()
            write(folder, main=UNGUARDED)
        async with editor(VSCODE, tmp_path, folders=folders[:1], settings=WORKSPACE) as vscode:
            await vscode.until(lambda: vscode.shown("one/main.py") == ["MG101"])
            one, two = (types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders)
            event = types.WorkspaceFoldersChangeEvent(added=[two], removed=[one])
            vscode.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))

            await vscode.until(lambda: (vscode.shown("one/main.py"), vscode.shown("two/main.py")) == ([], ["MG101"]))

    async def test_the_last_workspace_folder_is_removed(self, tmp_path: Path) -> None:
        write(tmp_path, main=UNGUARDED)
        async with editor(VSCODE, tmp_path, settings=WORKSPACE) as vscode:
            await vscode.until(lambda: vscode.shown("main.py") == ["MG101"])
            event = types.WorkspaceFoldersChangeEvent(added=[], removed=[types.WorkspaceFolder(tmp_path.as_uri(), "")])
            vscode.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))

            await vscode.until(lambda: vscode.shown("main.py") == [])


class TestRefreshed:
    """What happens on the disk, and in the editor, is taken up."""

    async def test_a_file_that_changes(self, tmp_path: Path) -> None:
        write(tmp_path, main=UNGUARDED)
        async with editor(VSCODE, tmp_path, settings=WORKSPACE) as vscode:
            await vscode.until(lambda: vscode.shown("main.py") == ["MG101"])
            for text, codes in ((GUARDED, []), (UNGUARDED, ["MG101"])):
                write(tmp_path, main=text)
                vscode.happened(tmp_path / "main.py", Changed)
                await vscode.until(lambda codes=codes: vscode.shown("main.py") == codes)

    async def test_a_file_that_comes_and_goes(self, tmp_path: Path) -> None:
        async with editor(VSCODE, tmp_path, settings=WORKSPACE) as vscode:
            await settled(vscode)
            write(tmp_path, main=UNGUARDED)
            vscode.happened(tmp_path / "main.py", Created)
            await vscode.until(lambda: vscode.shown("main.py") == ["MG101"])
            (tmp_path / "main.py").unlink()
            vscode.happened(tmp_path / "main.py", Deleted)

            await vscode.until(lambda: vscode.shown("main.py") == [])

    async def test_a_folder_that_goes(self, tmp_path: Path) -> None:
        (tmp_path / "package").mkdir()
        write(tmp_path / "package", main=UNGUARDED)
        async with editor(VSCODE, tmp_path, settings=WORKSPACE) as vscode:
            await vscode.until(lambda: vscode.shown("package/main.py") == ["MG101"])
            shutil.rmtree(tmp_path / "package")
            vscode.happened(tmp_path / "package", Deleted)

            await vscode.until(lambda: vscode.shown("package/main.py") == [])

    async def test_a_module_that_others_import(self, tmp_path: Path) -> None:
        write(tmp_path, serving=SERVE, main=CALLS_SERVE.format(module="serving"), alone=UNGUARDED)
        async with editor(VSCODE, tmp_path, settings=WORKSPACE) as vscode:
            before = await settled(vscode)
            assert vscode.shown("main.py") == ["MG101"]
            write(tmp_path, serving=SERVE.replace("reload=reload", "reload=False"))
            vscode.happened(tmp_path / "serving.py", Changed)
            await vscode.until(lambda: vscode.shown("main.py") == [])

            assert await settled(vscode) == before + 2

    async def test_a_module_that_others_import_and_that_comes_and_goes(self, tmp_path: Path) -> None:
        write(tmp_path, main="from package import serve\n\nserve(True)\n", package="from serving import serve\n")
        write(tmp_path, alone=UNGUARDED)
        async with editor(VSCODE, tmp_path, settings=WORKSPACE) as vscode:
            before = await settled(vscode)
            assert vscode.shown("main.py") is None
            write(tmp_path, serving=SERVE)
            vscode.happened(tmp_path / "serving.py", Created)
            await vscode.until(lambda: vscode.shown("main.py") == ["MG101"])
            assert await settled(vscode) == before + 3
            (tmp_path / "serving.py").unlink()
            vscode.happened(tmp_path / "serving.py", Deleted)

            await vscode.until(lambda: vscode.shown("main.py") == [])

    async def test_the_unsaved_text_of_a_module_that_others_import(self, tmp_path: Path) -> None:
        write(tmp_path, serving=SERVE, main=CALLS_SERVE.format(module="serving"))
        async with editor(VSCODE, tmp_path, settings=WORKSPACE) as vscode:
            await vscode.until(lambda: vscode.shown("main.py") == ["MG101"])
            module = vscode.open("serving.py", SERVE)
            vscode.replace(module, "reload=reload", "reload=False")
            await vscode.until(lambda: vscode.shown("main.py") == [])
            vscode.close(module)

            await vscode.until(lambda: vscode.shown("main.py") == ["MG101"])

    async def test_a_document_that_was_never_saved_and_that_others_import(self, tmp_path: Path) -> None:
        write(tmp_path, main=CALLS_SERVE.format(module="serving"))
        async with editor(VSCODE, tmp_path, settings=WORKSPACE) as vscode:
            await settled(vscode)
            module = vscode.open("serving.py", SERVE)
            await vscode.until(lambda: vscode.shown("main.py") == ["MG101"])
            vscode.close(module)

            await vscode.until(lambda: vscode.shown("main.py") == [])

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("mainguard.toml", 'ignore = ["MG101"]\n'),
            ("mainguard.toml", 'exclude = ["deep/"]\n'),
            ("pyproject.toml", '[tool.mainguard]\nselect = ["MG3"]\n'),
            (".gitignore", "deep/\n"),
        ],
    )
    async def test_settings_and_what_is_left_out(self, tmp_path: Path, name: str, text: str) -> None:
        (tmp_path / "deep").mkdir()
        write(tmp_path / "deep", main=UNGUARDED)
        async with editor(VSCODE, tmp_path, settings=WORKSPACE) as vscode:
            await vscode.until(lambda: vscode.shown("deep/main.py") == ["MG101"])
            (tmp_path / name).write_text(text)
            vscode.happened(tmp_path / name, Created)
            await vscode.until(lambda: vscode.shown("deep/main.py") == [])
            (tmp_path / name).unlink()
            vscode.happened(tmp_path / name, Deleted)

            await vscode.until(lambda: vscode.shown("deep/main.py") == ["MG101"])

    async def test_an_editor_that_cannot_watch_files_has_them_looked_at_when_a_document_is_saved(
        self, tmp_path: Path
    ) -> None:
        write(tmp_path, main=UNGUARDED, gone=UNGUARDED, serving=SERVE, calls=CALLS_SERVE.format(module="serving"))
        async with editor(NEOVIM, tmp_path, options=WORKSPACE) as neovim:
            await settled(neovim)
            document = neovim.open("document.py", "")
            write(tmp_path, main=GUARDED, new=UNGUARDED, serving=SERVE.replace("reload=reload", "reload=False"))
            (tmp_path / "gone.py").unlink()
            neovim.save(document)
            expected = {"main.py": [], "new.py": ["MG101"], "gone.py": [], "calls.py": []}

            await neovim.until(lambda: {name: neovim.shown(name) for name in expected} == expected)

    async def test_nothing_is_checked_while_nothing_changes(self, tmp_path: Path) -> None:
        write(tmp_path, main=UNGUARDED, clean=GUARDED)
        async with editor(VSCODE, tmp_path, settings=WORKSPACE) as vscode:
            before = await settled(vscode)
            assert before == 2
            vscode.happened(tmp_path / "mainguard.toml", Changed)
            vscode.configure(diagnosticMode="workspace")
            document = vscode.open("other.py", UNGUARDED)
            vscode.rewrite(document, GUARDED)
            vscode.save(document)
            await vscode.until(lambda: len(vscode.configuration_requests) == 2)
            vscode.happened(tmp_path / "__pycache__/main.pyc", Deleted)

            assert await settled(vscode) == before


class TestProgress:
    """How far the first sweep is."""

    async def test_it_is_shown_where_the_editor_can(self, tmp_path: Path) -> None:
        write(tmp_path, **{f"main_{number}": UNGUARDED for number in range(5)})
        async with editor(VSCODE, tmp_path, settings=WORKSPACE) as vscode:
            await vscode.until(lambda: any(values[-1:] == [{"kind": "end"}] for values in vscode.progress.values()))
            ((begin, *reports, _),) = vscode.progress.values()

            assert begin["title"] == "Checking the workspace"
            assert begin["cancellable"] is True
            assert [report["percentage"] for report in reports][-1] == 100
            write(tmp_path, main_0=GUARDED)
            vscode.happened(tmp_path / "main_0.py", Changed)
            await vscode.until(lambda: vscode.shown("main_0.py") == [])
            await settled(vscode)
            assert len(vscode.progress) == 1

    async def test_it_is_not_shown_to_an_editor_that_cannot(self, tmp_path: Path) -> None:
        def shows_none(capabilities: types.ClientCapabilities) -> None:
            assert capabilities.window is not None
            capabilities.window.work_done_progress = False

        write(tmp_path, main=UNGUARDED)
        async with editor(VSCODE, tmp_path, settings=WORKSPACE, adapt=shows_none) as vscode:
            await vscode.until(lambda: vscode.shown("main.py") == ["MG101"])
            await settled(vscode)

            assert vscode.progress == {}

    async def test_who_cancels_the_sweep_is_shown_what_changes_afterwards(self, tmp_path: Path) -> None:
        write(tmp_path, **{f"main_{number}": UNGUARDED for number in range(300)})
        async with editor(VSCODE, tmp_path, settings=WORKSPACE) as vscode:
            await vscode.until(lambda: any(vscode.progress.values()))
            (token,) = vscode.progress
            vscode.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(token))
            await vscode.until(lambda: vscode.progress[token][-1] == {"kind": "end"})
            before = await settled(vscode)
            assert before < 300
            assert vscode.shown("main_99.py") is None
            vscode.happened(tmp_path / "main_99.py", Changed)
            await vscode.until(lambda: vscode.shown("main_99.py") == ["MG101"])

            assert await settled(vscode) == before + 1


class TestPulled:
    """By an editor that asks for the whole workspace."""

    async def test_the_editor_is_told_at_run_time_what_to_ask_for(self, tmp_path: Path) -> None:
        async with editor(VSCODE, tmp_path, adapt=pulls) as vscode:
            assert vscode.initialized.capabilities.diagnostic_provider is None
            registered: list[bool] = []
            for mode in ("openFiles", "workspace", "openFiles"):
                vscode.configure(diagnosticMode=mode)
                await vscode.until(lambda mode=mode: whole_workspace(vscode)[-1:] == [mode == "workspace"])
                registered.append(whole_workspace(vscode)[-1])

            assert registered == whole_workspace(vscode) == [False, True, False]
            assert len(vscode.unregistrations) == 2

    async def test_an_editor_that_cannot_be_told_is_told_to_ask_for_open_documents(self, tmp_path: Path) -> None:
        async with editor(VSCODE, tmp_path, options=WORKSPACE, adapt=pulls_open_documents) as vscode:
            provider = vscode.initialized.capabilities.diagnostic_provider

            assert isinstance(provider, types.DiagnosticOptions)
            assert provider.workspace_diagnostics is False

    async def test_open_documents_can_be_pulled_in_either_mode(self, tmp_path: Path) -> None:
        for mode in ("openFiles", "workspace"):
            async with editor(VSCODE, tmp_path, settings={"diagnosticMode": mode}, adapt=pulls) as vscode:
                await vscode.until(lambda mode=mode: whole_workspace(vscode) == [mode == "workspace"])
                document = vscode.open("main.py", UNGUARDED)

                assert await vscode.squiggles(document) == [("MG101", "uvicorn.run")]
                assert vscode.published == []

    async def test_the_first_answer_comes_when_everything_is_checked(self, tmp_path: Path) -> None:
        write(tmp_path, main=UNGUARDED, clean=GUARDED, other=UNGUARDED)
        async with pulling(tmp_path) as vscode:
            report = await vscode.start_workspace_pull()

            assert codes(report) == {vscode.uri("main.py"): ["MG101"], vscode.uri("other.py"): ["MG101"]}
            assert {item.version for item in report.items} == {None}
            assert await settled(vscode) == 3

    async def test_the_first_answer_comes_even_if_there_is_nothing_to_say(self, tmp_path: Path) -> None:
        async with pulling(tmp_path) as vscode:
            assert (await vscode.start_workspace_pull()).items == ()

    async def test_what_the_editor_has_is_not_answered_until_something_changes(self, tmp_path: Path) -> None:
        write(tmp_path, main=UNGUARDED, other=UNGUARDED)
        async with pulling(tmp_path) as vscode:
            known = result_ids(await vscode.start_workspace_pull())
            before = await settled(vscode)
            held = vscode.start_workspace_pull(known)
            assert await settled(vscode) == before
            assert not held.done()
            write(tmp_path, main=GUARDED)
            vscode.happened(tmp_path / "main.py", Changed)
            report = await held

            assert codes(report) == {vscode.uri("main.py"): []}
            (unchanged,) = (item for item in report.items if isinstance(item, Unchanged))
            assert (unchanged.uri, unchanged.result_id) == (vscode.uri("other.py"), known[vscode.uri("other.py")])
            assert await settled(vscode) == before + 1

    async def test_partial_results_come_as_they_are_found_and_the_answer_repeats_none(self, tmp_path: Path) -> None:
        write(tmp_path, **{f"main_{number}": UNGUARDED for number in range(4)})
        async with pulling(tmp_path) as vscode:
            report = await vscode.start_workspace_pull(partial_result_token=MINE)
            items = [item for value in vscode.progress[MINE] for item in value["items"]]

            assert report.items == ()
            assert sorted(item["uri"] for item in items) == [vscode.uri(f"main_{number}.py") for number in range(4)]
            assert {item["kind"] for item in items} == {"full"}
            assert {len(item["items"]) for item in items} == {1}
            assert {item["version"] for item in items} == {None}
            assert len(vscode.progress[MINE]) > 1

    async def test_progress_is_shown_to_who_asks_with_a_token(self, tmp_path: Path) -> None:
        write(tmp_path, main=UNGUARDED, other=UNGUARDED)
        async with pulling(tmp_path) as vscode:
            await vscode.start_workspace_pull(work_done_token=MINE)

            assert [value["kind"] for value in vscode.progress[MINE]][::2] == ["begin", "end"]

    async def test_a_pull_can_be_cancelled_while_it_is_held_and_while_files_are_checked(self, tmp_path: Path) -> None:
        write(tmp_path, **{f"main_{number}": UNGUARDED for number in range(100)})
        async with pulling(tmp_path) as vscode:
            for known in ({}, None):
                params = types.WorkspaceDiagnosticParams(previous_result_ids=[])
                if known is None:
                    first = await vscode.start_workspace_pull()
                    previous = [types.PreviousResultId(uri, value) for uri, value in result_ids(first).items()]
                    params = types.WorkspaceDiagnosticParams(previous_result_ids=previous)
                send = vscode.client.protocol.send_request_async
                request = asyncio.ensure_future(send(types.WORKSPACE_DIAGNOSTIC, params, msg_id=f"pull {known}"))
                await vscode.command(DEBUG_INFORMATION)
                vscode.client.cancel_request(types.CancelParams(f"pull {known}"))
                with pytest.raises(JsonRpcException) as raised:
                    await asyncio.wait_for(request, SECONDS)
                assert raised.value.code == types.LSPErrorCodes.RequestCancelled

    async def test_open_documents_are_reported_with_their_version_from_the_open_text(self, tmp_path: Path) -> None:
        write(tmp_path, main=GUARDED)
        async with pulling(tmp_path) as vscode:
            document = vscode.open("main.py", GUARDED, version=4)
            first = await vscode.start_workspace_pull()
            held = vscode.start_workspace_pull(result_ids(first))
            vscode.rewrite(document, UNGUARDED)
            (item,) = (await held).items

            assert isinstance(item, Full)
            assert (item.uri, item.version) == (document.uri, 5)
            pulled = await vscode.pull(document, item.result_id)
            assert isinstance(pulled, types.RelatedUnchangedDocumentDiagnosticReport)

    async def test_who_closes_a_document_gets_what_is_on_the_disk(self, tmp_path: Path) -> None:
        write(tmp_path, main=GUARDED, found=UNGUARDED)
        (tmp_path / "notebook.ipynb").write_text("{}")
        async with pulling(tmp_path) as vscode:
            await vscode.start_workspace_pull()
            uris = ["main.py", "found.py", (tmp_path.parent / "outside.py").as_uri()]
            documents = [vscode.open(uri, UNGUARDED) for uri in uris]
            for document in documents:
                await vscode.pull(document)
            # VS Code forgets what the workspace said of a document that it asked about by itself.
            for document in documents:
                vscode.close(document)
            told: dict[str, list[str]] = {}
            while len(told) < 3:
                told |= codes(await vscode.start_workspace_pull())

            assert told == {documents[0].uri: [], documents[1].uri: ["MG101"], documents[2].uri: []}

    async def test_a_file_that_is_gone_is_reported_empty_and_forgotten(self, tmp_path: Path) -> None:
        write(tmp_path, main=UNGUARDED)
        async with pulling(tmp_path) as vscode:
            known = result_ids(await vscode.start_workspace_pull())
            held = vscode.start_workspace_pull(known)
            (tmp_path / "main.py").unlink()
            vscode.happened(tmp_path / "main.py", Deleted)
            (item,) = (await held).items

            assert isinstance(item, Full)
            assert (item.items, item.result_id) == ((), None)

    async def test_a_pull_that_is_held_is_answered_when_the_mode_changes(self, tmp_path: Path) -> None:
        write(tmp_path, main=UNGUARDED)
        async with pulling(tmp_path) as vscode:
            held = vscode.start_workspace_pull(result_ids(await vscode.start_workspace_pull()))
            vscode.configure(diagnosticMode="openFiles")

            assert codes(await held) == {vscode.uri("main.py"): []}
            assert (await vscode.start_workspace_pull()).items == ()


@asynccontextmanager
async def pulling(root: Path) -> AsyncIterator[Editor]:
    """VS Code in the mode for the whole workspace, once it was told to pull it."""
    async with editor(VSCODE, root, settings=WORKSPACE, adapt=pulls) as vscode:
        await vscode.until(lambda: whole_workspace(vscode) == [True])
        yield vscode


def whole_workspace(one: Editor) -> list[bool]:
    """What the editor was told, one time after the other: whether to ask for the diagnostics of the workspace."""
    return [
        registration.register_options["workspaceDiagnostics"]
        for registration in one.registrations
        if registration.method == types.TEXT_DOCUMENT_DIAGNOSTIC
    ]


def codes(report: types.WorkspaceDiagnosticReport) -> dict[str, list[str]]:
    """The codes of what was reported in full."""
    return {item.uri: [str(one.code) for one in item.items] for item in report.items if isinstance(item, Full)}


def result_ids(report: types.WorkspaceDiagnosticReport) -> dict[str, str]:
    """What an editor says that it has, when it asks the next time."""
    return {item.uri: item.result_id for item in report.items if item.result_id}
