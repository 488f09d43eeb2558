"""What is shown at the pointer."""

from __future__ import annotations

import pytest
from lsprotocol import types

from lsp.editor import Editor
from lsp.programs import CALLS_SERVE, SERVE, UNGUARDED

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
    assert found.message in text
    assert "Start method: `spawn`" in text
    assert "/rules/uvicorn/unguarded_reload.md)" in text


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
