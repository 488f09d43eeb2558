"""The page and its picture."""

from __future__ import annotations

import math
import platform
from collections.abc import Mapping, Sequence
from statistics import median

from aims import KEYSTROKES
from figures import exponent, number, percentile, table
from measure import REQUESTS, Plan, Samples
from servers import Server

_COLOURS = ("#c0392b", "#2c3e50", "#7f8c8d", "#bdc3c7", "#2980b9", "#8e44ad")
_NOTHING = "-"
_WIDTH, _HEIGHT, _MARGIN = 720, 420, 60


def tables(samples: Mapping[str, Samples], servers: Sequence[Server], sizes: Sequence[int]) -> str:
    """What was measured, in Markdown: milliseconds, and in brackets how much that is of ruff's."""
    parts = []
    for name in KEYSTROKES:
        parts.append(f"### {_TITLES[name]}\n\nMedian:\n")
        parts.append(_table(samples, servers, sizes, name, 0.5, with_exponent=True))
        parts.append("95th percentile:\n")
        parts.append(_table(samples, servers, sizes, name, 0.95))
    for name in REQUESTS:
        parts.append(f"### {name.capitalize()}, 95th percentile\n")
        parts.append(_table(samples, servers, sizes, name, 0.95))
    for name in ("initialize", "first diagnostics"):
        parts.append(f"### From the start of the process to {_TITLES[name]}, median\n")
        parts.append(_table(samples, servers, sizes, name, 0.5, baseline="echo"))
    return "\n".join(parts)


_TITLES = {
    "finding": "A keystroke that makes a finding come or go, in the middle",
    "new text": "A keystroke in the statement that the finding is of, each text seen for the first time",
    "new text elsewhere": "A keystroke in a function in the middle, each text seen for the first time",
    "first line": "A keystroke in the first line",
    "open bracket": "An open bracket in the middle, and its removal",
    "open string": "An open triple quote in the middle, and its removal",
    "200 lines": "Pasting 200 lines in the middle, and undoing it",
    "initialize": "the answer to `initialize`",
    "first diagnostics": "the first diagnostics",
}


def _table(
    samples: Mapping[str, Samples],
    servers: Sequence[Server],
    sizes: Sequence[int],
    name: str,
    share: float,
    *,
    baseline: str = "ruff",
    with_exponent: bool = False,
) -> str:
    rows = []
    for server in servers:
        times = samples[server.name].times[name]
        cells = [
            _cell(times[size], samples[baseline].times[name][size] if baseline in samples else [], share)
            for size in sizes
        ]
        if with_exponent:
            known = [size for size in sizes if times[size]]
            cells.append(
                f"{exponent(known, [median(times[size]) for size in known]):.2f}" if len(known) > 1 else _NOTHING
            )
        rows.append([server.name, *cells])
    header = ["server", *(f"{size} lines" for size in sizes), *(["exponent"] if with_exponent else [])]
    return table(header, rows)


def _cell(times: Sequence[float], reference: Sequence[float], share: float) -> str:
    if not times:
        return _NOTHING
    value = percentile(times, share)
    return f"{number(value)} ({number(value / percentile(reference, share))})" if reference else number(value)


def conditions(servers: Sequence[Server], plan: Plan) -> str:
    """What was compared, and how."""
    notes = table(["server", "what it does"], ([server.name, server.note] for server in servers))
    return (
        f"{platform.python_implementation()} {platform.python_version()} on {platform.system()}; {plan.rounds} rounds,"
        f" in each {plan.edits} edits of each kind, made and taken back.\n\n{notes}"
    )


def picture(samples: Mapping[str, Samples], servers: Sequence[Server], sizes: Sequence[int]) -> str:
    """Median latency of a keystroke over the size of the file, both logarithmic, as SVG."""
    lines = {
        server.name: [(size, median(times)) for size in sizes if (times := samples[server.name].times["finding"][size])]
        for server in servers
    }
    values = [value for points in lines.values() for _, value in points]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    across = (math.log10(sizes[0]), math.log10(sizes[-1]))

    def x(size: float) -> float:
        return _MARGIN + (math.log10(size) - across[0]) / ((across[1] - across[0]) or 1) * (_WIDTH - 3.5 * _MARGIN)

    def y(value: float) -> float:
        return _HEIGHT - _MARGIN - (math.log10(value) - low) / ((high - low) or 1) * (_HEIGHT - 2 * _MARGIN)

    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif"',
        f' font-size="12"><rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<text x="{_MARGIN}" y="24" font-size="14">Keystroke to diagnostics: median in ms over lines</text>',
    ]
    for power in range(low, high + 1):
        at = y(10.0**power)
        drawn.append(f'<line x1="{_MARGIN}" x2="{x(sizes[-1]):.0f}" y1="{at:.1f}" y2="{at:.1f}" stroke="#ddd"/>')
        drawn.append(f'<text x="{_MARGIN - 8}" y="{at + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    drawn += [
        f'<text x="{x(size):.0f}" y="{_HEIGHT - _MARGIN + 20}" text-anchor="middle">{size}</text>' for size in sizes
    ]
    for (name, points), colour in zip(lines.items(), _COLOURS, strict=False):
        if points:
            path = " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in points)
            last_size, last = points[-1]
            drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
            drawn.append(f'<text x="{x(last_size) + 8:.0f}" y="{y(last) + 4:.1f}" fill="{colour}">{name}</text>')
    return "\n".join([*drawn, "</svg>", ""])
