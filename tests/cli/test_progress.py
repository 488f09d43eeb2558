from __future__ import annotations

import io
from collections.abc import Callable

from mainguard.cli.progress import with_progress


class Terminal(io.StringIO):
    """Text that claims to go to a terminal."""

    def isatty(self) -> bool:
        return True


def clock(seconds_a_step: float) -> Callable[[], float]:
    """Tells a time that goes on by the same amount whenever it is asked for."""
    now = 0.0

    def tell() -> float:
        nonlocal now
        now += seconds_a_step
        return now

    return tell


def test_a_slow_run_on_a_terminal_shows_how_far_it_is() -> None:
    terminal = Terminal()

    assert list(with_progress(range(5), 5, terminal, clock(0.6))) == [0, 1, 2, 3, 4]
    assert "Checking" in terminal.getvalue()


def test_a_quick_run_shows_nothing() -> None:
    terminal = Terminal()

    assert list(with_progress(range(5), 5, terminal, clock(0.01))) == [0, 1, 2, 3, 4]
    assert terminal.getvalue() == ""


def test_without_a_terminal_nothing_is_shown() -> None:
    stream = io.StringIO()

    assert list(with_progress(range(5), 5, stream, clock(10))) == [0, 1, 2, 3, 4]
    assert stream.getvalue() == ""
