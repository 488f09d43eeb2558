"""A notebook in VS Code, whose cells are one module that no child process runs again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from editors.test_vscode_host import Results, notebook, run_suite
from editors.vscode.code_server import CodeServer, built_extension

CELLS = (
    "%pip --version\nfrom multiprocessing import Pool",
    "%%bash\necho 'not Python",
    "def work(n):\n    return n",
    "with Pool(2) as pool:\n    print('😀', pool.map(work, [1, 2]))",
    'if __name__ == "__mian__":\n    print("often")',
)


@pytest.fixture(scope="module")
def window(editors: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Results]:
    """What ``host/notebooks.js`` came to."""
    folder = tmp_path_factory.mktemp("notebooks")
    project = folder / "project"
    project.mkdir()
    (project / "lost.ipynb").write_text(notebook(CELLS), encoding="utf-8")
    with CodeServer(editors, folder, [built_extension()], runs_tests=True) as server:
        yield run_suite(server, "notebooks", project)


@pytest.mark.parametrize("name", ["found", "another cell", "other cells", "fixed"])
def test_a_notebook_is_one_module(name: str, window: Results) -> None:
    window.check(name)


def test_nothing_pops_up(window: Results) -> None:
    assert window.outcome.exit_code == 0
    assert window.outcome.messages == []
