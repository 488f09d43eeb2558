"""Carries out a plan: starts the interpreter, watches it, ends it with all that it started, says what came of it."""

from __future__ import annotations

import ast
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from mainguard.verify import processes
from mainguard.verify.outcome import Frame, Kind, Outcome, Range
from mainguard.verify.plan import Plan

CHILD = Path(__file__).with_name("child.py")
MOST_PROCESSES = 64
"""A run with more live processes than this is a runaway."""

# In a namespace of its own, so that `__main__` is nearly as empty as in a real child; without the working directory, so
# that nothing in it stands in for the standard library before the module is run.
_BOOTSTRAP = (
    "import sys; sys.path[:] = [p for p in sys.path if p]; n = {'__name__': 'child', '__file__': sys.argv[1]}; "
    "exec(compile(open(sys.argv[1], encoding='utf-8').read(), sys.argv[1], 'exec'), n); "
    "n['main'](eval(open(sys.argv[2], encoding='utf-8').read()))"
)
_POLL = 0.05  # seconds
_GRACE = 5.0
"""Seconds more, after which a process is ended that does not watch its time: it never lets go of Python's lock."""
_OUTPUT_KEPT = 20_000  # bytes
_DRAIN = 2.0  # seconds


def run(plan: Plan, environ: Mapping[str, str]) -> Outcome:
    """What comes of ``plan`` with the environment variables ``environ``.  Nothing that it starts is left."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mainguard-verify-") as folder:
        report, written = Path(folder, "report"), Path(folder, "plan")
        text = None
        if plan.text is not None:
            text = Path(folder, "text.py")
            text.write_bytes(plan.text)
        written.write_text(repr(_described(plan, report, text)), "utf-8", "surrogateescape")
        command = [str(plan.parent.python), "-c", _BOOTSTRAP, str(CHILD), str(written)]
        try:
            tree = processes.start(command, plan.parent.folder, {**environ, **dict(plan.child.environment)})
        except OSError as error:
            return Outcome(Kind.NOT_RUN, message=f"{plan.parent.python} cannot be run: {error.strerror}")
        output = _Tail(tree.output)
        with tree:
            ended = _watch(tree, plan.seconds + _GRACE)
        seen = _outcome(report, ended, tree.process.returncode, output.text())
    return replace(seen, seconds=time.monotonic() - started)


def _described(plan: Plan, report: Path, text: Path | None) -> dict[str, object]:
    """The plan in the words of ``child.py``."""
    parent, child = plan.parent, plan.child
    return {
        "script": str(parent.script),
        "first_folder": str(parent.folder if parent.module else parent.script.parent),
        "argv0": parent.argv0,
        "arguments": list(parent.arguments),
        "module": parent.module,
        "process_name": child.process_name,
        "runs_main": child.runs_main,
        "unpickles": list(child.unpickles),
        "sent": list(child.sent),
        "imports": list(child.imports),
        "imported_by": list(child.imported_by),
        "is_seen": child.is_seen,
        "method": plan.method.value,
        "seconds": plan.seconds,
        "text": str(text) if text else None,
        "report": str(report),
    }


def _watch(tree: processes.Tree, seconds: float) -> Kind | None:
    """Wait for the end; what ended it, when that was not the process itself."""
    end = time.monotonic() + seconds
    while not tree.has_ended(_POLL):
        if len(tree.members()) > MOST_PROCESSES:
            return Kind.RUNAWAY
        if time.monotonic() > end:
            return Kind.TIMEOUT
    return None


def _outcome(report: Path, ended: Kind | None, code: int, output: str) -> Outcome:
    records = _records(report)
    final = next((record for record in records if record.get("is_final")), None)
    forks = tuple(_frame(record["chain"][-1]) for record in records if record["kind"] == "forks" and record["chain"])
    if final is None and ended is not None:
        return Outcome(ended, forks=forks, output=output)
    if final is None:
        if not report.exists():
            return Outcome(Kind.NOT_RUN, message="the interpreter did not come to run it", output=output)
        return Outcome(Kind.DIED, message=_death(code), forks=forks, output=output)
    kind = Kind(final["kind"])
    if kind is Kind.RAISES and (final["missing"] or (final["is_syntax"] and not final["chain"])):
        kind = Kind.NOT_RUN
    return Outcome(
        kind,
        tuple(map(_frame, final["chain"])),
        message=final.get("message") or "",
        error=final.get("type", ""),
        how=final.get("how", ""),
        lost=tuple(final.get("names", ())),
        is_import=final["phase"] == "import",
        forks=tuple(dict.fromkeys(forks)),
        output=output,
    )


def _records(report: Path) -> list[dict[str, Any]]:
    try:
        lines = report.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [ast.literal_eval(line) for line in lines]


def _frame(place: Mapping[str, Any]) -> Frame:
    where = None
    if place["range"] is not None:
        line, end_line, column, end_column = place["range"]
        where = Range(line, column, end_line, end_column)
    return Frame(place["path"], place["function"], place["line"] or 1, where)


def _death(code: int) -> str:
    return f"it was ended by signal {-code}" if code < 0 else f"it ended with exit code {code}, from outside of Python"


@dataclass
class _Tail:
    """Reads a pipe to its end and keeps the last of it."""

    stream: IO[bytes]

    def __post_init__(self) -> None:
        self._kept = b""
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def text(self) -> str:
        self._thread.join(_DRAIN)
        return self._kept.decode("utf-8", "replace")

    def _read(self) -> None:
        while part := self.stream.read1():  # type: ignore[attr-defined]  # a pipe is a BufferedReader
            self._kept = (self._kept + part)[-_OUTPUT_KEPT:]
        self.stream.close()
