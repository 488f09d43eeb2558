"""Writes ``docs/catalogue.md``: every call that the catalogue knows, with the evidence.

Run it with the Python of a checkout in which mainguard is installed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from mainguard.catalogue.api import Api
from mainguard.catalogue.description import describe
from mainguard.catalogue.registry import all_entries

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "catalogue.md"
LABELS = ROOT / "tests" / "executed" / "labels.json"

CONFIGURATIONS = {
    "311": "3.11 on Linux",
    "311s": "3.11 with spawn as on macOS and Windows",
    "314": "3.14 on Linux",
    "314s": "3.14 with spawn",
}
_HEAD = """\
# The catalogue

The calls that mainguard knows: which of them start a process that runs the program again, when, how, and what comes of
it without a main guard. `mainguard apis` lists the same. This page is made of the entries in
[`server/mainguard/catalogue/entries`](../server/mainguard/catalogue/entries) and of what happened when the programs in
[`tests/executed`](../tests/executed/README.md) were run; `make fix` writes it.

*Checked* names the versions that an entry was compared with, and the lines of their source that decide.
"""

Labels = Mapping[str, Mapping[str, Mapping[str, object]]]


def page(entries: Iterable[Api], labels: Labels) -> str:
    """The whole page, as Markdown."""
    libraries: dict[str, list[Api]] = {}
    for api in entries:
        libraries.setdefault(library(api), []).append(api)
    parts = [_HEAD, *(_section(name, apis, labels) for name, apis in sorted(libraries.items()))]
    return "\n".join(parts)


def library(api: Api) -> str:
    """The package that users import."""
    return api.name.partition(".")[0]


def outcome(case: str, labels: Labels) -> str:
    """What came of a case: ``ok on 3.11 on Linux, bootstrap_error on 3.14 on Linux``; empty when it was not run."""
    by_outcome: dict[str, list[str]] = {}
    for configuration, called in CONFIGURATIONS.items():
        seen = labels.get(case, {}).get(configuration)
        if seen is not None:
            by_outcome.setdefault(str(seen["label"]), []).append(called)
    return "; ".join(f"`{label}`: {', '.join(where)}" for label, where in by_outcome.items())


def _section(name: str, apis: list[Api], labels: Labels) -> str:
    starting = [api for api in apis if describe(api).when and not api.harmless]
    harmless = [api for api in apis if api.harmless]
    others = [api for api in apis if api not in starting and api not in harmless]
    parts = [f"## {name}\n"]
    if starting:
        rows = (
            (f"`{one.name}`", one.when, one.method, one.effect, one.runs_again, one.checked)
            for one in map(describe, starting)
        )
        heads = ("Call", "Starts a process", "Start method", "Without a guard", "The child runs", "Checked")
        parts.append(_table(heads, rows))
    if harmless:
        rows_harmless = ((f"`{api.name}`", api.harmless, api.checked) for api in harmless)
        parts.append(_table(("Harmless", "Why", "Checked"), rows_harmless))
    runs = list(_runs(apis, labels))
    if runs:
        parts.append(_table(("Program that was run", "What happened"), runs))
    if others:
        names = ", ".join(f"`{api.name}`" for api in others)
        checked = "; ".join(dict.fromkeys(api.checked for api in others if api.checked))
        parts.append(f"Also followed: {names}. Checked: {checked or 'with the calls above'}.\n")
    return "\n".join(parts)


def _runs(apis: list[Api], labels: Labels) -> Iterator[tuple[str, str]]:
    """The programs that prove the entries, and their outcomes."""
    for case in dict.fromkeys(case for api in apis for case in api.cases):
        for stem in (case, f"api_{case}"):
            for name in (stem, f"{stem}_unguarded", f"{stem}_guarded"):
                if text := outcome(name, labels):
                    yield f"`{name}`", text


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = tuple(heads)
    lines = [_line(heads), f"|{'---|' * len(heads)}", *map(_line, rows)]
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') or '-' for cell in cells)} |"


def main() -> None:
    """Bring the page up to date."""
    PAGE.write_text(page(all_entries(), json.loads(LABELS.read_text("utf-8"))), "utf-8")


if __name__ == "__main__":
    main()
