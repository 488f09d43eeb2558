"""Other tools for the command line, which look for less, and where they are installed."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEPT = HERE.parent / ".benchmarks" / "linters"


@dataclass(frozen=True)
class Linter:
    """A tool that checks a tree."""

    name: str
    package: str
    arguments: tuple[str, ...]
    jobs: str
    """The option that says how many processes or threads to use; the environment variable, in capitals."""

    def command(self, jobs: int) -> tuple[list[str], dict[str, str]]:
        """What to run in the tree, and the environment variables to run it with; installs it if it is not there."""
        folder = KEPT / self.package
        scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
        if not (scripts / "installed").exists():
            venv.create(folder, with_pip=True)
            subprocess.run([scripts / "python", "-m", "pip", "install", "--quiet", self.package], check=True)
            (scripts / "installed").touch()
        command = [str(scripts / self.package), *self.arguments]
        # Its own programs are found by the search path.
        variables = {"PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "SEMGREP_ENABLE_VERSION_CHECK": "0"}
        if self.jobs.isupper():
            return command, {**variables, self.jobs: str(jobs)}
        return [*command, self.jobs, str(jobs)], variables


LINTERS: Sequence[Linter] = (
    Linter(
        "ruff, unused imports alone",
        "ruff",
        ("check", "--select", "F401", "--no-cache", "--isolated", "--exit-zero", "--quiet", "."),
        "RAYON_NUM_THREADS",
    ),
    Linter(
        "semgrep, a pattern for uvicorn.run",
        "semgrep",
        ("scan", "--config", str(HERE / "semgrep.yml"), "--metrics", "off", "--quiet", "--no-git-ignore", "."),
        "--jobs",
    ),
)
