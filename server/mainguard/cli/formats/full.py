"""``--output-format full``: each finding with its source and the calls that lead to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.text import Text

from mainguard.cli.finding import Finding, OfferedFix, Place
from mainguard.cli.formats.headline import rule_and_message, severity_and_code
from mainguard.cli.terminal import printable
from mainguard.fixes.fix import Safety
from mainguard.rules.rule import Severity

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFORMATION: "bold blue"}
_GUTTER = "blue"
_TAB_STOP = 4
_LONGEST_EXCERPT = 160
"""In code points; a longer line is cut down to what stands around the place."""
_MARGIN = 40


def render(findings: Iterable[Finding]) -> Text:
    """All findings, with a blank line between them."""
    return Text("\n\n").join(Text("\n").join(_lines(finding)) for finding in findings)


def _lines(finding: Finding) -> Iterator[Text]:
    diagnostic = finding.diagnostic
    style = _STYLES[diagnostic.severity]
    yield Text.assemble((severity_and_code(diagnostic), style), (f" {rule_and_message(diagnostic)}", "bold"))
    places = (finding.place, *(step.place for step in finding.chain))
    width = max(len(str(place.first_line + len(place.lines))) for place in places)
    yield from _excerpt(finding.place, "-->", width, style)
    # The first call of the chain is where the finding is.
    for step in finding.chain[1:]:
        yield _gutter(width, "=", f"which calls {printable(step.name)}")
        yield from _excerpt(step.place, ":::", width, style)
    if finding.fix:
        yield _gutter(width, "=", f"fix: {finding.fix.title} ({_how_to_apply(finding.fix)})")
    yield _gutter(width, "=", f"see {finding.url}")


def _excerpt(place: Place, arrow: str, width: int, style: str) -> Iterator[Text]:
    yield Text.assemble(
        (f"{' ' * width}{arrow} ", _GUTTER), f"{printable(place.path)}:{place.start.line}:{place.start.column}"
    )
    if not place.lines:
        return
    yield _gutter(width, "|")
    for number, line in enumerate(place.lines, place.first_line):
        if number != place.start.line:
            yield _numbered(number, width, _displayed(line[:_LONGEST_EXCERPT]))
            continue
        end = place.end.column - 1 if place.end.line == place.start.line else len(line)
        before, marked, after = _cut(line, place.start.column - 1, max(end, place.start.column - 1))
        shown_before = _displayed(before)
        shown_marked = _displayed(marked, cell_len(shown_before))
        shown_after = _displayed(after, cell_len(shown_before + shown_marked))
        yield _numbered(number, width, shown_before + shown_marked + shown_after)
        underline = " " * cell_len(shown_before) + "^" * max(cell_len(shown_marked), 1)
        yield Text.assemble((f"{' ' * width} | ", _GUTTER), (underline, style))
    yield _gutter(width, "|")


def _gutter(width: int, mark: str, text: str = "") -> Text:
    return Text.assemble((f"{' ' * width} {mark}", _GUTTER), f" {text}" if text else "")


def _numbered(number: int, width: int, line: str) -> Text:
    return Text.assemble((f"{number:>{width}} |", _GUTTER), f" {line}" if line else "")


def _cut(line: str, start: int, end: int) -> tuple[str, str, str]:
    """``line`` before, in and after the marked part, cut down to an excerpt when it is long."""
    if len(line) <= _LONGEST_EXCERPT:
        return line[:start], line[start:end], line[end:]
    end = min(end, start + _LONGEST_EXCERPT)
    first, last = max(start - _MARGIN, 0), min(end + _MARGIN, len(line))
    before = ("…" if first else "") + line[first:start]
    after = line[end:last] + ("…" if last < len(line) else "")
    return before, line[start:end], after


def _displayed(text: str, column: int = 0) -> str:
    """``text`` as it is shown from the 0-based screen ``column`` on, with tabs expanded."""
    parts = []
    for index, part in enumerate(text.split("\t")):
        if index:
            gap = _TAB_STOP - column % _TAB_STOP
            parts.append(" " * gap)
            column += gap
        parts.append(printable(part))
        column += cell_len(parts[-1])
    return "".join(parts)


def _how_to_apply(fix: OfferedFix) -> str:
    if fix.safety is Safety.SAFE:
        return "safe, apply with --fix"
    reason = f"unsafe: {fix.why_unsafe}" if fix.why_unsafe else "unsafe"
    return f"{reason}; apply with --fix --unsafe-fixes"
