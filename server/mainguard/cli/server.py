"""``mainguard server``, as far as the command line knows it; ``mainguard.__main__`` starts it."""

from __future__ import annotations

import click


@click.command(add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def server(arguments: tuple[str, ...]) -> None:  # noqa: ARG001  # the server reads them
    """Speak the Language Server Protocol, by default on stdin and stdout."""
    raise click.UsageError("the server starts only as the first word: `mainguard server`")
