"""Every call that fails without a guard and works with one is fixed, and the fixed program does what its twin does."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from executed.case import Case, all_cases, labels, load
from executed.oracle import CONFIGURATIONS, RUNNING_VERSION, execute
from executed.outcome import label
from executed.test_agreement import TARGETS, WORKS, findings, is_flagged, project, undecided
from libraries.environment import LIGHT, environment, is_for_this_python
from mainguard.engine.check import check
from mainguard.engine.fixing import fix_all
from mainguard.engine.settings import Settings
from mainguard.replay.modules import ProjectModule
from mainguard.rules.rule import Severity
from mainguard.text.source import Source

UNGUARDED, GUARDED = "_unguarded", "_guarded"
WITH_A_MARK_OUTSIDE = {"nested_serving": "serving", "duplicate_side_effect": "ok"}
"""A fix leaves the ``mark("call", …)`` above the call outside the guard, where the child writes it again."""


@cache
def cases() -> Mapping[str, Case]:
    return {case.name: case for case in all_cases()}


@cache
def mendable() -> Mapping[str, tuple[str, ...]]:
    """The unguarded cases that fail where their twins work, with these configurations."""
    found = {}
    for name, seen in labels().items():
        twin = labels().get(name.removesuffix(UNGUARDED) + GUARDED, {}) if name.endswith(UNGUARDED) else {}
        fails = (each for each in seen if each in TARGETS and seen[each]["label"] not in WORKS and each in twin)
        configurations = tuple(each for each in fails if twin[each]["label"] in WORKS)
        if configurations and any((name, each) not in undecided() for each in configurations):
            found[name] = configurations
    return found


def twin_label(name: str, configuration: str) -> object:
    return labels()[name.removesuffix(UNGUARDED) + GUARDED][configuration]["label"]


def main_module(case: Case) -> ProjectModule:
    assert case.source is not None
    return project(case).main_module(Path(case.source), Source.decode(case.source.read_bytes()))


@cache
def fixed_text(name: str, *ignore: str) -> str:
    """The case's text after its safe fixes, but for those of the rules ``ignore``; for all platforms."""
    case = cases()[name]
    return fix_all(main_module(case), Settings(ignore=ignore), project(case)).text


def shape(node: ast.Module) -> list[str]:
    """The statements, those of a guard and of a function that only a guard calls among the others."""
    return [ast.unparse(statement) for statement in statements(node.body)]


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for statement in body:
        if isinstance(statement, ast.If) and "__name__" in ast.unparse(statement.test):
            yield from statements(statement.body)
        else:
            yield statement


@pytest.mark.parametrize("name", list(mendable()))
def test_what_fails_is_flagged_and_its_safe_fix_leaves_nothing_to_find(name: str) -> None:
    case, module = cases()[name], main_module(cases()[name])
    fixed = replace(module, tree=project(case).main_module(Path(module.key), Source(fixed_text(name))).tree)

    for configuration in mendable()[name]:
        assert is_flagged(findings(case, TARGETS[configuration]))
    for settings in (Settings(), *TARGETS.values()):
        found = check(fixed, settings, project(case)).diagnostics
        assert [one.message for one in found if one.severity is not Severity.INFORMATION] == []


@pytest.mark.parametrize("name", list(mendable()))
def test_a_fix_guards_and_changes_no_statement(name: str) -> None:
    before, after = (
        ast.parse(main_module(cases()[name]).tree.source.text),
        ast.parse(fixed_text(name, "reload-option-ignored")),
    )

    assert shape(after) == shape(before)
    assert len(after.body) < len(before.body) or ast.dump(after) != ast.dump(before)


def test_most_calls_of_the_catalogue_can_be_mended() -> None:
    assert len(mendable()) > 90


def imported(text: str) -> set[str]:
    """The top-level packages that a program imports, without the standard library's."""
    nodes = list(ast.walk(ast.parse(text)))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names = plain | {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"labtrace", "__future__"}


def light() -> set[str]:
    """The packages whose libraries are installed for tests."""
    return {file.stem for file in LIGHT.glob("*.txt") if is_for_this_python(file)}


def runnable() -> Iterator[object]:
    """Case and configuration of what can be run by the running interpreter."""
    for name, configurations in mendable().items():
        missing = imported(cases()[name].text()) - light()
        for configuration in configurations:
            if not missing and CONFIGURATIONS[configuration][0] == RUNNING_VERSION:
                yield pytest.param(name, configuration, id=f"{name}-{configuration}")


@pytest.fixture(scope="session")
def python(request: pytest.FixtureRequest) -> Path:
    """An interpreter with the light libraries."""
    assert request.config.cache is not None
    files = [file for file in LIGHT.glob("*.txt") if is_for_this_python(file)]
    return environment(request.config.cache.mkdir("libraries"), files)


@pytest.mark.slow
@pytest.mark.libraries
@pytest.mark.parametrize(("name", "configuration"), list(runnable()))
def test_the_fixed_program_runs_as_the_guarded_one(
    name: str, configuration: str, tmp_path: Path, python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"LAB_PY_{RUNNING_VERSION}", str(python))
    file = tmp_path / f"{name}.py"
    file.write_bytes(fixed_text(name).encode())
    folder = tmp_path / "run"
    folder.mkdir()
    case = load(file)

    happened = label(case, execute(case, configuration, folder))

    assert WITH_A_MARK_OUTSIDE.get(happened, happened) == twin_label(name, configuration)
