"""What is shown at the pointer."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from lsp.editor import VSCODE, Editor, editor
from lsp.programs import CALLS_SERVE, SERVE, UNGUARDED

pytestmark = pytest.mark.asyncio(loop_scope="module")


PROCESS = "import multiprocessing\n\nmultiprocessing.Process(target=print).start()\n"


def table_of(text: str) -> dict[str, list[str]]:
    """The cells of the first table in Markdown, by what stands in front of them."""
    lines = text[text.index("\n| ") :].split("\n\n", maxsplit=1)[0].strip().split("\n")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert all(set(cell) <= set("-:") for cell in rows[1])
    return {name: cells for name, *cells in (rows[0], *rows[2:])}


def text_of(hover: types.Hover | None) -> str:
    """The Markdown that is shown."""
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert hover.contents.kind is types.MarkupKind.Markdown
    return hover.contents.value


async def test_a_finding_is_explained(any_editor: Editor) -> None:
    document = any_editor.open("explained.py", UNGUARDED)
    (found,) = await any_editor.diagnostics(document)
    hover = await any_editor.hover(document, "run(")
    text = text_of(hover)

    assert hover is not None
    assert hover.range == found.range
    assert text.startswith("**`uvicorn.run(…, reload=True)` hangs**\n")
    assert found.message.startswith("`uvicorn.run(…, reload=True)` hangs: ")
    assert "/rules/uvicorn/unguarded_reload.md)" in text


async def test_a_colon_in_code_does_not_end_the_headline(any_editor: Editor) -> None:
    source = UNGUARDED.replace("True", "(lambda: bool(__file__))()")
    document = any_editor.open("colon.py", source)
    text = text_of(await any_editor.hover(document, "run("))

    assert text.startswith("**`uvicorn.run(…, reload=(lambda: bool(__file__))())` hangs**")


async def test_a_table_shows_where_it_fails(any_editor: Editor) -> None:
    everywhere = text_of(await any_editor.hover(any_editor.open("everywhere.py", UNGUARDED), "run("))
    by_default = text_of(await any_editor.hover(any_editor.open("by_default.py", PROCESS), "Process("))

    assert "Where it fails (✗), with `spawn`:" in everywhere
    assert table_of(everywhere) == {
        "": ["3.10", "3.11", "3.12", "3.13", "3.14"],
        "Linux": ["✗", "✗", "✗", "✗", "✗"],
        "macOS": ["✗", "✗", "✗", "✗", "✗"],
        "Windows": ["✗", "✗", "✗", "✗", "✗"],
    }
    assert "Where it fails (✗), with the default start method:" in by_default
    assert table_of(by_default) == {
        "": ["3.10", "3.11", "3.12", "3.13", "3.14"],
        "Linux": ["✓", "✓", "✓", "✓", "✗"],
        "macOS": ["✗", "✗", "✗", "✗", "✗"],
        "Windows": ["✗", "✗", "✗", "✗", "✗"],
    }


async def test_the_table_has_the_platforms_and_versions_that_the_project_admits(vscode: Editor, folder: Path) -> None:
    (folder / "pyproject.toml").write_text(
        '[project]\nrequires-python = ">=3.13"\n[tool.mainguard]\nplatforms = ["win32", "linux"]\n'
    )
    document = vscode.open(folder / "main.py", PROCESS)

    assert table_of(text_of(await vscode.hover(document, "Process("))) == {
        "": ["3.13", "3.14"],
        "Windows": ["✗", "✗"],
        "Linux": ["✓", "✗"],
    }


async def test_a_possible_finding_may_fail(any_editor: Editor) -> None:
    document = any_editor.open("possible.py", f"import os\n{UNGUARDED.replace('True', 'bool(os.environ)')}")

    assert "Where it may fail (✗), with `spawn`:" in text_of(await any_editor.hover(document, "run("))


async def test_a_guard_that_lets_the_child_through_has_the_table_and_the_way_too(any_editor: Editor) -> None:
    guard = "multiprocessing.parent_process() is None"
    document = any_editor.open("guard.py", PROCESS.replace("\nmulti", f"\nif {guard}:\n    multi"))
    text = text_of(await any_editor.hover(document, guard))

    assert table_of(text)["Linux"] == ["✓", "✓", "✓", "✓", "✗"]
    assert "1. `multiprocessing.Process(target=print).start` in [guard.py, line 4]" in text
    assert "| `multiprocessing.parent_process()` | `None` | `None`: it is set only afterwards |" in text
    assert 'Fix: Test `__name__ == "__main__"` instead' in text


async def test_what_starts_nothing_has_no_table(any_editor: Editor) -> None:
    document = any_editor.open("slip.py", 'if __name__ == "main":\n    print()\n')
    text = text_of(await any_editor.hover(document, '"main"'))

    assert "Where it" not in text
    assert 'Fix: Change to `"__main__"` (unsafe: code that was passed over begins to run)' in text


async def test_the_fix_is_named(any_editor: Editor) -> None:
    document = any_editor.open("fix.py", UNGUARDED)

    assert 'Fix: Wrap `uvicorn.run` in `if __name__ == "__main__":`\n' in text_of(
        await any_editor.hover(document, "run(")
    )


async def test_without_markdown_it_is_said_in_words(tmp_path: Path) -> None:
    def without_markdown(capabilities: types.ClientCapabilities) -> None:
        assert capabilities.text_document is not None
        assert capabilities.text_document.hover is not None
        capabilities.text_document.hover.content_format = [types.MarkupKind.PlainText]

    async with editor(VSCODE, tmp_path, adapt=without_markdown) as one:
        by_default = await one.hover(one.open("by_default.py", PROCESS), "Process(")
        everywhere = await one.hover(one.open("everywhere.py", UNGUARDED), "run(")
        guarded = PROCESS.replace("\nmulti", "\nif multiprocessing.parent_process() is None:\n    multi")
        guard = await one.hover(one.open("guard.py", guarded), "multiprocessing.parent")
    contents = [one.contents for one in (by_default, everywhere, guard) if one is not None]
    texts = [one.value for one in contents if isinstance(one, types.MarkupContent)]

    assert "- Linux: 3.14\n- macOS: every version\n- Windows: every version\n" in texts[0]
    assert "- Linux: every version\n" in texts[1]
    assert "RuntimeError: An attempt has been made" in texts[1]
    assert "little tells that run from the first one.\n" in texts[2]
    assert not any(mark in text for text in texts for mark in ("**", "|", "](", "```"))


async def test_the_reason_is_that_of_the_rules_page(any_editor: Editor) -> None:
    document = any_editor.open("reason.py", UNGUARDED)
    text = text_of(await any_editor.hover(document, "run("))

    assert "runs the main module again" in " ".join(text.split())


async def test_the_chain_of_calls_is_linked(any_editor: Editor) -> None:
    any_editor.open("serving.py", SERVE)
    document = any_editor.open("chain.py", CALLS_SERVE.format(module="serving"))
    text = text_of(await any_editor.hover(document, "serve("))

    assert f"1. `serve` in [chain.py, line 3]({document.uri}#L3)" in text
    assert f"2. `uvicorn.run` in [serving.py, line 5]({any_editor.uri('serving.py')}#L5)" in text


async def test_the_chain_names_files_as_people_do(any_editor: Editor) -> None:
    (any_editor.root / "name with é").mkdir(exist_ok=True)
    any_editor.open("name with é/serving.py", SERVE)
    document = any_editor.open("name with é/chain é.py", CALLS_SERVE.format(module="serving"))
    text = text_of(await any_editor.hover(document, "serve("))

    assert f"1. `serve` in [chain é.py, line 3]({document.uri}#L3)" in text
    assert " " not in document.uri


async def test_nothing_is_shown_elsewhere(any_editor: Editor) -> None:
    document = any_editor.open("elsewhere.py", UNGUARDED)

    assert await any_editor.hover(document, "import") is None


@pytest.mark.parametrize("comment", ["ignore[unguarded-reload]", "ignore", "ignore[MG101] because of the demo"])
async def test_a_suppression_says_what_it_suppresses(any_editor: Editor, comment: str) -> None:
    document = any_editor.open("line.py", UNGUARDED.replace("True)", f"True)  # mainguard: {comment}"))
    text = text_of(await any_editor.hover(document, "# mainguard"))

    assert "line 7: " in text
    assert "(unguarded-reload, MG101)" in text


async def test_a_suppression_of_the_file_says_what_it_suppresses(any_editor: Editor) -> None:
    document = any_editor.open("file.py", f"# mainguard: ignore-file[unguarded-reload]\n{UNGUARDED}")
    text = text_of(await any_editor.hover(document, "mainguard"))

    assert "line 8: " in text


async def test_a_suppression_of_nothing_says_so(vscode: Editor) -> None:
    text = "x = 1  # mainguard: ignore[unguarded-reload, unused-suppression]\n"
    document = vscode.open("nothing.py", text)

    assert "Suppresses nothing" in text_of(await vscode.hover(document, "# mainguard"))
