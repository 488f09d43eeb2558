"""Findings as editors show them."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from lsp.editor import VSCODE, Editor, editor
from lsp.programs import CALLS_SERVE, FOUND, GUARDED, SERVE, UNGUARDED

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_finding_is_shown_when_a_document_is_opened(any_editor: Editor) -> None:
    document = any_editor.open("opened.py", UNGUARDED)

    assert await any_editor.squiggles(document) == FOUND


async def test_a_finding_goes_when_the_call_is_guarded(any_editor: Editor) -> None:
    document = any_editor.open("repaired.py", UNGUARDED)
    await any_editor.diagnostics(document)
    any_editor.replace(document, "uvicorn.run(", 'if __name__ == "__main__":\n    uvicorn.run(')

    assert await any_editor.squiggles(document) == []


async def test_a_finding_comes_when_the_guard_is_deleted(any_editor: Editor) -> None:
    document = any_editor.open("deleted.py", GUARDED)
    assert await any_editor.squiggles(document) == []
    any_editor.replace(document, 'if __name__ == "__main__":\n    ', "")

    assert await any_editor.squiggles(document) == FOUND


async def test_the_whole_text_may_be_sent_anew(any_editor: Editor) -> None:
    document = any_editor.open("anew.py", GUARDED)
    any_editor.rewrite(document, UNGUARDED)

    assert await any_editor.squiggles(document) == FOUND


@pytest.mark.parametrize(
    "half_typed",
    ["import ", "def f(", "x = [1, 2", 'text = """never closed', "class", "if x ==", "    stray = 1", "print('", "@"],
)
async def test_findings_stay_in_place_while_a_line_elsewhere_is_half_typed(any_editor: Editor, half_typed: str) -> None:
    document = any_editor.open("broken.py", UNGUARDED)
    start = document.text.index("async def")
    any_editor.edit(document, (start, start, f"{half_typed}\n\n\n"))

    assert await any_editor.squiggles(document) == FOUND


async def test_several_changes_in_one_message_are_made_in_their_order(any_editor: Editor) -> None:
    document = any_editor.open("several.py", "")
    any_editor.edit(document, (0, 0, "reload=True)"), (0, 0, 'uvicorn.run("a:b", '), (0, 0, "import uvicorn\n\n"))

    assert document.text == 'import uvicorn\n\nuvicorn.run("a:b", reload=True)'
    assert await any_editor.squiggles(document) == FOUND


async def test_an_edit_behind_a_form_feed_and_a_line_separator_is_made_in_the_right_line(any_editor: Editor) -> None:
    odd = 'text = "a\u2028b\x85c"\n\x0c\nvertical = "\x0b\x1c"\n'
    document = any_editor.open("odd.py", odd + GUARDED)
    assert await any_editor.squiggles(document) == []
    any_editor.replace(document, 'if __name__ == "__main__":\n    ', "")
    assert await any_editor.squiggles(document) == FOUND
    any_editor.replace(document, "reload=True", "reload=False")

    assert await any_editor.squiggles(document) == []


async def test_wide_characters_before_the_call_do_not_shift_it(any_editor: Editor) -> None:
    document = any_editor.open("wide.py", "import uvicorn\n\ns = 'é😀🐍'; uvicorn.run('a:b', reload=True)\n")
    assert await any_editor.squiggles(document) == FOUND
    any_editor.replace(document, "; uvicorn", "+'😀'; uvicorn")

    assert await any_editor.squiggles(document) == FOUND


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
async def test_other_line_ends_are_lines_too(any_editor: Editor, newline: str) -> None:
    document = any_editor.open("newline.py", UNGUARDED.replace("\n", newline))
    assert await any_editor.squiggles(document) == FOUND
    any_editor.replace(document, "import uvicorn", f"import os{newline}import uvicorn")

    assert await any_editor.squiggles(document) == FOUND


async def test_an_untitled_document_is_checked(any_editor: Editor) -> None:
    document = any_editor.open("untitled:Untitled-1", UNGUARDED)

    assert await any_editor.squiggles(document) == FOUND


async def test_a_document_that_is_no_file_is_checked(any_editor: Editor) -> None:
    document = any_editor.open("vscode-vfs://github/somebody/something/main.py", UNGUARDED)

    assert await any_editor.squiggles(document) == FOUND


async def test_a_stub_is_not_checked(any_editor: Editor) -> None:
    document = any_editor.open("stub.pyi", UNGUARDED)
    await any_editor.settle()

    assert any_editor.publications(document) == []


async def test_another_language_is_not_checked(any_editor: Editor) -> None:
    document = any_editor.open("pyproject.toml", UNGUARDED, language="toml")
    await any_editor.settle()

    assert any_editor.publications(document) == []


async def test_a_cell_of_a_notebook_is_not_run_again_by_a_child(vscode: Editor) -> None:
    document = vscode.open("vscode-notebook-cell:/nowhere/notebook.ipynb#W0sZmlsZQ", UNGUARDED)

    assert await vscode.squiggles(document) == []


async def test_pushed_diagnostics_name_the_version_and_everything_about_the_finding(vscode: Editor) -> None:
    document = vscode.open("all.py", UNGUARDED, version=7)
    (found,) = await vscode.diagnostics(document)

    assert vscode.publications(document)[0].version == 7
    assert found.severity is types.DiagnosticSeverity.Error
    assert found.source == "mainguard"
    assert found.code_description is not None
    assert found.code_description.href == (
        "https://github.com/mainguard/mainguard/blob/main/server/mainguard/rules/uvicorn/unguarded_reload.md"
    )
    assert found.data == {
        "rule": "unguarded-reload",
        "certainty": "certain",
        "api": "uvicorn.run",
        "startMethod": "spawn",
    }


async def test_the_chain_of_calls_leads_to_the_call_that_starts_the_process(vscode: Editor) -> None:
    (vscode.root / "serving.py").write_text(SERVE)
    document = vscode.open(
        "chain.py", "from serving import serve\n\n\ndef main():\n    serve(reload=True)\n\n\nmain()\n"
    )
    (found,) = await vscode.diagnostics(document)
    related = found.related_information or ()

    assert vscode.text_at(document.text, found.range) == "main"
    assert [one.location.uri for one in related] == [document.uri, vscode.uri("serving.py")]
    assert vscode.text_at(document.text, related[0].location.range) == "serve"
    assert vscode.text_at(SERVE, related[1].location.range) == "uvicorn.run"
    assert [one.message for one in related] == ["`serve` is called here", "`uvicorn.run` starts the process here"]


async def test_a_guard_that_does_not_help_is_linked_with_the_start_behind_it(vscode: Editor) -> None:
    guard = "multiprocessing.parent_process() is None"
    text = f"import multiprocessing\n\nif {guard}:\n    multiprocessing.Process(target=print).start()\n"
    document = vscode.open("guarded.py", text)
    found = {one.code: one.related_information or () for one in await vscode.diagnostics(document)}
    places = {code: [vscode.text_at(text, one.location.range) for one in related] for code, related in found.items()}

    assert places == {"MG302": ["multiprocessing.Process(target=print).start"], "MG201": [guard]}
    assert [one.message for one in found["MG302"]] == ["`multiprocessing.Process(…).start` starts the process here"]
    assert [one.message for one in found["MG201"]] == [f"`{guard}` does not stop the child here"]


async def test_what_runs_code_without_a_call_is_one_line_in_the_chain(vscode: Editor) -> None:
    text = "import uvicorn\n\n\nclass Server:\n    class Inner:\n        uvicorn.run('a:b', reload=True)\n"
    document = vscode.open("class_body.py", text)
    (found,) = await vscode.diagnostics(document)
    messages = [one.message for one in found.related_information or ()]

    assert messages[-1] == "`uvicorn.run` starts the process here"
    assert all(message.isprintable() for message in messages)
    assert messages[0] == "`Inner` is run here"


async def test_an_editor_is_sent_only_what_it_can_show(emacs: Editor) -> None:
    emacs.open("serving.py", SERVE)
    document = emacs.open("plain.py", CALLS_SERVE.format(module="serving"))
    (found,) = await emacs.diagnostics(document)

    assert found.related_information is None
    assert found.code_description is None
    assert found.data is None


def shows_no_tags(capabilities: types.ClientCapabilities) -> None:
    """An editor that cannot fade text."""
    assert capabilities.text_document is not None
    assert capabilities.text_document.publish_diagnostics is not None
    capabilities.text_document.publish_diagnostics.tag_support = None


async def test_what_does_nothing_is_faded_where_the_editor_can(vscode: Editor, tmp_path: Path) -> None:
    text = "x = 1  # mainguard: ignore[MG101]\n"
    (found,) = await vscode.diagnostics(vscode.open("faded.py", text))
    async with editor(VSCODE, tmp_path, adapt=shows_no_tags) as plain:
        (shown,) = await plain.diagnostics(plain.open("faded.py", text))

    assert found.tags == (types.DiagnosticTag.Unnecessary,)
    assert shown.tags is None


async def test_nothing_is_pushed_twice(vscode: Editor) -> None:
    document = vscode.open("once.py", UNGUARDED)
    await vscode.diagnostics(document)
    vscode.save(document)
    await vscode.settle()

    assert len(vscode.publications(document)) == 1


async def test_versions_are_pushed_in_their_order(vscode: Editor) -> None:
    document = vscode.open("order.py", GUARDED)
    for count in range(20):
        vscode.edit(document, (0, 0, f"# {count}\n"))
    vscode.replace(document, 'if __name__ == "__main__":\n    ', "")
    assert await vscode.squiggles(document) == FOUND
    versions = [params.version for params in vscode.published if params.uri == document.uri]

    assert versions == sorted(set(versions))
    assert versions[-1] == 22


async def test_closing_a_document_clears_its_diagnostics(vscode: Editor) -> None:
    document = vscode.open("closed.py", UNGUARDED)
    await vscode.diagnostics(document)
    vscode.close(document)
    await vscode.settle()
    last = [params for params in vscode.published if params.uri == document.uri][-1]

    assert last.diagnostics == ()


async def test_a_document_that_is_opened_again_is_checked_anew(vscode: Editor) -> None:
    first = vscode.open("again.py", UNGUARDED)
    vscode.close(first)
    second = vscode.open("again.py", GUARDED)
    await vscode.settle()
    last = [params for params in vscode.published if params.uri == second.uri][-1]

    assert last.version == 1
    assert last.diagnostics == ()
