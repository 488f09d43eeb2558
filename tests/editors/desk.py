"""A person's desk for the length of one test: a home folder, a project with one file, and ``mainguard`` on the path.

An editor is driven by a program of its own, in the editor's language where it has one.  The driver does one step after
the other and writes a line for each into the file that ``MAINGUARD_REPORT`` names: the step and what was seen, with a
tab between.  Where a step does not come about in time, it writes ``failed``, the step and why, and ends.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from editors.sample import Sample
from executed.processes import Run

REPOSITORY = Path(__file__).resolve().parents[2]
CONFIGURATIONS = REPOSITORY / "editors"
"""What users are given; the tests load these very files."""
DRIVERS = Path(__file__).resolve().parent
SERVER = DRIVERS / "server.py"

PATIENCE = 40
"""Seconds that a driver gives to each of its steps."""
IMPATIENCE = 2
"""Seconds for what is known not to come."""

_INHERITED = ("LANG", "MAINGUARD_STRICT")


@dataclass(frozen=True, slots=True)
class Driven:
    """What a driver saw."""

    steps: Mapping[str, str]
    """What was seen at each step that came about, in their order."""
    failed: str | None
    """The step that did not, if the driver said so."""
    why: str
    exit_code: int
    output: str
    messages: Sequence[Mapping[str, Any]]
    """What the editor and the server said to each other; see ``server.py``."""

    @property
    def is_done(self) -> bool:
        """Whether the driver came to its end."""
        return self.failed is None and self.exit_code == 0

    @property
    def finding(self) -> tuple[int, int, str]:
        """Line and column of the finding as the editor counts them, and its code."""
        place, code = self.steps["finding"].split()[:2]
        line, _, column = place.partition(":")
        return int(line), int(column), code

    @property
    def encoding(self) -> str:
        """The position encoding that the server announced; without a word it is UTF-16."""
        results = (entry["message"].get("result") for entry in self.messages if entry["sender"] == "server")
        (capabilities,) = (result["capabilities"] for result in results if result and "capabilities" in result)
        return str(capabilities.get("positionEncoding", "utf-16"))

    def explain(self) -> str:
        """Everything that helps to understand a failure."""
        steps = "\n".join(f"  {step}: {seen}" for step, seen in self.steps.items())
        end = f"failed at: {self.failed} ({self.why}), exit code {self.exit_code}"
        return f"{end}, steps:\n{steps}\noutput:\n{self.output[-4000:]}"


class Desk:
    """Where an editor is run; everything that it starts ends with ``drive``."""

    def __init__(self, folder: Path, sample: Sample, *, fault: str = "") -> None:
        """Lay out ``sample`` in the new ``folder``; ``fault``: what the server does wrong, see ``server.py``."""
        self.sample = sample
        self.home = folder / "home"
        self.project = folder / "project"
        self.file = self.project / sample.file
        self._folder = folder
        self._fault = fault
        for made in (self.home, self.project, self._bin):
            made.mkdir(parents=True)
        self.file.write_bytes(sample.text)
        (self.project / "pyproject.toml").write_text('[project]\nname = "page"\nversion = "1"\n')
        command = self._bin / "mainguard"
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{SERVER}" "$@"\n')
        command.chmod(0o755)

    def install(self, configuration: str, target: Path) -> None:
        """Put a file of `editors/` where the person would put it."""
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CONFIGURATIONS / configuration, target)

    def drive(self, command: Sequence[str | Path], *, seconds: float) -> Driven:
        """Run the driver for at most ``seconds``."""
        run = Run()
        output = self._folder / "driver.log"
        # The paths of sockets have to be short.
        with TemporaryDirectory(prefix="desk-") as temporary, output.open("wb") as log:
            process = subprocess.Popen(
                [str(word) for word in command],
                cwd=self.project,
                env={**self._environment(temporary), **run.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                pass  # the last step is missing, and the exit code is not 0
            finally:
                run.kill()
                exit_code = process.wait()
        steps = self._report()
        failed, _, why = steps.pop("failed", "").partition("\t")
        return Driven(steps, failed or None, why, exit_code, output.read_text("utf-8", "replace"), self._messages())

    @property
    def _bin(self) -> Path:
        return self._folder / "bin"

    def _environment(self, temporary: str) -> dict[str, str]:
        inherited = {key: value for key, value in os.environ.items() if key in _INHERITED}
        return {
            "LANG": "C.UTF-8",
            **inherited,
            "PATH": f"{self._bin}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_DATA_HOME": str(self.home / ".local/share"),
            "XDG_STATE_HOME": str(self.home / ".local/state"),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "XDG_RUNTIME_DIR": temporary,
            "TMPDIR": temporary,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(DRIVERS.parent),
            "MAINGUARD_BREAK": self._fault,
            "MAINGUARD_TRACE": str(self._folder / "trace.jsonl"),
            "MAINGUARD_REPORT": str(self._folder / "report.txt"),
            "MAINGUARD_CONFIGURATIONS": str(CONFIGURATIONS),
            "MAINGUARD_FILE": str(self.file),
            "MAINGUARD_PATIENCE": str(PATIENCE),
            "MAINGUARD_PATIENCE_FINDING": str(IMPATIENCE if self._fault == "diagnostics" else PATIENCE),
            "MAINGUARD_PATIENCE_FIX": str(IMPATIENCE if self._fault == "fix" else PATIENCE),
        }

    def _report(self) -> dict[str, str]:
        report = self._folder / "report.txt"
        lines = report.read_text(encoding="utf-8").splitlines() if report.exists() else []
        return {step: seen for step, _, seen in (line.partition("\t") for line in lines)}

    def _messages(self) -> list[Mapping[str, Any]]:
        trace = self._folder / "trace.jsonl"
        # The last line may be cut off: some editors kill the server.
        lines = trace.read_text(encoding="utf-8").split("\n")[:-1] if trace.exists() else []
        return [json.loads(line) for line in lines]
