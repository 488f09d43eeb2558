"""Having a rule ignored in the whole project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from lsprotocol import types
from pygls.uris import to_fs_path

from lsp.editor import EMACS, VSCODE, Editor, OpenDocument, editor, offset_of
from lsp.programs import FOUND, UNGUARDED

pytestmark = pytest.mark.asyncio(loop_scope="module")

CALL = "uvicorn.run"
TITLE = "Ignore unguarded-reload everywhere"
IGNORING = 'ignore = ["unguarded-reload"]\n'


async def offered(one: Editor, document: OpenDocument) -> types.CodeAction | None:
    """The action that has the rule ignored in the whole project."""
    actions = await one.actions(document, CALL)
    return next((action for action in actions if action.title == TITLE), None)


async def chosen(one: Editor, document: OpenDocument) -> types.WorkspaceEdit:
    action = await offered(one, document)
    assert action is not None
    return await one.edit_of(action)


def change_of(edit: types.WorkspaceEdit) -> tuple[str, int | None, Sequence[object]]:
    """The one file that an edit changes, the version that it is for, and its text edits."""
    if edit.document_changes is None:
        ((uri, edits),) = (edit.changes or {}).items()
        return uri, None, edits
    *_, change = edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    return change.text_document.uri, change.text_document.version, change.edits


def with_edit(one: Editor, text: str, edit: types.WorkspaceEdit) -> str:
    _, _, (only,) = change_of(edit)
    assert isinstance(only, types.TextEdit)
    start, end = (offset_of(text, at, one.encoding) for at in (only.range.start, only.range.end))
    return text[:start] + only.new_text + text[end:]


def make(one: Editor, edit: types.WorkspaceEdit) -> Path:
    """Make an edit of a file that is not open, and tell the server, as an editor does that watches files."""
    uri, version, _ = change_of(edit)
    file = Path(to_fs_path(uri) or "")
    assert version is None
    is_created = any(isinstance(change, types.CreateFile) for change in edit.document_changes or ())
    assert is_created != file.exists()
    text = "" if is_created else file.read_bytes().decode()
    file.write_bytes(with_edit(one, text, edit).encode())
    one.happened(file, types.FileChangeType.Created if is_created else types.FileChangeType.Changed)
    return file


async def test_a_project_without_configuration_gets_one(vscode: Editor, folder: Path) -> None:
    (folder / "setup.py").touch()
    (folder / "package").mkdir()
    document = vscode.open(folder / "package" / "main.py", UNGUARDED)
    edit = await chosen(vscode, document)
    file = make(vscode, edit)
    await vscode.settle()

    assert file == folder / "mainguard.toml"
    assert file.read_text() == IGNORING
    assert await vscode.squiggles(document) == []


async def test_a_folder_without_marks_of_a_project_counts_as_one(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    async with editor(VSCODE, tmp_path) as one:
        edit = await chosen(one, one.open("below/main.py", UNGUARDED))

        assert make(one, edit) == tmp_path / "mainguard.toml"


async def test_an_editor_that_makes_no_files_is_offered_it_where_there_is_one(tmp_path: Path) -> None:
    async with editor(EMACS, tmp_path) as one:
        document = one.open("main.py", UNGUARDED)
        assert await offered(one, document) is None

        (tmp_path / "pyproject.toml").write_text('[project]\nname = "é😀"\n')
        file = make(one, await chosen(one, document))
        await one.settle()

        assert file.read_text() == f'[project]\nname = "é😀"\n\n[tool.mainguard]\n{IGNORING}'
        assert await one.squiggles(document) == []


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "pyproject.toml",
            '[tool.mainguard]  # é😀\nignore = ["MG104"]  # later\n',
            '[tool.mainguard]  # é😀\nignore = ["MG104", "unguarded-reload"]  # later\n',
        ),
        ("mainguard.toml", 'select = ["MG1"]\r\n', f'select = ["MG1"]\r\n{IGNORING[:-1]}\r\n'),
    ],
)
async def test_the_configuration_in_use_is_added_to(
    any_editor: Editor, name: str, text: str, expected: str, tmp_path: Path
) -> None:
    folder = any_editor.root / tmp_path.name
    folder.mkdir()
    (folder / name).write_bytes(text.encode())
    document = any_editor.open(folder / "main.py", UNGUARDED)
    file = make(any_editor, await chosen(any_editor, document))
    await any_editor.settle()

    assert file == folder / name
    assert file.read_bytes().decode() == expected
    assert await any_editor.squiggles(document) == []


async def test_the_text_of_an_open_configuration_counts(vscode: Editor, folder: Path) -> None:
    (folder / "mainguard.toml").write_text('select = ["MG1"]\n')
    configuration = vscode.open(
        folder / "mainguard.toml", '# not saved\nselect = ["MG1"]\n', language="toml", version=7
    )
    document = vscode.open(folder / "main.py", UNGUARDED)
    edit = await chosen(vscode, document)

    assert change_of(edit)[:2] == (configuration.uri, 7)
    assert with_edit(vscode, configuration.text, edit) == f'# not saved\nselect = ["MG1"]\n{IGNORING}'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mainguard.toml", "ignore = ["),
        ("mainguard.toml", "select = 1\n"),
        ("pyproject.toml", "[tool.mainguard]\nselect = 1\n"),
    ],
)
async def test_a_configuration_that_cannot_be_used_is_left_alone(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    async with editor(VSCODE, tmp_path) as one:
        document = one.open("main.py", UNGUARDED)

        assert await one.squiggles(document) == FOUND
        assert await offered(one, document) is None


async def test_where_the_editor_says_what_is_ignored_a_file_would_not_count(tmp_path: Path) -> None:
    (tmp_path / "mainguard.toml").write_text('ignore = ["MG104"]\n')
    async with editor(VSCODE, tmp_path, settings={"ignore": ["MG2"]}) as one:
        document = one.open("main.py", UNGUARDED)

        assert await one.squiggles(document) == FOUND
        assert await offered(one, document) is None


async def test_in_menus_what_mends_comes_first_and_what_hides_most_comes_last(any_editor: Editor) -> None:
    (any_editor.root / "pyproject.toml").write_text("[tool.mainguard]\n")
    text = "import uvicorn\n\nuvicorn.run(object(), reload=True)\nuvicorn.run('a:b', reload=True)\n"
    document = any_editor.open("menu.py", text)
    actions = await any_editor.actions(document, text.split("\n\n")[1], only=["quickfix"])
    titles = [action.title for action in actions]

    assert titles[-6:] == [
        "Ignore app-object-with-reload on this line",
        "Ignore app-object-with-reload in this file",
        "Ignore unguarded-reload on this line",
        "Ignore unguarded-reload in this file",
        "Ignore app-object-with-reload everywhere",
        "Ignore unguarded-reload everywhere",
    ]
    assert titles[:-6]
    assert not any(title.startswith("Ignore") for title in titles[:-6])
    assert not any(action.is_preferred for action in actions[-6:])
    assert {action.kind for action in actions} == {"quickfix"}
