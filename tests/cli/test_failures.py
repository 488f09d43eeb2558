"""What a user sees when mainguard itself fails."""

from __future__ import annotations

import logging

import pytest

from harness.command_line import UNGUARDED, Mainguard, write
from mainguard.cli import checking, main


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checking fails in files that hold the word."""
    check = checking.check

    def fail(module: checking.ProjectModule, *arguments: object) -> object:
        if "explode" in module.tree.source.text:
            raise RuntimeError("broken on purpose")
        return check(module, *arguments)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(checking, "check", fail)


@pytest.mark.usefixtures("broken")
def test_a_failure_is_2_and_one_line_and_the_other_files_are_checked(mainguard: Mainguard) -> None:
    write("a.py", "explode")
    write("b.py", UNGUARDED)

    result = mainguard("check", "--output-format", "json", "--exit-zero")

    first, second = result.err.splitlines()
    assert (result.code, result.places) == (2, ["b.py:3:1 MG101"])
    assert first == "mainguard: a.py could not be checked: RuntimeError: broken on purpose"
    assert "please report it at https://github.com/mainguard/mainguard/issues" in second


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("arguments", [["--debug", "check"], ["check", "--debug"]])
def test_debug_shows_the_traceback(mainguard: Mainguard, arguments: list[str]) -> None:
    write("a.py", "explode")

    result = mainguard(*arguments)

    assert (result.code, "Traceback (most recent call last)" in result.err) == (2, True)


def test_what_the_engine_contains_is_a_failure_too(mainguard: Mainguard, monkeypatch: pytest.MonkeyPatch) -> None:
    write("app.py", UNGUARDED)
    monkeypatch.delenv("MAINGUARD_STRICT")

    def broken_rule(*_: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("mainguard.engine.check.replay", broken_rule)
    result = mainguard("check")

    assert result.code == 2
    assert "RuntimeError: broken on purpose" in result.err
    assert "Traceback" not in result.err


def test_whatever_else_fails_is_2_without_a_traceback(mainguard: Mainguard, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(main.mainguard, "main", fail)
    result = mainguard("check")

    assert (result.code, "RuntimeError: broken on purpose" in result.err) == (2, True)
    assert "Traceback" not in result.err


def test_an_interrupted_run_is_130(mainguard: Mainguard, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    write("app.py", UNGUARDED)
    monkeypatch.setattr(checking, "check", interrupt)

    assert mainguard("check").code == 130


def test_a_run_leaves_logging_as_it_was(mainguard: Mainguard) -> None:
    logger = logging.getLogger("mainguard")
    before = (list(logger.handlers), logger.level)
    write("app.py", UNGUARDED)

    mainguard("check", "--debug")

    assert (list(logger.handlers), logger.level) == before
