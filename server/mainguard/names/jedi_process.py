"""The conversation with the process that asks jedi."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import logging
import subprocess
import sys
import time
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from mainguard.names import jedi_worker

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long jedi may take, in seconds, before the import name has to do."""

    per_question: float = 10
    per_call: float = 30
    losses: int = 3
    """How many questions may end the process before the rest is not asked any more."""
    idle: float = 2
    """How long the process is kept for more questions: an answer may raise the next one at once."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What jedi says about a dotted name."""

    canonical: str
    """The public name of what it is bound to."""
    files: tuple[str, ...] | None
    """Where the definitions are that led there; ``None`` when jedi failed, and may do better another time."""


class JediProcess:
    """A process of mainguard's own interpreter that asks jedi; started when needed, ended with this object.

    Whoever uses it makes sure that one thread does so at a time.
    """

    def __init__(self, environment_paths: Sequence[Path], project_root: Path, patience: Patience) -> None:
        self._patience = patience
        self._settings = {
            "libraries": _folders_of("jedi", "parso"),
            "environment": [str(path) for path in environment_paths],
            "project": str(project_root),
            "seconds": patience.per_question,
        }
        self._process: subprocess.Popen[str] | None = None
        self._ending: weakref.finalize[..., JediProcess] | None = None

    def answers(self, questions: Sequence[str]) -> dict[str, Answer]:
        """The answer about each dotted name that could be found out in time; the others are left out."""
        answered: dict[str, Answer] = {}
        deadline = time.monotonic() + self._patience.per_call
        start = losses = 0
        while start < len(questions) and losses < self._patience.losses and time.monotonic() < deadline:
            for question, answer in zip(questions[start:], self._asked(questions[start:]), strict=False):
                answered[question] = answer
                start += 1
                if time.monotonic() >= deadline:
                    break
            if start < len(questions):
                _log.info("jedi gave no answer about %s in time", questions[start])
                self.close()
                start += 1
                losses += 1
        return answered

    def close(self) -> None:
        """End the process; the next question starts another."""
        if self._ending is not None:
            self._ending()
        self._process = self._ending = None

    def _asked(self, questions: Sequence[str]) -> Iterator[Answer]:
        """The answers in order, as they come; fewer than ``questions`` when the process ended."""
        try:
            requests, answers = self._streams()
            requests.write(json.dumps(questions) + "\n")
            requests.flush()
            for _ in questions:
                line = answers.readline()
                if not line.endswith("\n"):
                    return
                answer = json.loads(line)
                if "problem" in answer:
                    _log.info("jedi failed: %s", answer["problem"])
                files = answer.get("files")
                yield Answer(answer["canonical"], None if files is None else tuple(files))
        except (OSError, ValueError) as error:
            _log.warning("jedi could not be asked: %s", error)

    def _streams(self) -> tuple[IO[str], IO[str]]:
        """Where requests go and answers come from; of a new process when there is none or it died since."""
        process = self._process
        if process is None or process.poll() is not None:
            self.close()
            process = self._start()
        if process.stdin is None or process.stdout is None:
            raise OSError("the process was started without pipes")
        return process.stdin, process.stdout

    def _start(self) -> subprocess.Popen[str]:
        # -I and -S: no environment variable, working directory or site-packages decides what it imports.
        command = [sys.executable, "-I", "-S", jedi_worker.__file__, json.dumps(self._settings)]
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own file
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._process, self._ending = process, weakref.finalize(self, _end, process)
        return process


def jedi_files() -> list[Path]:
    """The files that stand for the program that answers: they change with its version."""
    specs = [importlib.util.find_spec(package) for package in ("jedi", "parso")]
    return [Path(jedi_worker.__file__), *(Path(spec.origin) for spec in specs if spec is not None and spec.origin)]


def _folders_of(*packages: str) -> list[str]:
    """The folders that ``packages`` are imported from; does not import them."""
    specs = [importlib.util.find_spec(package) for package in packages]
    return sorted({str(Path(spec.origin).parents[1]) for spec in specs if spec is not None and spec.origin})


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    for stream in (process.stdin, process.stdout):
        # Closing flushes, and nobody may be reading any more.
        with contextlib.suppress(OSError):
            if stream is not None:
                stream.close()
    process.wait()
