"""What the extension carries is what the server needs, and has the server's version."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.metadata import distribution, distributions
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
NOT_CARRIED = {"rich"}
"""What prints findings and pages on the command line; `mainguard verify` does without."""


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
        if name not in NOT_CARRIED:
            assert requirement.specifier.contains(carried[name]), name


def test_each_is_one_known_file() -> None:
    lines = (CLIENT / "requirements.txt").read_text("utf-8").splitlines()

    for line in lines:
        if not line.startswith("#"):
            assert "==" in line
            assert line.count("--hash=sha256:") == 1


def test_the_bundled_mainguard_verifies_without_anything_else(tmp_path: Path) -> None:
    libs = tmp_path / "bundled" / "libs"
    libs.mkdir(parents=True)
    shutil.copy(CLIENT / "bundled" / "verify.py", libs.parent)
    (libs / "mainguard").symlink_to(ROOT / "server" / "mainguard")
    for name in pinned().keys() & {canonicalize_name(one.name) for one in distributions()}:
        for top in {file.parts[0] for file in distribution(name).files or () if file.parts[0] != ".."}:
            (libs / top).symlink_to(str(distribution(name).locate_file(top)))
    (tmp_path / "main.py").write_text("from multiprocessing import Process\n\nProcess(target=print).start()\n", "utf-8")
    words = ["--python", sys.executable, "--before-after", "--", str(tmp_path / "main.py")]

    command = [sys.executable, "-I", "-S", "-X", "utf8", str(libs.parent / "verify.py"), *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert "before: fails: " in done.stdout
    assert "after: clean: " in done.stdout


def test_the_lock_file_names_no_registry() -> None:
    packages = json.loads((CLIENT / "package-lock.json").read_text("utf-8"))["packages"]

    assert not [name for name, package in packages.items() if "resolved" in package]
    assert all("integrity" in package for name, package in packages.items() if name)


def test_the_licence_is_the_projects() -> None:
    assert (CLIENT / "LICENSE").read_text("utf-8") == (ROOT / "LICENSE").read_text("utf-8")
