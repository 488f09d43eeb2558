"""A notebook in VS Code, whose cells are one module that no child process runs again."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from editors.desk import SERVER
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
def code_server(editors: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CodeServer]:
    """One that trusts every workspace."""
    with CodeServer(editors, tmp_path_factory.mktemp("server"), [built_extension()], runs_tests=True) as server:
        yield server


@pytest.fixture(scope="module")
def window(code_server: CodeServer, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """What ``host/notebooks.js`` came to."""
    return run_suite(code_server, "notebooks", project_in(tmp_path_factory.mktemp("notebooks")))


def project_in(folder: Path) -> Path:
    """A folder with the notebook."""
    project = folder / "project"
    project.mkdir()
    (project / "lost.ipynb").write_text(notebook(CELLS), encoding="utf-8")
    return project


@pytest.mark.parametrize("name", ["found", "another cell", "other cells", "fixed"])
def test_a_notebook_is_one_module(name: str, window: Results) -> None:
    window.check(name)


def test_nothing_pops_up(window: Results) -> None:
    assert window.outcome.exit_code == 0
    assert window.outcome.messages == []


def test_without_fixes_it_fails_at_the_fix(code_server: CodeServer, tmp_path: Path) -> None:
    project = project_in(tmp_path)
    command = ["env", "MAINGUARD_BREAK=fix", sys.executable, str(SERVER)]
    (project / ".vscode").mkdir()
    (project / ".vscode/settings.json").write_text(json.dumps({"mainguard.path": command}))

    results = run_suite(code_server, "notebooks", project)

    assert [name for name, result in results.by_name.items() if not result["ok"]] == ["fixed"]
    assert "nothing is offered for MG301" in results.by_name["fixed"]["error"]
