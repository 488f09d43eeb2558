"""``mainguard verify`` proves of each case what happened when it was run."""

from __future__ import annotations

import ast
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from executed.case import HELPERS, HERE, Case, all_cases, labels
from executed.oracle import RUNNING_VERSION
from executed.test_agreement import WORKS
from mainguard.cli.projects import Project
from mainguard.cli.verifying import Request, prove
from mainguard.engine.settings import Settings
from mainguard.project.modules import ProjectModules
from mainguard.text.source import Source
from mainguard.verify.outcome import Verdict
from mainguard.verify.plan import Method

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

COMMANDS = {("{py}", "{file}"), ("{py}", "main.py")}
"""The command lines of cases that are run by the path of a file."""
SECONDS = 10.0


def is_runnable(case: Case) -> bool:
    """Whether it is a file that is run by its path, and everything that it imports is installed here."""
    is_script = case.source is not None and case.source.suffix == ".py" and not case.notebook
    if not is_script or case.run not in COMMANDS or case.pre or case.stdin:
        return False
    own = {path.stem for folder in (case.path, HELPERS) for path in folder.rglob("*")} | {case.name, "__main__"}
    return all(name in own or find_spec(name) is not None for name in imported(ast.parse(case.text())))


def imported(tree: ast.AST) -> Iterator[str]:
    """The top-level names of what is imported anywhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


@cache
def cases() -> Mapping[str, Case]:
    return {case.name: case for case in all_cases() if is_runnable(case)}


@cache
def runs() -> Mapping[tuple[str, str], Method]:
    """Case and configuration → the method whose children the configuration makes by default.

    Where neither spawn nor forkserver was the default, what starts processes asks for spawn itself, as uvicorn does.
    """
    found = {}
    for name in cases():
        methods = {f"{RUNNING_VERSION}s": Method.SPAWN, f"{RUNNING_VERSION}f": Method.FORKSERVER}
        if sys.version_info >= (3, 14):
            methods[RUNNING_VERSION] = Method.FORKSERVER
        elif not methods.keys() & labels().get(name, {}).keys():
            methods = {RUNNING_VERSION: Method.SPAWN}
        found |= {(name, one): method for one, method in methods.items() if one in labels().get(name, {})}
    return found


@cache
def unproved() -> Mapping[tuple[str, str], str]:
    """The runs of ``unproved.toml`` → the reason."""
    listed = tomllib.loads((HERE / "unproved.toml").read_text("utf-8"))["unproved"]
    return {
        run: entry["reason"]
        for entry in listed
        for run in runs()
        if run[0] in entry["cases"] and run[1] in entry.get("configurations", [run[1]])
    }


def each_run() -> Iterator[object]:
    """All runs as parameters; all but one of ten are slow, for each takes some tenths of a second."""
    for number, (name, configuration) in enumerate(runs()):
        is_quick = number % 10 == 0 or (name, configuration) in unproved()
        marks = () if is_quick else pytest.mark.slow
        yield pytest.param(name, configuration, marks=marks, id=f"{name}-{configuration}")


@pytest.mark.parametrize(("name", "configuration"), list(each_run()))
def test_the_proof_is_what_happened(
    name: str, configuration: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = cases()[name]
    folder = tmp_path / "src"
    shutil.copytree(case.path, folder) if case.is_folder else shutil.copy(case.path, _made(folder))
    assert case.file is not None
    monkeypatch.chdir(folder)
    source = Source.decode((folder / case.file).read_bytes())
    environ = {**os.environ, "PYTHONPATH": str(HELPERS), "LAB_TRACE": str(tmp_path / "trace"), **case.env}
    request = Request(case.file, (), runs()[name, configuration], SECONDS, is_before_after=False, unsafe_fixes=False)

    proof = prove(request, source, Project(Settings(), ProjectModules([folder]), None), environ)

    label = str(labels()[name][configuration]["label"])
    expected = Verdict.CLEAN if label in WORKS else Verdict.FAILS
    if (name, configuration) in unproved():
        assert proof.verdict is not expected, "the proof agrees after all, so this run does not belong in unproved.toml"
    else:
        assert proof.verdict is expected, f"it was run and came to {label!r}; verify says {proof.before.outcome}"


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_unproved_runs_are_named_once_and_exist() -> None:
    listed = tomllib.loads((HERE / "unproved.toml").read_text("utf-8"))["unproved"]
    names = [name for entry in listed for name in entry["cases"]]

    assert len(names) == len(set(names))
    assert set(names) <= labels().keys()
    assert all(entry["reason"].strip() for entry in listed)


def test_enough_cases_are_run() -> None:
    assert len(runs()) > 300
    assert len(unproved()) < len(runs()) / 30
