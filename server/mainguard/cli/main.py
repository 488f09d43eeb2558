"""The command line: runs a command and turns whatever happens into an exit code."""

from __future__ import annotations

import errno
import logging
import os
import sys
from typing import TextIO

import click

from mainguard import __version__
from mainguard.cli.apis import apis
from mainguard.cli.check import check
from mainguard.cli.dump import dump
from mainguard.cli.exit_code import ExitCode
from mainguard.cli.failures import Failures, debug_option, noticed_failures
from mainguard.cli.rule import rule
from mainguard.cli.server import server
from mainguard.cli.terminal import accept_any_text, complain
from mainguard.cli.verify import verify
from mainguard.engine.settings import SettingsError

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says where output finds no place; reading and rewriting files have messages of their own."""

_log = logging.getLogger(__name__)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
@debug_option
def mainguard() -> None:
    """Find Python calls that start a process without a main guard, and fix them."""


for _command in (check, verify, rule, apis, dump, server):
    mainguard.add_command(_command)


def run(arguments: list[str]) -> int:
    """Run the command that ``arguments`` name, without the program's own name, and return its exit code."""
    accept_any_text(sys.stdout, sys.stderr)
    with noticed_failures() as failures:
        code = _run(arguments, failures)
        if failures.count:
            failures.say_where_to_report()
            return ExitCode.FAILED
        return code


def _run(arguments: list[str], failures: Failures) -> int:
    try:
        code = mainguard.main(arguments, prog_name="mainguard", standalone_mode=False, obj=failures)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return ExitCode.FAILED
    except SettingsError as error:
        complain(str(error))
        return ExitCode.FAILED
    except click.Abort:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough.
        _drop_what_is_left(sys.stdout)
        return ExitCode.FAILED
    except OSError as error:
        if error.errno not in _NO_ROOM:
            _log.exception("the command could not be finished")
            return ExitCode.FAILED
        complain(f"the output cannot be written: {error.strerror}")
        _drop_what_is_left(sys.stdout)
        return ExitCode.FAILED
    except Exception:  # noqa: BLE001  # logged, and the exit code tells
        _log.exception("the command could not be finished")
        return ExitCode.FAILED
    return code if isinstance(code, int) else 0


def _drop_what_is_left(stream: TextIO) -> None:
    """Have what is still in the buffer go nowhere, so that it does not fail again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
