"""``mainguard check``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from mainguard.cli.failures import debug_option
from mainguard.cli.overrides import overriding
from mainguard.cli.projects import Projects
from mainguard.cli.run import Request, Run
from mainguard.engine.settings import PLATFORMS
from mainguard.project.configuration import read_configuration


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH...|-]")
@click.option(
    "--output-format",
    type=click.Choice(["full", "concise", "json"]),
    default="full",
    show_default=True,
    help="How findings are printed.",
)
@click.option("--fix", "is_fix", is_flag=True, help="Make the safe fixes; of `-`, print the fixed text.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff, make the unsafe fixes too.")
@click.option("--diff", "is_diff", is_flag=True, help="Print what --fix would change, and change nothing.")
@click.option("--select", multiple=True, metavar="RULES", help="Only these rules, whatever is configured.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Not these rules, besides the configured ones.")
@click.option("--force-exclude", is_flag=True, help="Leave excluded files out even where a PATH names them.")
@click.option("--stdin-filename", metavar="PATH", help="What `-` is called, which decides on settings and imports.")
@click.option("--target-python", metavar="VERSION", help="The version that runs the code.  [default: requires-python]")
@click.option("--platform", type=click.Choice([*PLATFORMS, "all"]), help="Where the code runs.  [default: all]")
@click.option("--starts-processes", multiple=True, metavar="NAMES", help="Further calls that start a process.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 when there are findings.")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Read this configuration and no other.")
@click.option("--python", metavar="PATH", help="The interpreter of the project's environment.")
@click.option("--timings", is_flag=True, help="Say which files took longest.")
@debug_option
def check(**options: Any) -> int:
    """Find calls that start a process without a main guard.

    PATH is a file or a folder, by default the working directory; `-` is stdin.  RULES are names, codes, beginnings of
    codes or families, separated by commas.

    Exits with 0 when nothing is found, 1 when something is, 2 when something goes wrong.
    """
    request = Request(**options)
    request.refuse_contradictions()
    override = overriding(
        request.select,
        request.ignore,
        request.target_python,
        request.platform,
        request.python,
        request.starts_processes,
    )
    configuration = read_configuration(request.config) if request.config else None
    run = Run(request, Projects(override, os.environ, configuration))
    try:
        return run.check_stdin() if request.is_stdin else run.check_files()
    finally:
        run.projects.close()
