"""The servers that are compared, and where they are installed."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edits import ANYTHING, SYNTAX, TYPO, WORKERS, Toggle

HERE = Path(__file__).resolve().parent
KEPT = HERE.parents[1] / ".benchmarks" / "servers"
PROJECT = ("fastapi", "sympy", "uvicorn")
"""What is installed in the environment of the project that is edited."""


@dataclass(frozen=True)
class Server:
    """A server, and what it is to find."""

    name: str
    arguments: tuple[str, ...]
    """Of the environment's Python."""
    packages: tuple[str, ...]
    """What its environment holds; none when it runs in that of mainguard."""
    toggle: Toggle
    """What is typed, and what it finds then."""
    syntax: str | None
    """What it says of a text that does not parse, as a regular expression; ``None`` when that is nothing."""
    note: str = ""
    program: str | None = None
    """In place of the environment's Python."""
    settings: dict[str, Any] = field(default_factory=dict)

    def command(self) -> list[str]:
        program = sys.executable
        if self.packages:
            program = str(_scripts(self.name) / (self.program or "python"))
        return [program, *self.arguments]

    def install(self) -> None:
        """Make the server's environment if it is not there."""
        if self.packages:
            _install(self.name, self.packages)


PYFLAKES_ONLY = {"pylsp": {"plugins": {"pycodestyle": {"enabled": False}, "mccabe": {"enabled": False}}}}

SERVERS = (
    Server("mainguard", ("-m", "mainguard", "server"), (), WORKERS, None, "all rules"),
    Server("ruff", ("server",), ("ruff",), TYPO, "invalid-syntax", "default rules", "ruff"),
    Server("echo", (str(HERE / "echo.py"),), (), ANYTHING, None, "pygls and no analysis"),
    Server(
        "echo-spliced", (str(HERE / "echo.py"), "spliced"), (), ANYTHING, None, "the same, tuned; ignores most of LSP"
    ),
    Server(
        "pylsp",
        (str(HERE / "without_debounce.py"), "pylsp"),
        ("python-lsp-server[pyflakes]",),
        TYPO,
        None,
        "pyflakes alone, without its 500 ms of waiting",
        settings=PYFLAKES_ONLY,
    ),
    Server(
        "jedi-language-server",
        (str(HERE / "without_debounce.py"), "jedi_language_server"),
        ("jedi-language-server",),
        SYNTAX,
        "yntax",
        "syntax errors alone, without its 1 s of waiting",
    ),
)


def project_environment() -> Path:
    """The environment that is active while servers run, so that imports resolve."""
    _install("project", PROJECT)
    return KEPT / "project"


def _install(name: str, packages: Sequence[str]) -> None:
    done = KEPT / name / "installed.txt"
    wanted = "\n".join(packages)
    if done.exists() and done.read_text() == wanted:
        return
    print(f"Installing {', '.join(packages)}", file=sys.stderr)
    venv.create(KEPT / name, with_pip=True, clear=True)
    pip = [str(_scripts(name) / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    subprocess.run([*pip, *packages], check=True)
    done.write_text(wanted)


def _scripts(name: str) -> Path:
    return KEPT / name / ("Scripts" if sys.platform == "win32" else "bin")
