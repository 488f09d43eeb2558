"""Keeps pytest out of the repositories."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mainguard.cli.main import run
from repositories.repository import REPOSITORIES

collect_ignore = list(REPOSITORIES)

Check = Callable[..., str]


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Check:
    """``mainguard check`` in the working directory; what it prints."""
    monkeypatch.setenv("MAINGUARD_STRICT", "1")
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str) -> str:
        capsysbinary.readouterr()
        run(["check", "--no-cache", *arguments])
        return capsysbinary.readouterr().out.decode("utf-8")

    return call
