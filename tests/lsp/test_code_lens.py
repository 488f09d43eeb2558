"""Lenses above unguarded starts: there only for who wants them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from lsprotocol import types

from lsp.editor import VSCODE, Editor, OpenDocument, editor
from lsp.programs import GUARDED, UNGUARDED

pytestmark = pytest.mark.asyncio(loop_scope="module")

WANTED: Mapping[str, object] = {"codeLens": True}


async def lenses(one: Editor, document: OpenDocument) -> list[types.CodeLens]:
    answer = await one.client.text_document_code_lens_async(types.CodeLensParams(document.identifier))
    return list(answer or ())


async def test_by_default_there_are_none(any_editor: Editor) -> None:
    document = any_editor.open("default.py", UNGUARDED)

    assert await lenses(any_editor, document) == []


async def test_where_they_are_wanted_each_unguarded_start_has_one(tmp_path: Path) -> None:
    text = f"{UNGUARDED}\nuvicorn.run('é😀:app', workers=2); uvicorn.run('a:b', reload=True)\n"
    async with editor(VSCODE, tmp_path, settings=WANTED) as one:
        document = one.open("wanted.py", text)
        found = await lenses(one, document)

        assert [one.text_at(text, lens.range) for lens in found] == ["uvicorn.run"] * 3
        assert [lens.range for lens in found] == [finding.range for finding in await one.diagnostics(document)]
        for lens in found:
            assert lens.command == types.Command("Verify this file", "mainguard.verify", arguments=(document.uri,))


@pytest.mark.parametrize(
    "text",
    [
        GUARDED,
        'if __name__ == "main":\n    print()\n',
        "import uvicorn\n\napp = object()\nif __name__ == '__main__':\n    uvicorn.run(app, reload=True)\n",
    ],
)
async def test_what_starts_nothing_again_has_none(tmp_path: Path, text: str) -> None:
    async with editor(VSCODE, tmp_path, settings=WANTED) as one:
        assert await lenses(one, one.open("other.py", text)) == []


async def test_what_is_in_no_file_cannot_be_run_and_has_none(tmp_path: Path) -> None:
    async with editor(VSCODE, tmp_path, settings=WANTED) as one:
        document = one.open("untitled:Untitled-1", UNGUARDED)

        assert await one.squiggles(document)
        assert await lenses(one, document) == []


async def test_a_change_of_the_setting_has_the_editor_ask_again(tmp_path: Path) -> None:
    async with editor(VSCODE, tmp_path) as one:
        document = one.open("changed.py", UNGUARDED)
        await one.settle()
        assert one.lens_refreshes == 0

        one.configure(codeLens=True)
        await one.until(lambda: one.lens_refreshes == 1)
        assert len(await lenses(one, document)) == 1

        one.configure()
        await one.until(lambda: one.lens_refreshes == 2)
        assert await lenses(one, document) == []


async def test_initialization_options_can_want_them_too(tmp_path: Path) -> None:
    async with editor(VSCODE, tmp_path, options=WANTED) as one:
        assert len(await lenses(one, one.open("options.py", UNGUARDED))) == 1
