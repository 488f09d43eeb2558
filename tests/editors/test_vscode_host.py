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
from editors.sample import UNGUARDED
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
    with CodeServer(editors, folder, [built_extension()], settings={}, trusts=True) as server:
        yield server


def run_suite(
    server: CodeServer, suite: str, folder: Path, *, extensions: Sequence[Path] = (), limit: float = 120.0, **asked: object
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
    outcome = server.run_scenario("host", url, folder.parent / "output", limit=limit, results=str(results))
    listed = json.loads(results.read_text(encoding="utf-8")) if results.exists() else []
    return Results(outcome, {result["name"]: result for result in listed})


# Fixes


def on_the_command_line(shape: Shape, folder: Path) -> bytes:
    """The file that is run, after ``mainguard check --fix`` on a copy of the shape in the new ``folder``."""
    shape.write(folder, 8000)
    file = folder / shape.file
    subprocess.run([sys.executable, "-m", "mainguard", "check", "--fix", "--exit-zero", file], cwd=folder, check=True)
    return file.read_bytes()


@pytest.fixture(scope="module")
def fixed(code_server: CodeServer, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Results]:
    """A folder with a folder for each shape, in which VS Code has fixed the file that is run."""
    project = tmp_path_factory.mktemp("fixes") / "project"
    project.mkdir()
    for shape in SHAPES:
        shape.write(project / shape.name, 8000)
    files = [str(project / shape.name / shape.file) for shape in SHAPES]
    return project, run_suite(code_server, "fixes", project, files=files, patience=20, requests=5)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_the_preferred_fixes_are_those_of_the_command_line(
    shape: Shape, fixed: tuple[Path, Results], tmp_path: Path
) -> None:
    project, results = fixed
    file = project / shape.name / shape.file

    results.check(str(file))
    assert file.read_bytes() == on_the_command_line(shape, tmp_path / shape.name)


def test_without_fixes_it_fails_at_the_fix(code_server: CodeServer, tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / ".vscode").mkdir(parents=True)
    command = ["env", "MAINGUARD_BREAK=fix", sys.executable, str(SERVER)]
    (project / ".vscode/settings.json").write_text(json.dumps({"mainguard.path": command}))
    file = project / UNGUARDED.file
    file.write_bytes(UNGUARDED.text)

    results = run_suite(code_server, "fixes", project, files=[str(file)], patience=20, requests=2)

    assert "no fix is offered for MG101" in results.by_name[str(file)]["error"]
    assert results.outcome.exit_code != 0
