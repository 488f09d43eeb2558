"""Every entry of the catalogue names what there is, with the parameters that it has, in the library itself.

Light libraries are installed into an environment of the tests' own and looked at; of heavy ones the files are read.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import jedi
import pytest

from libraries.claims import Claim, claims_of, entry_modules, is_of_standard_library, library_of
from libraries.environment import HEAVY, LIGHT, environment, is_for_this_python, unpacked

PROBE = Path(__file__).with_name("probe.py")
_LONGEST = 120
"""Seconds that importing a library may take."""

OF_STANDARD_LIBRARY = [module for module in entry_modules() if is_of_standard_library(module)]
OTHERS = {library_of(module): module for module in entry_modules() if not is_of_standard_library(module)}


def installed(folder: Path) -> dict[str, Path]:
    """The requirements of each library that are kept in ``folder`` and meant for the running interpreter."""
    return {file.stem: file for file in sorted(folder.glob("*.txt")) if is_for_this_python(file)}


def described(folder: Path) -> list[ModuleType]:
    return [module for name, module in OTHERS.items() if name in installed(folder)]


def is_since(module: ModuleType) -> bool:
    """Whether the running Python version has what the file is about."""
    since = [api.starts.since for api in module.ENTRIES if api.starts]
    return not since or sys.version_info >= min(since)


@pytest.fixture(scope="session")
def cache(request: pytest.FixtureRequest) -> Path:
    assert request.config.cache is not None
    return request.config.cache.mkdir("libraries")


def objections(python: Path | str, claims: list[Claim]) -> list[str]:
    """What the interpreter ``python`` finds not to be so."""
    given = json.dumps([claim.plain() for claim in claims])
    done = subprocess.run(
        [str(python), "-W", "ignore", str(PROBE)],
        input=given,
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.libraries
@pytest.mark.parametrize("module", described(LIGHT), ids=library_of)
def test_an_installed_library_has_what_its_entries_name(module: ModuleType, cache: Path) -> None:
    python = environment(cache, installed(LIGHT).values())

    assert objections(python, claims_of(module)) == []


@pytest.mark.parametrize("module", [module for module in OF_STANDARD_LIBRARY if is_since(module)], ids=library_of)
def test_the_standard_library_has_what_its_entries_name(module: ModuleType) -> None:
    assert objections(sys.executable, claims_of(module)) == []


@pytest.mark.slow
@pytest.mark.libraries
@pytest.mark.parametrize("module", described(HEAVY), ids=library_of)
def test_the_files_of_a_heavy_library_have_what_its_entries_name(module: ModuleType, cache: Path) -> None:
    folder = unpacked(cache, HEAVY / f"{library_of(module)}.txt")
    project = jedi.Project(folder, sys_path=[str(folder)], smart_sys_path=False)
    wrong = []
    for claim in claims_of(module):
        texts = [written(folder, name) for name in claim.names]
        found = [each for text in texts for each in jedi.Script(text, project=project).infer(*end_of(text))]
        signatures = [[each.name for each in one.params] for each in found for one in each.get_signatures()]
        wrong += [] if found else [f"{claim.names[0]} does not exist"]
        if claim.parameters and signatures and not any(begins(each, claim.parameters) for each in signatures):
            wrong.append(f"{claim.names[0]} has {signatures[0]}, not {claim.parameters}")

    assert wrong == []


def begins(declared: list[str], claimed: list[str]) -> bool:
    own = declared[1:] if declared[:1] == ["self"] else declared
    return own[: len(claimed)] == claimed


def written(folder: Path, name: str) -> str:
    """Text at whose end the dotted ``name`` stands, by as long an import as there are files for."""
    parts = name.split(".")
    packages = [at for at in range(1, len(parts)) if is_module(folder.joinpath(*parts[:at]))]
    at = max(packages, default=1)
    return f"from {'.'.join(parts[:at])} import {parts[at]}\n{'.'.join(parts[at:])}"


def is_module(path: Path) -> bool:
    return path.is_dir() or path.with_suffix(".py").exists()


def end_of(text: str) -> tuple[int, int]:
    lines = text.split("\n")
    return len(lines), len(lines[-1])


def test_every_library_says_what_to_install() -> None:
    described_ones = {file.stem for file in (*LIGHT.glob("*.txt"), *HEAVY.glob("*.txt"))}

    assert {name for name in OTHERS if name not in described_ones} == set()
