"""Keeps pytest out of the programs, and counts the executed cases that mainguard's verdict agrees with."""

from __future__ import annotations

from collections import Counter

import pytest

from mainguard.engine.check import STRICT_VARIABLE

collect_ignore = ["cases", "helpers", "library", "shapes"]

AGREEMENT = "agreement with what was executed"


@pytest.fixture(autouse=True)
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stage that fails fails the test, instead of making mainguard silent."""
    monkeypatch.setenv(STRICT_VARIABLE, "1")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many executed runs the static verdict agrees with.  Reads reports, so it works under xdist."""
    counts: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            if name == AGREEMENT:
                counts[str(value) if report.passed else "disagrees"] += 1
    if counts:
        terminalreporter.section("executed cases")
        terminalreporter.line(
            f"mainguard's verdict agrees with {counts['agrees']} of {counts.total()} executed runs; "
            f"{counts['undecided']} are undecided and {counts['other-failure']} fail for another reason "
            f"with a guard, too, as tests/executed/undecided.toml lists; {counts['disagrees']} disagree"
        )
