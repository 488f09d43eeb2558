"""``mainguard rule``."""

from __future__ import annotations

import json

import click

from mainguard.cli.failures import debug_option
from mainguard.engine.links import rule_url
from mainguard.engine.selection import did_you_mean
from mainguard.rules.registry import all_rules, page, rule_named
from mainguard.rules.rule import Rule


@click.command()
@click.argument("name", required=False, metavar="[NAME|CODE]")
@click.option("--all", "is_all", is_flag=True, help="Every rule.")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@debug_option
def rule(name: str | None, output_format: str, *, is_all: bool) -> None:
    """Explain a rule."""
    if is_all == (name is not None):
        raise click.UsageError("takes the name or the code of one rule, or --all")
    rules = all_rules() if name is None else (_known(name),)
    if output_format == "json":
        described = [_described(one) for one in rules]
        click.echo(json.dumps(described if is_all else described[0], indent=2))
    else:
        from mainguard.cli.styled import print_markdown  # noqa: PLC0415  # other commands do not pay for rich

        print_markdown("\n\n".join(page(one).strip() for one in rules))


def _known(name: str) -> Rule:
    found = rule_named(name) or rule_named(name.lower()) or rule_named(name.upper())
    if found is None:
        raise click.UsageError(f"there is no rule {name!r}{did_you_mean(name)}")
    return found


def _described(one: Rule) -> dict[str, object]:
    return {
        "name": one.name,
        "code": one.code,
        "family": one.family,
        "summary": one.summary,
        "severity": one.severity.value,
        "fix": one.fix.value,
        "since": one.since,
        "url": rule_url(one),
        "page": page(one),
    }
