"""Runs the command line in this process."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from harness.command_line import Mainguard, Result
from mainguard.cli.main import run


@pytest.fixture(autouse=True)
def hermetic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty working directory, no environment, no terminal; whatever fails inside mainguard fails the command."""
    for name in ("VIRTUAL_ENV", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MAINGUARD_STRICT", "1")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def mainguard(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Mainguard:
    def call(*arguments: str, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        capsysbinary.readouterr()
        code = run(list(arguments))
        captured = capsysbinary.readouterr()
        return Result(code, captured.out, captured.err.decode("utf-8"))

    return call
