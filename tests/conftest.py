"""Failures of mainguard's own are raised, not logged."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAINGUARD_STRICT", "1")
