"""What is said of the scripts is what happens when they are run, and what is fixed works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from executed.case import Case
from executed.oracle import CONFIGURATIONS as ORACLES
from executed.oracle import execute, interpreters
from repositories.conftest import Check
from repositories.repository import CONFIGURATIONS, Script, all_scripts, copy

pytestmark = pytest.mark.slow

_BOOTSTRAPPING = "An attempt has been made to start a new process before"
_PATIENCE = 10.0  # seconds after which a script counts as hanging

_WRAPPER = """\
import sys
from {module} import {function}
if __name__ == "__main__":
    sys.exit({function}())
"""
"""What installers write for an entry of ``[project.scripts]`` (pip/_vendor/distlib/scripts.py, ``SCRIPT_TEMPLATE``)."""


def runs() -> Iterator[object]:
    """Each script in each configuration that says something about it here."""
    for script in all_scripts():
        for configuration, place in CONFIGURATIONS.items():
            if ORACLES[configuration][0] in interpreters() and not (script.reads_platform and place == "spawn"):
                yield pytest.param(script, configuration, id=f"{script}-{configuration}")


def works(script: Script, configuration: str, repository: Path, scratch: Path) -> bool:
    """Whether ``script`` of the folder ``repository`` ends by itself and well."""
    command = script.run
    if script.entry is not None:
        module, _, function = script.entry.partition(":")
        (repository / "wrapper").write_text(_WRAPPER.format(module=module, function=function), "utf-8")
        command = ("{py}", "wrapper")
    search_path = {"PYTHONPATH": "{lab}/helpers:{src}/src"}
    case = Case(script.repository, repository, timeout=_PATIENCE, run=command, env=search_path)
    scratch.mkdir()
    seen = execute(case, configuration, scratch)
    return not (seen.timed_out or seen.exploded or seen.exit_code or _BOOTSTRAPPING in seen.errors)


@pytest.mark.parametrize(("script", "configuration"), list(runs()))
def test_a_script_fails_exactly_where_it_is_said_to(script: Script, configuration: str, tmp_path: Path) -> None:
    repository = copy(script.repository, tmp_path)

    assert works(script, configuration, repository, tmp_path / "run") is (
        CONFIGURATIONS[configuration] not in script.fails
    )


@pytest.mark.parametrize("script", [each for each in all_scripts() if each.fails and each.is_fixed], ids=str)
def test_a_fixed_script_works(script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, check: Check) -> None:
    repository = copy(script.repository, tmp_path)
    monkeypatch.chdir(repository)
    check("--fix", script.path)

    for configuration in ("311", "311s", "311f"):
        if not script.reads_platform or configuration != "311s":
            assert works(script, configuration, repository, tmp_path / configuration), configuration
