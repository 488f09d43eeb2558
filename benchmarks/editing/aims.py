"""What mainguard's server is to reach, and what of it was reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from figures import exponent, number, percentile, table
from measure import REQUESTS, Samples

KEYSTROKES = ("finding", "new text", "new text elsewhere", "first line", "open bracket", "open string", "200 lines")
OF_RUFF = {50: 1.5, 500: 1.0, 2000: 0.5, 10_000: 0.15}
"""By lines, the largest share of ruff's time for a keystroke, median."""
P95_OF_MEDIAN = 3.0
EXPONENT = 0.2
OF_ECHO = {"initialize": 1.15, "first diagnostics": 1.3}
BUSY_OF_QUIET = 2.0
MEMORY_OF_IDLE = 1.3
_NOTHING = "-"


def aims(samples: Mapping[str, Samples], sizes: Sequence[int]) -> str:
    """A table of everything that is aimed at, in Markdown; what was missed is bold."""
    if "mainguard" not in samples:
        return ""
    header = ["aim", *(f"{size} lines" for size in sizes)]
    rows = [[what, *(_cell(*one) for one in cells)] for what, cells in _rows(samples, sizes)]
    explained = "Each number is a ratio, with what it is to be at most; what was missed is **bold**."
    return f"### What was aimed at\n\n{explained}\n\n{table(header, rows)}"


def said(value: float, most: float) -> str:
    """A ratio with what it is to be at most, bold where it is more."""
    text = f"{number(value)} of {number(most)}"
    return text if value <= most else f"**{text}**"


def _cell(value: float | None, most: float | None) -> str:
    return _NOTHING if value is None or most is None else said(value, most)


_Row = tuple[str, Sequence[tuple[float | None, float | None]]]


def _rows(samples: Mapping[str, Samples], sizes: Sequence[int]) -> Iterator[_Row]:
    own, ruff, echo = samples["mainguard"], samples.get("ruff"), samples.get("echo")
    for name in KEYSTROKES:
        times = own.times[name]
        if ruff is not None:
            yield (
                f"{name}: median, to ruff's",
                [(_share(own, ruff, name, size, 0.5), OF_RUFF.get(size)) for size in sizes],
            )
        spread = [_ratio(times[size], times[size], 0.95, 0.5) for size in sizes]
        yield f"{name}: 95th percentile, to the median", [(each, P95_OF_MEDIAN) for each in spread]
        known = [size for size in sizes if times[size]]
        if len(known) > 1:
            grows = exponent(known, [median(times[size]) for size in known])
            yield f"{name}: exponent", [(None, None)] * (len(sizes) - 1) + [(grows, EXPONENT)]
    for name in REQUESTS if ruff is not None else ():
        yield f"{name}: 95th percentile, to ruff's", [(_share(own, ruff, name, size, 0.95), 1.0) for size in sizes]
    for name, most in OF_ECHO.items() if echo is not None else ():
        yield f"{name}: median, to echo's", [(_share(own, echo, name, size, 0.5), most) for size in sizes]


def _share(own: Samples, other: Samples | None, name: str, size: int, share: float) -> float | None:
    return None if other is None else _ratio(own.times[name][size], other.times[name][size], share, share)


def _ratio(ones: Sequence[float], others: Sequence[float], share: float, other_share: float) -> float | None:
    return percentile(ones, share) / percentile(others, other_share) if ones and others else None
