"""How fast language servers answer while somebody types.

    python benchmarks/editing [--only SERVER ...] [--sizes N ...] [--rounds N] [--edits N] [--hour N] [--write]

Installs the other servers into `.benchmarks/servers` once, and runs every server on the same files with the same edits,
in rounds.  A keystroke takes from just before it is sent until diagnostics come that fit it: of its version, where the
server says one, and with the finding that it makes come or go.  Run it on a machine that does nothing else; ratios say
more than milliseconds.

With `--write` the tables and the picture in `docs` are replaced.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from aims import BUSY_OF_QUIET, MEMORY_OF_IDLE, aims, said
from figures import number, percentile, table
from measure import Plan, after_an_hour, measured, while_names_are_looked_up
from page import conditions, picture, tables
from servers import SERVERS, Server, project_environment

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, PICTURE = DOCS / "benchmarks.md", DOCS / "benchmarks.svg"
GENERATED = re.compile(r"(?<=<!-- begin: make bench -->\n).*(?=<!-- end: make bench -->)", re.DOTALL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", metavar="SERVER", choices=[server.name for server in SERVERS])
    parser.add_argument("--sizes", type=int, nargs="+", default=[50, 500, 2000, 10_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--edits", type=int, default=20)
    parser.add_argument("--hour", type=int, default=5000, help="keystrokes that stand for an hour; 0 leaves it out")
    parser.add_argument("--write", action="store_true", help="replace the tables and the picture in docs")
    options = parser.parse_args()
    servers = [server for server in SERVERS if options.only is None or server.name in options.only]
    plan = Plan(sorted(options.sizes), options.rounds, options.edits, options.hour)
    needs_others = any(server.packages for server in servers)
    for server in servers:
        server.install()
    project = project_environment() if needs_others else None
    samples = measured(servers, plan, project)
    parts = (conditions(servers, plan), aims(samples, plan.sizes), tables(samples, servers, plan.sizes))
    text = "\n".join(filter(None, parts))
    if options.hour:
        text += f"\n{_background(servers, plan, project)}"
    failures = [f"- {name}, {failure}" for name, one in samples.items() for failure in one.failures]
    text += "\n".join(["", "### Failures", "", *failures, ""]) if failures else ""
    print(text)
    if options.write:
        PAGE.write_text(GENERATED.sub(lambda _: f"\n{text}\n", PAGE.read_text(encoding="utf-8")), encoding="utf-8")
        PICTURE.write_text(picture(samples, servers, plan.sizes), encoding="utf-8")


def _background(servers: Sequence[Server], plan: Plan, project: Path | None) -> str:
    """Keystrokes while names are looked up, and memory: of mainguard and of a server that does nothing."""
    by_name = {server.name: server for server in servers}
    if not {"mainguard", "echo"} <= by_name.keys():
        return ""
    idle = replace(by_name["echo"], arguments=(*by_name["echo"].arguments, "jedi"))
    parts = []
    if project is not None:
        both = while_names_are_looked_up(by_name["mainguard"], plan, project)
        quiet, busy = (percentile(times, 0.95) for times in both)
        parts.append(
            "### Keystrokes while jedi looks up a large package for the first time\n\n"
            f"95th percentile of mainguard at 500 lines: {number(quiet)} ms otherwise, {number(busy)} ms then:"
            f" {said(busy / quiet, BUSY_OF_QUIET)} at most.\n"
        )
    rows, afterwards = [], []
    for name, server in (("mainguard", by_name["mainguard"]), ("pygls with jedi imported", idle)):
        before, after = after_an_hour(server, plan, project)
        rows.append([name, f"{before:.0f}", f"{after:.0f}"])
        afterwards.append(after)
    parts.append(f"### Memory with ten files of 500 lines open, in MiB, and after {plan.hour} keystrokes\n")
    parts.append(table(["server", "before", "after"], rows))
    if afterwards[1]:
        parts.append(f"The ratio afterwards is {said(afterwards[0] / afterwards[1], MEMORY_OF_IDLE)} at most.\n")
    return "\n".join(parts)


if __name__ == "__main__":
    main()
