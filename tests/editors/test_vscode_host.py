"""VS Code's own programming interface, used where its extensions run: many cases in one window, without a mouse."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from editors.desk import SERVER
from editors.sample import FOLDER, UNGUARDED
from editors.vscode.code_server import HERE, CodeServer, Outcome, built_extension
from executed.shape import Shape, all_shapes

NOT_UTF_8 = {"latin_1"}
"""VS Code takes every file for UTF-8 unless it is told otherwise."""
SHAPES = tuple(shape for shape in all_shapes() if not shape.is_unsafe and shape.name not in NOT_UTF_8)


@dataclass(frozen=True, slots=True)
class Results:
    """What the tests of one window came to, by name."""

    outcome: Outcome
    by_name: Mapping[str, Mapping[str, Any]]

    def check(self, name: str) -> None:
        """Fail as the test with this name did."""
        assert name in self.by_name, f"not run:\n{self.outcome.output}"
        assert self.by_name[name]["ok"], self.by_name[name]["error"]


@pytest.fixture(scope="module")
def code_server(editors: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CodeServer]:
    """One that trusts every workspace."""
    folder = tmp_path_factory.mktemp("code-server")
    with CodeServer(editors, folder, [built_extension()], runs_tests=True) as server:
        yield server


def run_suite(
    server: CodeServer,
    suite: str,
    folder: Path,
    *,
    extensions: Sequence[Path] = (),
    **asked: object,
) -> Results:
    """Run ``host/<suite>.js`` on ``folder``, or on the workspace file ``folder``."""
    (folder.parent / "asked.json").write_text(json.dumps(asked))
    results = folder.parent / "results.json"
    where = {"workspace" if folder.suffix else "folder": folder}
    url = server.url(
        **where,
        extensionDevelopmentPath=[server.remote(path) for path in (HERE / "host", *extensions)],
        extensionTestsPath=server.remote(HERE / "host" / f"{suite}.js"),
        skipWelcome="true",
    )
    outcome = server.run_scenario("host", url, folder.parent / "output", limit=120.0, results=str(results))
    listed = json.loads(results.read_text(encoding="utf-8")) if results.exists() else []
    return Results(outcome, {result["name"]: result for result in listed})


# Fixes


@pytest.fixture(scope="module")
def fixed(code_server: CodeServer, tmp_path_factory: pytest.TempPathFactory) -> tuple[Results, Path, Path]:
    """A folder with a file for each shape fixed by VS Code, and one with those that the command line fixed."""
    folder = tmp_path_factory.mktemp("fixes")
    by_editor, by_command = folder / "editor", folder / "command"
    for project in (by_editor, by_command):
        project.mkdir()
        for shape in SHAPES:
            shape.write(project / shape.name, 8000)
    command = [sys.executable, "-m", "mainguard", "check", "--fix", "--exit-zero"]
    subprocess.run([*command, *(by_command / shape.name / shape.file for shape in SHAPES)], cwd=by_command, check=True)
    files = [str(by_editor / shape.name / shape.file) for shape in SHAPES]
    return run_suite(code_server, "fixes", by_editor, files=files, requests=5), by_editor, by_command


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_the_preferred_fixes_are_those_of_the_command_line(shape: Shape, fixed: tuple[Results, Path, Path]) -> None:
    results, by_editor, by_command = fixed
    file = Path(shape.name) / shape.file

    results.check(str(by_editor / file))
    assert (by_editor / file).read_bytes() == (by_command / file).read_bytes()


def test_without_fixes_it_fails_at_the_fix(code_server: CodeServer, tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / ".vscode").mkdir(parents=True)
    command = ["env", "MAINGUARD_BREAK=fix", sys.executable, str(SERVER)]
    (project / ".vscode/settings.json").write_text(json.dumps({"mainguard.path": command}))
    file = project / UNGUARDED.file
    file.write_bytes(UNGUARDED.text)

    results = run_suite(code_server, "fixes", project, files=[str(file)], requests=2)

    assert "nothing is offered for MG101" in results.by_name[str(file)]["error"]
    assert results.outcome.exit_code != 0


# One window


BROKEN = b"""import uvicorn

value = = 1

uvicorn.run("broken:app", reload=True)
"""
CELLS = (
    "import uvicorn\n\n\nasync def app(scope, receive, send): ...",
    'uvicorn.run("main:app", reload=True)',
    'if __name__ == "__mian__":\n    print("never")',
)


def notebook(cells: Sequence[str]) -> str:
    """A file with these code cells."""
    written = [
        {"cell_type": "code", "id": str(number), "metadata": {}, "outputs": [], "execution_count": None, "source": cell}
        for number, cell in enumerate(cells)
    ]
    metadata = {"language_info": {"name": "python"}}
    return json.dumps({"cells": written, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture(scope="module")
def window(code_server: CodeServer, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """What ``host/window.js`` came to."""
    project = tmp_path_factory.mktemp("window") / "project"
    (project / ".vscode").mkdir(parents=True)
    (project / ".vscode/settings.json").write_text("{}")
    for name in ("unguarded", "commanded", "unopened"):
        (project / f"{name}.py").write_bytes(UNGUARDED.text.replace(b"unguarded", name.encode()))
    (project / "commanded.fixed.txt").write_bytes(UNGUARDED.fixed.replace(b"unguarded", b"commanded"))
    (project / "broken.py").write_bytes(BROKEN)
    (project / "cells.ipynb").write_text(notebook(CELLS))
    return run_suite(code_server, "window", project)


def test_a_change_of_the_settings_is_taken_up_by_the_server_that_runs(window: Results) -> None:
    window.check("settings")


def test_a_syntax_error_leaves_the_findings_in_other_statements(window: Results) -> None:
    window.check("syntax error")


def test_a_command_fixes_the_file_in_the_editor(window: Results) -> None:
    window.check("file command")


def test_files_that_are_not_open_are_checked_in_the_workspace_mode(window: Results) -> None:
    window.check("workspace mode")


def test_a_start_in_a_notebook_is_not_reported_as_unguarded(window: Results) -> None:
    window.check("notebook")


def test_a_command_restarts_the_server(window: Results) -> None:
    window.check("restart command")


def test_a_server_that_was_killed_is_started_again(window: Results) -> None:
    window.check("killed")


def test_nothing_pops_up(window: Results) -> None:
    assert window.outcome.messages == []


# Other windows


def test_each_folder_of_a_workspace_has_its_own_configuration(code_server: CodeServer, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        for file in ("main.py", "jobs.py"):
            shutil.copy(FOLDER / "hello" / file, tmp_path / name)
    (tmp_path / "one/mainguard.toml").write_text('ignore = ["unguarded-reload"]\n')
    (tmp_path / "two/.vscode").mkdir()
    (tmp_path / "two/.vscode/settings.json").write_text('{"mainguard.ignore": ["unguarded-process-start"]}')
    workspace = tmp_path / "both.code-workspace"
    workspace.write_text('{"folders": [{"path": "one"}, {"path": "two"}]}')

    results = run_suite(code_server, "folders", workspace)

    assert results.outcome.exit_code == 0
    assert len(results.by_name) == 5


def test_the_interpreter_of_the_python_extension_is_used(code_server: CodeServer, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (project / UNGUARDED.file).write_bytes(UNGUARDED.text)
    interpreters = {}
    for name in ("one", "two"):
        interpreter = tmp_path / name / "bin/python"
        interpreter.parent.mkdir(parents=True)
        interpreter.write_text(f'#!/bin/sh\necho "$@" >>"$0.log"\nexec "{sys.executable}" "$@"\n')
        interpreter.chmod(0o755)
        interpreters[name] = str(interpreter)

    results = run_suite(code_server, "interpreter", project, extensions=[HERE / "fake-python"], **interpreters)

    assert results.outcome.exit_code == 0
    assert len(results.by_name) == 3
