"""``mainguard check``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mainguard.cli.failures import debug_option
from mainguard.cli.run import Request, Run, projects_of
from mainguard.engine.settings import PLATFORMS


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
@click.option(
    "--cache-dir",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="MAINGUARD_CACHE_DIR",
    metavar="FOLDER",
    help="Where results are kept.  [default: .mainguard_cache in the project's root]",
)
@click.option("--no-cache", is_flag=True, envvar="MAINGUARD_NO_CACHE", help="Check every file, and keep no results.")
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="How many processes check.  [default: as many as pay off]"
)
@click.option("--timings", is_flag=True, help="Say which of the files that had to be checked took longest.")
@debug_option
def check(**options: Any) -> int:
    """Find calls that start a process without a main guard.

    PATH is a file or a folder, by default the working directory; `-` is stdin.  RULES are names, codes, beginnings of
    codes or families, separated by commas.

    Exits with 0 when nothing is found, 1 when something is, 2 when something goes wrong.
    """
    request = Request(**options)
    request.refuse_contradictions()
    run = Run(request, projects_of(request))
    try:
        return run.check_stdin() if request.is_stdin else run.check_files()
    finally:
        run.projects.close()
