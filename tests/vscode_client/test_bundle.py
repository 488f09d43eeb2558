"""What the extension carries is what the server needs, and has the server's version."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mainguard import __version__

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "vscode-client"
ONLY_FOR_THE_COMMAND_LINE = {"click", "rich"}


def pinned() -> dict[str, str]:
    """The version of each library that is carried, by its normalised name."""
    lines = (CLIENT / "requirements.txt").read_text("utf-8").splitlines()
    requirements = [Requirement(line.split(" --hash")[0]) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(one.name): str(one.specifier).removeprefix("==") for one in requirements}


def test_the_extension_has_the_servers_version() -> None:
    for file in ("package.json", "package-lock.json"):
        assert json.loads((CLIENT / file).read_text("utf-8"))["version"] == __version__


def test_every_library_that_the_server_needs_is_carried_in_a_version_that_it_takes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    carried = pinned()

    for requirement in map(Requirement, project["dependencies"]):
        name = canonicalize_name(requirement.name)
        if name not in ONLY_FOR_THE_COMMAND_LINE:
            assert requirement.specifier.contains(carried[name]), name


def test_each_is_one_known_file() -> None:
    lines = (CLIENT / "requirements.txt").read_text("utf-8").splitlines()

    for line in lines:
        if not line.startswith("#"):
            assert "==" in line
            assert line.count("--hash=sha256:") == 1


def test_the_lock_file_names_no_registry() -> None:
    packages = json.loads((CLIENT / "package-lock.json").read_text("utf-8"))["packages"]

    assert not [name for name, package in packages.items() if "resolved" in package]
    assert all("integrity" in package for name, package in packages.items() if name)


def test_the_licence_is_the_projects() -> None:
    assert (CLIENT / "LICENSE").read_text("utf-8") == (ROOT / "LICENSE").read_text("utf-8")
