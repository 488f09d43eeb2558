"""What ``mainguard verify`` prints: plain text, and JSON whose keys are a public contract."""

from __future__ import annotations

import json
import os
import sys
import textwrap
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import click

from mainguard.cli.terminal import printable
from mainguard.cli.verifying import Proof, Run
from mainguard.text.source import Source, UndecodableSourceError
from mainguard.verify.outcome import Frame, Kind, Verdict
from mainguard.verify.plan import Method

_CHILDREN = {Method.SPAWN: "a spawned child", Method.FORKSERVER: "a child of the forkserver"}
_COLOURS = {Verdict.CLEAN: "green", Verdict.FAILS: "red", Verdict.NOT_RUN: "yellow"}
_LAST_LINES = 12
_TELLS_OUTPUT = frozenset({Kind.RAISES, Kind.EXITS, Kind.DIED, Kind.TIMEOUT, Kind.NOT_RUN, Kind.RUNAWAY})


def as_text(proof: Proof) -> str:
    """The proof for people."""
    if not proof.request.is_before_after:
        return "\n".join(_run(proof, proof.before))
    if proof.after is None:
        return "\n".join([*_run(proof, proof.before, "before: "), "", "after: there is nothing that can be fixed"])
    fixes = "\n".join(f"fixed: {printable(message)}" for message in proof.fixed)
    return "\n".join([*_run(proof, proof.before, "before: "), "", fixes, "", *_run(proof, proof.after, "after: ")])


def as_json(proof: Proof) -> str:
    """The proof as one JSON object in ASCII; lines and columns are 1-based, columns in code points."""
    about = {
        "path": proof.request.script,
        "method": proof.request.method.value,
        "python": str(proof.python),
        "verdict": proof.verdict.value,
    }
    before = _described(proof.before)
    if not proof.request.is_before_after:
        return json.dumps({**about, **before}, indent=2)
    after = _described(proof.after) if proof.after else None
    return json.dumps({**about, "before": before, "after": after, "fixed": list(proof.fixed)}, indent=2)


# Text


def _run(proof: Proof, run: Run, label: str = "") -> Iterator[str]:
    outcome = run.outcome
    head = click.style(f"{label}{_VERDICTS[outcome.verdict]}:", fg=_COLOURS[outcome.verdict], bold=True)
    if "NO_COLOR" in os.environ:
        head = click.unstyle(head)
    python = _relative(str(proof.python))
    by = "" if proof.python == Path(sys.executable) else f" (by {printable(python)})"
    yield f"{head} {printable(_sentence(proof, run))}{by}"
    width = max((len(str(frame.line)) for frame in outcome.chain), default=1)
    for index, frame in enumerate(outcome.chain):
        yield from _excerpt(frame, run.source, proof, "-->" if index == 0 else ":::", width)
    for line in _explanation(run):
        yield f"{' ' * width} = {line}"


_VERDICTS = {Verdict.CLEAN: "clean", Verdict.FAILS: "fails", Verdict.NOT_RUN: "not proved"}


def _sentence(proof: Proof, run: Run) -> str:
    outcome, path = run.outcome, proof.request.script
    child = _CHILDREN[proof.request.method]
    when = f"when {child} imports it" if outcome.is_import else f"when {child} runs it"
    match outcome.kind:
        case Kind.CLEAN | Kind.SERVES | Kind.REEXECUTES:
            return f"{path} starts no process when {child} runs it"
        case Kind.STARTS:
            return f"{path} starts a process {when}"
        case Kind.RAISES:
            return f"{path} raises {outcome.error} {when}"
        case Kind.EXITS:
            return f"{path} ends the process {when}, before its work begins"
        case Kind.LOST:
            return f"{path} does not define {', '.join(f'`{name}`' for name in outcome.lost)} {when}"
        case Kind.RUNAWAY:
            return f"{path} starts processes without end {when}"
        case Kind.DIED:
            return f"{path} does not survive {when}"
        case Kind.TIMEOUT:
            return f"{path} was still running after {proof.request.seconds:g} s {when}"
        case Kind.NOT_RUN:
            return f"{path} cannot be run"


def _explanation(run: Run) -> Iterator[str]:
    outcome = run.outcome
    match outcome.kind:
        case Kind.SERVES:
            yield "it serves here, and was ended: a child that runs this file comes no further"
        case Kind.REEXECUTES:
            yield "it runs its own command line again here, and was ended: a main guard would change nothing"
        case Kind.STARTS if not outcome.message:
            by = f"{outcome.how} would start it, and" if outcome.how else "it is not refused:"
            yield f"{by} the new process would do the same again"
        case Kind.STARTS:
            yield "RuntimeError:"
        case Kind.EXITS:
            yield f"exit code: {printable(outcome.message)}"
        case Kind.LOST:
            yield "the parent sends it to the child, which looks for it there"
    if outcome.kind in (Kind.RAISES, Kind.STARTS, Kind.DIED, Kind.NOT_RUN) and outcome.message:
        prefix = f"{outcome.error}: " if outcome.error else ""
        # What CPython says after its first paragraph is advice.
        first = textwrap.dedent(f"{prefix}{outcome.message}".strip("\n")).partition("\n\n")[0]
        for line in first.splitlines():
            yield f"  {printable(line)}".rstrip()
    if outcome.kind in _TELLS_OUTPUT and outcome.output.strip():
        yield "it wrote:"
        for line in outcome.output.rstrip().splitlines()[-_LAST_LINES:]:
            yield f"  {printable(line)}"


def _excerpt(frame: Frame, script: Source, proof: Proof, arrow: str, width: int) -> Iterator[str]:
    line, start, end = _line_and_columns(frame, script, proof)
    within = "" if frame.function == "<module>" else f", in {frame.function}"
    yield f"{' ' * width}{arrow} {printable(_relative(frame.path))}:{frame.line}:{start + 1}{within}"
    if not line:
        return
    before, marked = (_displayed(part) for part in (line[:start], line[start:end]))
    yield f"{' ' * width} |"
    yield f"{frame.line:>{width}} | {before}{marked}{_displayed(line[end:])}"
    yield f"{' ' * width} | {' ' * _cells(before)}{'^' * max(_cells(marked), 1)}"
    yield f"{' ' * width} |"


def _line_and_columns(frame: Frame, script: Source, proof: Proof) -> tuple[str, int, int]:
    """The line of ``frame`` and what of it was evaluated, 0-based and in code points; empty when it is not known."""
    source = script if Path(frame.path) == Path(proof.request.script).absolute() else _source(frame.path)
    if source is None or not 1 <= frame.line <= source.lines.line_count:
        return "", 0, 0
    line = source.lines.line_text(frame.line - 1)
    start, end = len(line) - len(line.lstrip()), len(line.rstrip())
    if frame.range and frame.range.line == frame.line:
        start = _code_points(line, frame.range.column)
        end = _code_points(line, frame.range.end_column) if frame.range.end_line == frame.line else end
    return line, start, end


def _code_points(line: str, offset: int) -> int:
    return len(line.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "ignore"))


def _source(path: str) -> Source | None:
    try:
        return Source.decode(Path(path).read_bytes())
    except (OSError, UndecodableSourceError):
        return None


def _displayed(text: str) -> str:
    return printable(text.replace("\t", "    "))


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else not unicodedata.combining(each) for each in text)


def _relative(path: str) -> str:
    """``path`` as a person in the working directory would write it."""
    here = f"{Path.cwd()}{os.sep}"
    return path.removeprefix(here)


# JSON


def _described(run: Run) -> dict[str, object]:
    outcome = run.outcome
    return {
        "verdict": outcome.verdict.value,
        "outcome": outcome.kind.value,
        "world": "import" if outcome.is_import else "re-run",
        "message": textwrap.dedent(outcome.message.strip("\n")),
        "error": outcome.error or None,
        "package": outcome.how or None,
        "lost": list(outcome.lost),
        "chain": [_place(frame, run.source) for frame in outcome.chain],
        "forks": [_place(frame, run.source) for frame in outcome.forks],
        "output": outcome.output,
        "seconds": round(outcome.seconds, 3),
    }


def _place(frame: Frame, source: Source) -> dict[str, object]:
    column = None
    if frame.range and frame.range.line == frame.line and frame.line <= source.lines.line_count:
        column = _code_points(source.lines.line_text(frame.line - 1), frame.range.column) + 1
    return {"path": frame.path, "line": frame.line, "column": column, "function": frame.function}
