"""Notebooks: all their Python cells are one module that no child runs again."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from lsprotocol import types

from lsp.book import Book, synchronizes_notebooks
from lsp.editor import NEOVIM, VSCODE, Editor, editor
from lsp.programs import UNGUARDED
from lsp.test_pull_diagnostics import can_refresh
from mainguard.lsp.identifiers import APPLY_FIX_ALL

pytestmark = pytest.mark.asyncio(loop_scope="module")

IMPORTS = "from multiprocessing import Pool"
WORK = "def work(n):\n    return n\n"
MAP = "with Pool(2) as pool:\n    pool.map(work, [1, 2])"
LOST = ("MG204", "pool.map")
MISTYPED = 'if __name__ == "__man__":\n    print(1)'
MENDED = 'if __name__ == "__main__":\n    print(1)'

_numbers = itertools.count()


@pytest_asyncio.fixture(params=[VSCODE, NEOVIM], scope="module", loop_scope="module")
async def pushed_or_pulled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Editor]:
    """An editor with notebooks, to which diagnostics are pushed, and one that asks for them."""
    root = tmp_path_factory.mktemp("workspace")
    async with editor(request.param, root, adapt=synchronizes_notebooks) as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def jupyter(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    async with editor(VSCODE, tmp_path_factory.mktemp("workspace"), adapt=synchronizes_notebooks) as one:
        yield one


@pytest.fixture
def book(jupyter: Editor) -> Iterator[Book]:
    """A notebook that is not open yet, and is closed at the end."""
    made = Book(jupyter, f"notebook{next(_numbers)}.ipynb")
    yield made
    made.close()


async def test_the_server_wants_the_python_cells_of_jupyter_notebooks(jupyter: Editor) -> None:
    wanted = jupyter.initialized.capabilities.notebook_document_sync
    assert wanted is not None
    (selector,) = wanted.notebook_selector

    assert isinstance(selector, types.NotebookDocumentFilterWithNotebook)
    assert selector.notebook == types.NotebookDocumentFilterNotebookType(notebook_type="jupyter-notebook")
    assert list(selector.cells or ()) == [types.NotebookCellLanguage(language="python")]
    assert wanted.save


async def test_a_cell_uses_what_an_earlier_one_defines(pushed_or_pulled: Editor) -> None:
    book = Book(pushed_or_pulled, "names.ipynb")
    book.open(IMPORTS, WORK, "print(1)", MAP)

    assert await book.squiggles() == [[], [], [], [LOST]]


async def test_what_no_child_runs_again_is_not_reported(book: Book) -> None:
    book.open(UNGUARDED, "import multiprocessing\nmultiprocessing.Process(target=print).start()")

    assert await book.squiggles() == [[], []]


async def test_an_edit_in_one_cell_shows_in_another(pushed_or_pulled: Editor) -> None:
    book = Book(pushed_or_pulled, "edited.ipynb")
    first, *_ = book.open("from jobs import work", IMPORTS, MAP)
    assert await book.squiggles() == [[], [], []]
    book.replace(first, "from jobs import work", WORK)
    assert await book.squiggles() == [[], [], [LOST]]
    book.replace(first, WORK, "work = print")

    assert await book.squiggles() == [[], [], []]


async def test_an_editor_that_pulls_is_told_that_another_cell_is_old(tmp_path_factory: pytest.TempPathFactory) -> None:
    def adapt(capabilities: types.ClientCapabilities) -> None:
        can_refresh(capabilities)
        synchronizes_notebooks(capabilities)

    async with editor(VSCODE, tmp_path_factory.mktemp("workspace"), adapt=adapt) as vscode:
        book = Book(vscode, "notebook.ipynb")
        first, *_ = book.open("from jobs import work", IMPORTS, MAP)
        assert await book.squiggles() == [[], [], []]
        book.replace(first, "from jobs import work", WORK)
        await vscode.until(lambda: vscode.refreshes == 1)

        assert await book.squiggles() == [[], [], [LOST]]
        assert vscode.published == []


async def test_the_order_of_cells_counts(book: Book) -> None:
    book.open(f"{IMPORTS}\n{WORK}", "from jobs import work", MAP)
    assert await book.squiggles() == [[], [], []]
    book.swap()

    assert await book.squiggles() == [[], [], [LOST]]


async def test_cells_come_and_go(book: Book, jupyter: Editor) -> None:
    book.open(IMPORTS, MAP)
    assert await book.squiggles() == [[], []]
    book.insert(1, WORK)
    assert await book.squiggles() == [[], [], [LOST]]
    book.insert(0, "# a title")
    assert await book.squiggles() == [[], [], [], [LOST]]
    gone = book.delete(3)
    assert await book.squiggles() == [[], [], []]

    assert list(await book.diagnostics(gone)) == []
    assert gone.uri in {params.uri for params in jupyter.published}


async def test_diagnostics_are_taken_back_when_the_notebook_is_closed(jupyter: Editor) -> None:
    book = Book(jupyter, "closed.ipynb")
    book.open(IMPORTS, WORK, MAP)
    assert await book.squiggles() == [[], [], [LOST]]
    book.close()
    await jupyter.settle()

    assert list(await book.diagnostics(book.cells[2])) == []


async def test_a_closed_notebook_can_be_opened_again(jupyter: Editor) -> None:
    book = Book(jupyter, "again.ipynb")
    book.open(IMPORTS, WORK, MAP)
    await jupyter.settle()
    book.close()
    book.open(IMPORTS, WORK, MAP)

    assert await book.squiggles() == [[], [], [LOST]]
    book.close()


async def test_running_cells_and_metadata_change_nothing(book: Book, jupyter: Editor) -> None:
    *_, last = book.open(IMPORTS, WORK, MAP)
    assert await book.squiggles() == [[], [], [LOST]]
    before = len(jupyter.published)
    book.execute(last)
    book.send(None, {"kernel": "python3"})
    book.save()

    assert await book.squiggles() == [[], [], [LOST]]
    assert len(jupyter.published) == before


async def test_ipython_is_passed_over(book: Book) -> None:
    book.open(
        "%pip install numpy\nfrom multiprocessing import Pool",
        "%%bash\necho 'it is not Python",
        "%%time\nfiles = !ls \\\n  -l\ndef work(n):\n    %matplotlib inline\n    return n",
        "Pool?\n?work\nawait something()",
        "%time pool = Pool(2)",
        "%timeit -n 1 pool.map(work, [1])",
        "if files:\n    !ls\n    pool.map(work, files)",
    )

    assert await book.squiggles() == [[], [], [], [], [], [LOST], [LOST]]


async def test_a_cell_that_does_not_parse_disturbs_no_other(book: Book) -> None:
    book.open(IMPORTS, "print(", WORK, 'text = """', MAP, "else:\n    pass", MAP)

    assert await book.squiggles() == [[], [], [], [], [LOST], [], [LOST]]


async def test_positions_are_those_of_the_cell(pushed_or_pulled: Editor) -> None:
    wide = f'{IMPORTS}\n{WORK}\n"é😀"; Pool(2).map(work, ["é"])\n%cd 😀\n"😀"; Pool(2).map(work, "😀")'
    book = Book(pushed_or_pulled, "wide.ipynb")
    book.open("# 😀 é\r\n'😀'", wide)

    assert await book.squiggles() == [[], [("MG204", "Pool(2).map"), ("MG204", "Pool(2).map")]]


async def test_a_fix_is_made_in_its_cell(book: Book, jupyter: Editor) -> None:
    *_, guard = book.open("print(0)", "!ls", MISTYPED)
    assert await book.squiggles() == [[], [], [("MG301", '"__man__"')]]
    (found,) = await book.diagnostics(guard)
    action, *others = await jupyter.actions(guard, "__man__", known=[found])

    assert await jupyter.choose(guard, action) == MENDED
    assert list(action.diagnostics or ()) == [found]
    assert all(other.kind is not types.CodeActionKind.SourceFixAll for other in others)


async def test_a_fix_is_made_after_other_cells_have_changed(book: Book, jupyter: Editor) -> None:
    first, guard = book.open("print(0)", MISTYPED)
    await jupyter.settle()
    book.replace(first, "print(0)", "print(0)\nprint(1)")
    book.insert(0, "print(2)")
    action, *_ = await jupyter.actions(guard, "__man__")

    assert await jupyter.choose(guard, action) == MENDED


async def test_a_finding_is_suppressed_in_its_cell(book: Book, jupyter: Editor) -> None:
    *_, last = book.open(IMPORTS, WORK, MAP)
    await jupyter.settle()
    actions = {action.title: action for action in await jupyter.actions(last, "pool.map")}
    title = next(title for title in actions if title.endswith("on this line"))
    text = await jupyter.choose(last, actions[title])
    book.replace(last, last.text, text)

    assert text == f"{MAP}  # mainguard: ignore[main-only-target]"
    assert await book.squiggles() == [[], [], []]


async def test_the_whole_notebook_is_suppressed_in_its_first_cell(book: Book, jupyter: Editor) -> None:
    first, _, last = book.open(IMPORTS, WORK, MAP)
    await jupyter.settle()
    actions = {action.title: action for action in await jupyter.actions(last, "pool.map")}
    title = next(title for title in actions if title.endswith("in this file"))
    text = await jupyter.choose(first, actions[title])
    book.replace(first, first.text, text)

    assert text == f"# mainguard: ignore-file[main-only-target]\n{IMPORTS}"
    assert await book.squiggles() == [[], [], []]


async def test_nothing_is_put_before_a_cell_magic(book: Book, jupyter: Editor) -> None:
    *_, last = book.open(f"%%time\n{IMPORTS}", WORK, MAP)
    await jupyter.settle()
    titles = [action.title for action in await jupyter.actions(last, "pool.map")]

    assert not [title for title in titles if title.endswith("in this file")]
    assert [title for title in titles if title.endswith("on this line")]


async def test_a_suppression_that_does_nothing_is_reported(book: Book) -> None:
    book.open("print(1)", "print(2)  # mainguard: ignore[main-only-target]")

    assert await book.squiggles() == [[], [("MG901", "# mainguard: ignore[main-only-target]")]]


async def test_a_hover_is_about_its_cell(book: Book, jupyter: Editor) -> None:
    *_, last = book.open("# 😀", f"{IMPORTS}\n{WORK}", "# run\n'😀'; Pool(2).map(work, [1])")
    await jupyter.settle()
    hover = await jupyter.hover(last, "Pool")

    assert hover is not None
    assert hover.range is not None
    assert jupyter.text_at(last.text, hover.range) == "Pool(2).map"


async def test_a_hover_links_to_the_cells_on_the_way(book: Book, jupyter: Editor) -> None:
    _, definition, call = book.open(IMPORTS, f"{WORK}def run():\n    Pool(2).map(work, [1])", "\nrun()")
    await jupyter.settle()
    hover = await jupyter.hover(call, "run")

    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert f"({call.uri}#L2)" in hover.contents.value
    assert f"({definition.uri}#L4)" in hover.contents.value


async def test_the_calls_on_the_way_are_linked_to_their_cells(book: Book, jupyter: Editor) -> None:
    _, definition, call = book.open(IMPORTS, f"{WORK}def run():\n    Pool(2).map(work, [1])", "# run\nrun()")
    assert await book.squiggles() == [[], [], [("MG204", "run")]]
    (found,) = await book.diagnostics(call)
    assert found.related_information is not None
    (related,) = found.related_information

    assert related.location.uri == definition.uri
    assert jupyter.text_at(definition.text, related.location.range) == "Pool(2).map"


async def test_everything_at_once_is_not_offered_for_notebooks(book: Book, jupyter: Editor) -> None:
    """Editors ask for it cell by cell, and would make every change as often."""
    (guard,) = book.open(MISTYPED)
    await jupyter.settle()

    assert await jupyter.actions(guard, "__man__", only=[types.CodeActionKind.SourceFixAll.value]) == []
    assert await jupyter.command(APPLY_FIX_ALL, guard.uri) is False


async def test_cells_of_another_language_do_not_count(book: Book, jupyter: Editor) -> None:
    """An editor need not send them, and some send all cells."""
    markdown = types.TextDocumentItem(f"vscode-notebook-cell:/{book.name}#M", "markdown", 1, "def work(n): ...")
    book.cells = [book.made(IMPORTS), book.made(WORK), book.made(MAP)]
    cells = [types.NotebookCell(types.NotebookCellKind.Code, cell.uri) for cell in book.cells]
    cells.insert(1, types.NotebookCell(types.NotebookCellKind.Markup, markdown.uri))
    items = [types.TextDocumentItem(cell.uri, "python", 1, cell.text) for cell in book.cells]
    jupyter.client.notebook_document_did_open(
        types.DidOpenNotebookDocumentParams(
            types.NotebookDocument(book.uri, "jupyter-notebook", 1, cells), [*items, markdown]
        )
    )

    assert await book.squiggles() == [[], [], [LOST]]
    assert markdown.uri not in {params.uri for params in jupyter.published}


async def test_settings_hold_for_notebooks(book: Book, jupyter: Editor) -> None:
    folder = jupyter.root / "linux"
    folder.mkdir()
    (folder / "mainguard.toml").write_text('platforms = ["linux"]\ntarget-python = "3.12"\n')
    book.name = f"linux/{book.name}"
    book.open(IMPORTS, WORK, MAP)

    assert await book.squiggles() == [[], [], []]


async def test_modules_beside_the_notebook_are_found(book: Book, jupyter: Editor) -> None:
    (jupyter.root / "beside.py").write_text(f"{IMPORTS}\n\ndef run(work):\n    Pool(2).map(work, [1])\n")
    book.open("from beside import run", f"{WORK}run(work)")

    assert await book.squiggles() == [[], [("MG204", "run")]]


async def test_a_module_that_changes_shows_in_the_notebook(book: Book, jupyter: Editor) -> None:
    module = jupyter.open("changing.py", f"{IMPORTS}\n\ndef run(work):\n    Pool(2).map(work, [1])\n")
    book.open("from changing import run", f"{WORK}run(work)")
    assert await book.squiggles() == [[], [("MG204", "run")]]
    jupyter.replace(module, "Pool(2).map(work, [1])", "return work(1)")

    assert await book.squiggles() == [[], []]
    jupyter.close(module)


async def test_a_suppression_says_what_it_does_in_other_cells(book: Book, jupyter: Editor) -> None:
    first, *_ = book.open(f"# mainguard: ignore-file\n{IMPORTS}", WORK, f"# 😀\n{MAP}")
    await jupyter.settle()
    hover = await jupyter.hover(first, "# mainguard")

    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert "- line 3: `pool.map(…)` never ends" in hover.contents.value


async def test_a_notebook_that_is_not_open_cannot_change(jupyter: Editor) -> None:
    Book(jupyter, "elsewhere.ipynb").send(None, {"kernel": "python3"})
    await jupyter.settle()

    assert jupyter.messages == []


async def test_one_document_with_all_cells_is_a_notebook_too(neovim: Editor) -> None:
    """JupyterLab's language server sends such a document."""
    document = neovim.open("virtual.ipynb", f"{UNGUARDED}\n{IMPORTS}\n{WORK}\n{MAP}\n")

    assert await neovim.squiggles(document) == [LOST]


async def test_a_cell_by_itself_is_checked_by_itself(neovim: Editor) -> None:
    """Neovim does not synchronize notebooks; a plugin may open cells as documents."""
    document = neovim.open("vscode-notebook-cell:/notebook.ipynb#C", f"{UNGUARDED}\n{IMPORTS}\n{WORK}\n{MAP}\n")

    assert await neovim.squiggles(document) == [LOST]


async def test_debug_information_names_notebooks_once(book: Book, jupyter: Editor) -> None:
    book.open(IMPORTS, WORK, MAP)
    text = await jupyter.command("mainguard.debugInformation")

    assert f"{book.uri} (version 1, cells 3)" in text
    assert "vscode-notebook-cell" not in text
