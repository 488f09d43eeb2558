"""``mainguard check`` over a repository names exactly the scripts that fail, and through which calls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from repositories.conftest import Check
from repositories.repository import PLACES, REPOSITORIES, copy, scripts


@pytest.fixture(params=REPOSITORIES)
def repository(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A repository whose copy is the working directory."""
    monkeypatch.chdir(copy(str(request.param), tmp_path))
    return str(request.param)


def chains(check: Check, *options: str) -> dict[str, set[tuple[str, ...]]]:
    """For each file in which a start is found, the files that the chains lead through."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for finding in json.loads(check("--select", "MG201", "--select", "MG203", "--output-format", "json", *options)):
        files = tuple(Path(site["path"]).absolute().relative_to(Path.cwd()).as_posix() for site in finding["chain"])
        found.setdefault(Path(finding["path"]).absolute().relative_to(Path.cwd()).as_posix(), set()).add(files)
    return found


@pytest.mark.parametrize("place", PLACES)
def test_exactly_the_scripts_that_fail_are_reported_with_their_chain(repository: str, place: str, check: Check) -> None:
    expected = {script.path: {script.chain} for script in scripts(repository) if place in script.fails}

    assert chains(check, *PLACES[place]) == expected


def test_without_targets_every_place_counts(repository: str, check: Check) -> None:
    assert chains(check) == {script.path: {script.chain} for script in scripts(repository) if script.fails}


def test_what_the_fix_leaves_is_what_no_guard_can_mend(repository: str, check: Check) -> None:
    check("--fix")

    assert set(chains(check)) == {script.path for script in scripts(repository) if not script.is_fixed}
    assert check("--diff") == ""
