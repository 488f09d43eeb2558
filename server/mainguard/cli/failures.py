"""What happens when mainguard itself fails: a line instead of a traceback, unless somebody is looking for the cause."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click

from mainguard.cli.terminal import complain

ISSUES = "https://github.com/mainguard/mainguard/issues"
_LOGGER = logging.getLogger("mainguard")

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Failures(logging.Handler):
    """Collects what the rooms of mainguard log, and says it on stderr."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0
        """How many stages failed that were not meant to."""
        self.shows_traceback = False

    def emit(self, record: logging.LogRecord) -> None:
        """Say what ``record`` says."""
        self.count += record.levelno >= logging.ERROR
        error = record.exc_info[1] if record.exc_info else None
        cause = "" if error is None else f": {''.join(traceback.format_exception_only(error)).strip()}"
        complain(record.getMessage() + cause)
        if error is not None and self.shows_traceback:
            click.echo("".join(traceback.format_exception(error)), err=True)

    def say_where_to_report(self) -> None:
        """Say what somebody who met a failure can do."""
        debug = "" if self.shows_traceback else ", with what the same command says with --debug"
        complain(f"this is a fault of mainguard itself; please report it at {ISSUES}{debug}")


@contextmanager
def noticed_failures() -> Iterator[Failures]:
    """What is logged inside the block."""
    failures = Failures()
    _LOGGER.addHandler(failures)
    try:
        yield failures
    finally:
        _LOGGER.removeHandler(failures)


def debug_option(command: _Command) -> _Command:
    """The option ``--debug``, which every command takes."""
    return click.option(
        "--debug", is_flag=True, expose_value=False, callback=_show_traceback, help="Show where mainguard itself fails."
    )(command)


def _show_traceback(context: click.Context, _: click.Parameter, value: bool) -> None:  # noqa: FBT001  # click's signature
    failures = context.find_object(Failures)
    if failures is not None and value:
        failures.shows_traceback = True
        failures.setLevel(logging.DEBUG)
        _LOGGER.setLevel(logging.DEBUG)
