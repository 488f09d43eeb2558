"""A Python environment with the libraries, made by the first test that asks for it and kept in pytest's cache."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import Requirement

REQUIREMENTS = Path(__file__).parent / "requirements"
LIGHT = REQUIREMENTS / "light"
"""One file a library that is installed and looked at; named like its file in the catalogue."""
HEAVY = REQUIREMENTS / "heavy"
"""Those that are too large to install: what their files say is read."""

_LONGEST = 600
"""Seconds that pip may take."""


def environment(cache: Path, files: Iterable[Path]) -> Path:
    """The interpreter of an environment with what the requirements ``files`` ask for, made below ``cache``."""
    wanted = sorted(files)
    content = "".join(file.read_text("utf-8") for file in wanted) + sys.version
    folder = cache / hashlib.sha256(content.encode()).hexdigest()[:16]
    python = folder / "bin" / "python"
    with locked(cache / f"{folder.name}.lock"):
        if not (folder / "complete").exists():
            venv.create(folder, with_pip=False, clear=True, symlinks=True)
            options = [option for file in wanted for option in ("-r", str(file))]
            pip("--python", str(python), "install", *options)
            (folder / "complete").touch()
    return python


def unpacked(cache: Path, file: Path) -> Path:
    """A folder with the Python files of the wheels that the requirements ``file`` names, without what they need."""
    folder = cache / f"{file.stem}-{hashlib.sha256(file.read_bytes()).hexdigest()[:16]}"
    with locked(cache / f"{folder.name}.lock"):
        if not (folder / "complete").exists():
            pip("install", "--no-deps", "--no-compile", "--target", str(folder), "-r", str(file))
            (folder / "complete").touch()
    return folder


def is_for_this_python(file: Path) -> bool:
    """Whether the requirements in ``file`` are meant for the running interpreter."""
    lines = [line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return all((marker := Requirement(line).marker) is None or marker.evaluate() for line in lines)


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    environment_variables = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=_LONGEST, check=False, env=environment_variables
    )
    assert done.returncode == 0, done.stderr


class locked:  # noqa: N801 -- it is used like a function
    """No other worker of pytest is inside at the same time."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w")

    def __enter__(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self._file.close()
