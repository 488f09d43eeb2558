"""``mainguard apis``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from mainguard.catalogue.api import Api
from mainguard.catalogue.description import Description, describe
from mainguard.catalogue.registry import all_entries
from mainguard.cli.failures import debug_option

_COLUMNS = ("call", "starts a process", "start method", "without a guard", "the child runs", "checked")


@click.command()
@click.argument("text", required=False, metavar="[TEXT]")
@click.option("--output-format", type=click.Choice(["table", "json"]), default="table", show_default=True)
@debug_option
def apis(text: str | None, output_format: str) -> None:
    """List the calls that start processes, and those that look like it and are harmless.

    With TEXT, only those in whose name it occurs, such as `torch` or `Pool`.
    """
    found = [api for api in all_entries() if _is_listed(api) and _is_meant(api, text)]
    if text is not None and not found:
        raise click.UsageError(f"the catalogue has nothing that is called {text!r}")
    if output_format == "json":
        click.echo(json.dumps([_in_json(api) for api in found], indent=2))
    else:
        _print_table([describe(api) for api in found])


def _is_listed(api: Api) -> bool:
    """Whether the entry is of interest by itself: others only say what leads to it."""
    starts = api.starts is not None or api.needed_in_child is not None or api.sets_start_method is not None
    return starts or bool(api.harmless)


def _is_meant(api: Api, text: str | None) -> bool:
    names = (api.name, *api.aliases, *api.import_aliases)
    return text is None or any(text.casefold() in name.casefold() for name in names)


def _in_json(api: Api) -> dict[str, object]:
    described = asdict(describe(api))
    method = api.starts.method.value if api.starts else None
    return {
        "name": api.name,
        "aliases": [*api.aliases, *api.import_aliases],
        "starts_when": described["when"] or None,
        "start_method": method,
        "consequence": described["effect"] or None,
        "child_runs": described["runs_again"] or None,
        "harmless": described["harmless"] or None,
        "checked": api.checked,
        "cases": list(api.cases),
    }


def _print_table(described: list[Description]) -> None:
    """A table on a terminal; else a line a call, its columns parted by tabs."""
    from rich.table import Table  # noqa: PLC0415  # other commands do not pay for rich

    from mainguard.cli.styled import console  # noqa: PLC0415  # the same

    terminal = console(sys.stdout)
    if not terminal.is_terminal:
        for row in (_COLUMNS, *map(_row, described)):
            click.echo("\t".join(row))
        return
    table = Table(*_COLUMNS, show_lines=True)
    for one in described:
        table.add_row(*(cell.replace("[", "\\[") for cell in _row(one)))
    terminal.print(table)


def _row(one: Description) -> tuple[str, ...]:
    if one.harmless:
        when = f"{one.when}; harmless: {one.harmless}" if one.when else f"no: {one.harmless}"
    else:
        when = one.when
    return one.name, when, one.method, one.effect, one.runs_again, one.checked
