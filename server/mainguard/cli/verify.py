"""``mainguard verify``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from mainguard.cli.exit_code import ExitCode
from mainguard.cli.failures import debug_option
from mainguard.cli.formats import proof as formats
from mainguard.cli.overrides import overriding
from mainguard.cli.projects import Projects
from mainguard.cli.terminal import complain
from mainguard.cli.verifying import Request, prove
from mainguard.text.source import Source, UndecodableSourceError
from mainguard.verify.outcome import Verdict
from mainguard.verify.plan import Method

_EXIT_CODES = {
    Verdict.CLEAN: ExitCode.CLEAN,
    Verdict.FAILS: ExitCode.FINDINGS,
    Verdict.NOT_RUN: ExitCode.FAILED,
}


@click.command()
@click.argument("script")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-- ARG...]")
@click.option(
    "--method",
    type=click.Choice([method.value for method in Method]),
    default=Method.SPAWN.value,
    show_default=True,
    help="The start method of the child.",
)
@click.option(
    "--timeout",
    "seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long a run may take.",
)
@click.option("--before-after", "is_before_after", is_flag=True, help="Run the fixed text too, and say both.")
@click.option("--unsafe-fixes", is_flag=True, help="With --before-after, make the unsafe fixes too.")
@click.option("--python", metavar="PATH", help="The interpreter that runs it.  [default: the environment's]")
@click.option("--output-format", type=click.Choice(["full", "json"]), default="full", show_default=True)
@debug_option
def verify(  # noqa: PLR0913  # one parameter an option
    *,
    script: str,
    arguments: tuple[str, ...],
    method: str,
    seconds: float,
    is_before_after: bool,
    unsafe_fixes: bool,
    python: str | None,
    output_format: str,
) -> int:
    """Run SCRIPT as a child process would, and prove that it starts none.

    This is the one command that runs your code: the module level of SCRIPT, under the name `__mp_main__`, with the
    arguments ARG.  It ends with the first process that it is about to start, and whatever it started is ended with it.

    Exits with 0 when the child comes to its work, 1 when it fails, 2 when it could not be run to its end.
    """
    request = Request(script, arguments, Method(method), seconds, is_before_after, unsafe_fixes)
    if unsafe_fixes and not is_before_after:
        raise click.UsageError("--unsafe-fixes goes with --before-after")
    source = _read(Path(script))
    if source is None:
        return ExitCode.FAILED
    projects = Projects(overriding((), (), None, None, python), os.environ)
    try:
        proof = prove(request, source, projects.of(Path(script)), os.environ)
    finally:
        projects.close()
    click.echo(formats.as_json(proof) if output_format == "json" else formats.as_text(proof))
    return _EXIT_CODES[proof.verdict]


def _read(script: Path) -> Source | None:
    """The text of the script; ``None`` when there is none, which is said."""
    if script.suffix == ".ipynb":
        complain(f"{script} is a notebook, and no child runs a notebook again")
        return None
    try:
        return Source.decode(script.read_bytes())
    except OSError as error:
        complain(f"{script} cannot be read: {error.strerror}")
    except UndecodableSourceError as error:
        complain(f"{script} is not Python: {error}")
    return None
