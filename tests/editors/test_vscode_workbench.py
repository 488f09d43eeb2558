"""VS Code's window, in a real browser: what a person does there, and what is on the disk afterwards."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from editors.desk import SERVER
from editors.sample import FOLDER, UNGUARDED, WIDE, Sample
from editors.vscode.code_server import CodeServer, built_extension

PICTURES = Path(__file__).resolve().parents[2] / "docs/screenshots"
LARGEST_PICTURE = 250_000
"""Bytes; pages that show five of them are to load fast."""


@pytest.fixture(scope="module")
def code_server(editors: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CodeServer]:
    """One that trusts every workspace."""
    folder = tmp_path_factory.mktemp("code-server")
    with CodeServer(editors, folder, [built_extension()]) as server:
        yield server


def lay_out(folder: Path, sample: Sample, settings: dict[str, object] | None = None) -> Path:
    """Write the sample's file into a new ``folder``, with the settings of the workspace; the file."""
    (folder / ".vscode").mkdir(parents=True)
    (folder / ".vscode/settings.json").write_text(json.dumps(settings or {}))
    file = folder / sample.file
    file.write_bytes(sample.text)
    return file


@pytest.mark.parametrize("sample", [UNGUARDED, WIDE], ids=lambda sample: sample.name)
def test_a_person_fixes_the_finding(
    sample: Sample, code_server: CodeServer, tmp_path: Path, assert_runs: Callable[[Path], None]
) -> None:
    file = lay_out(tmp_path / "project", sample)

    outcome = code_server.run_scenario(
        "fix_by_hand",
        code_server.url(folder=file.parent),
        tmp_path / "output",
        opens=file.name,
        title="Wrap",
    )

    assert outcome.exit_code == 0
    assert file.read_bytes() == sample.fixed
    assert_runs(file)


def test_the_pictures_show_it(code_server: CodeServer, tmp_path: Path) -> None:
    """They are those of the README."""
    folder, output = tmp_path / "hello", tmp_path / "output"
    folder.mkdir()
    for name in ("main.py", "jobs.py"):
        shutil.copy(FOLDER / "hello" / name, folder)

    outcome = code_server.run_scenario(
        "fix_by_hand",
        code_server.url(folder=folder),
        output,
        opens="main.py",
        title="Wrap",
        relatedIn="jobs.py",
        related="starts the process",
        pictures=True,
    )

    assert outcome.exit_code == 0
    assert (folder / "main.py").read_bytes() == (FOLDER / "hello/main.fixed.py").read_bytes()
    made = sorted(output.glob("*.png"))
    assert [picture.stem for picture in made] == ["fixed", "hover", "problems", "quick-fix", "squiggle"]
    assert all(picture.stat().st_size < LARGEST_PICTURE for picture in made)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for picture in made:
        shutil.copy(picture, PICTURES)


def test_without_fixes_it_fails_at_the_fix(code_server: CodeServer, tmp_path: Path) -> None:
    command = ["env", "MAINGUARD_BREAK=fix", sys.executable, str(SERVER)]
    file = lay_out(tmp_path / "project", UNGUARDED, {"mainguard.path": command})

    outcome = code_server.run_scenario(
        "fix_by_hand",
        code_server.url(folder=file.parent),
        tmp_path / "output",
        opens=file.name,
        title="Wrap",
        patience=2,
    )

    assert outcome.failed_step == "the light bulb is there"
    assert file.read_bytes() == UNGUARDED.text


def test_commands_fix_the_file_and_the_workspace(code_server: CodeServer, tmp_path: Path) -> None:
    file = lay_out(tmp_path / "project", UNGUARDED)
    others = ("one.py", "two.py")
    for name in others:
        (file.parent / name).write_bytes(UNGUARDED.text)

    outcome = code_server.run_scenario(
        "fix_by_command",
        code_server.url(folder=file.parent),
        tmp_path / "output",
        folder=str(file.parent),
        opens=file.name,
        others=others,
    )

    assert outcome.exit_code == 0
    assert [(file.parent / name).read_bytes() for name in (file.name, *others)] == [UNGUARDED.fixed] * 3
    assert "mainguard: nothing in the workspace can be fixed safely." in outcome.messages


@pytest.fixture(scope="module")
def asking(editors: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CodeServer]:
    """A code-server that trusts no workspace by itself."""
    with CodeServer(editors, tmp_path_factory.mktemp("asking"), [built_extension()], trusts=False) as server:
        yield server


@pytest.mark.parametrize(
    ("key", "program", "arguments", "runs"),
    [
        ("mainguard.interpreter", ".venv/bin/python", [], "launch.py"),
        ("mainguard.path", "server.sh", [str(SERVER)], SERVER.name),
    ],
)
def test_nothing_of_a_workspace_is_run_until_it_is_trusted(
    asking: CodeServer, tmp_path: Path, key: str, program: str, arguments: list[str], runs: str
) -> None:
    folder, marker = tmp_path / "project", tmp_path / "marker"
    file = lay_out(folder, UNGUARDED, {key: [str(folder / program), *arguments]})
    (folder / ".venv/bin").mkdir(parents=True)
    (folder / ".venv/pyvenv.cfg").write_text("home = /usr/bin\n")
    for executable in (folder / ".venv/bin/python", folder / "server.sh"):
        executable.write_text(f'#!/bin/sh\necho "$0 $@" >>"{marker}"\nexec "{sys.executable}" "$@"\n')
        executable.chmod(0o755)

    outcome = asking.run_scenario(
        "trust", asking.url(folder=folder), tmp_path / "output", opens=file.name, marker=str(marker), runs=runs
    )

    assert outcome.exit_code == 0
    assert {line.split()[0] for line in marker.read_text().splitlines()} == {str(folder / program)}
