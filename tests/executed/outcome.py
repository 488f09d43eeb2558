"""What was seen of a run, and what that makes of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from executed.case import Case

OUTCOMES: dict[str, str] = {
    "ok": "ok",
    "serving": "ok",
    "bootstrap_error": "bootstrap_error",
    "bootstrap_error_but_works": "bootstrap_error",
    "bootstrap_error_hang": "bootstrap_error",
    "bootstrap_error_respawn_loop": "bootstrap_error",
    "duplicate_side_effect": "duplicate_side_effect",
    "nested_serving": "duplicate_side_effect",
    "fork_bomb": "fork_bomb",
    "runaway": "fork_bomb",
    "hang": "hang",
    "exit": "exit",
    "done_then_error": "exit",
    "silent_exit": "silent_exit",
    "ok_but_work_never_ran": "silent_no_work",
}
"""Label → outcome."""

_BOOTSTRAP_ERROR = re.compile(
    r"An attempt has been made to start a new process before the\s+current process has finished its bootstrapping phase"
)
_EXCEPTION = re.compile(r"(?:\|\s*)?(?P<line>[\w.]*(?:Error|Exception|Exit|BrokenProcessPool)\b.*)")
_COMPLAINT = re.compile(r"\b(?:ERROR|WARNING|CRITICAL|You must|error:)")
_NOISE = re.compile(r" at 0x[0-9a-f]+")
_ERROR_LENGTH = 200
_RUNAWAY_CALLS, _RUNAWAY_MODULE_RUNS, _LOOPING_ERRORS = 3, 6, 3


@dataclass(frozen=True)
class Observation:
    """What was seen of one run."""

    exit_code: int | None
    """``None`` when it had to be killed."""
    timed_out: bool
    exploded: bool
    """Whether there were too many processes."""
    answered: bool
    marks: tuple[Mapping[str, object], ...]
    """What the case wrote through ``helpers/labtrace.py``."""
    errors: str
    """Standard error."""

    def tagged(self, tag: str) -> list[Mapping[str, object]]:
        """The marks with this tag: ``top``, ``call``, ``done`` or ``worked``."""
        return [mark for mark in self.marks if mark["tag"] == tag]


def label(case: Case, seen: Observation) -> str:
    """The label for what was seen."""
    calls, runs = seen.tagged("call"), seen.tagged("top")
    repeated = [call for call in calls if (call["pid"], call["name"]) != (calls[0]["pid"], calls[0]["name"])]
    boots = len(_BOOTSTRAP_ERROR.findall(seen.errors))
    success = seen.answered or bool(seen.tagged("done"))
    if seen.exploded:
        return "fork_bomb"
    if boots:
        if seen.timed_out:
            return "bootstrap_error_respawn_loop" if boots >= _LOOPING_ERRORS else "bootstrap_error_hang"
        return "bootstrap_error_but_works" if success else "bootstrap_error"
    if seen.timed_out:
        return "runaway" if len(calls) > _RUNAWAY_CALLS or len(runs) > _RUNAWAY_MODULE_RUNS else "hang"
    if seen.answered:
        return "nested_serving" if repeated else "serving"
    if seen.exit_code:
        return "done_then_error" if success else "exit"
    if not success:
        return "silent_exit"
    if repeated:
        return "duplicate_side_effect"
    return "ok_but_work_never_ran" if _marks_its_work(case) and not seen.tagged("worked") else "ok"


def record(case: Case, seen: Observation) -> dict[str, object]:
    """What ``labels.json`` keeps of a run."""
    found = label(case, seen)
    kept: dict[str, object] = {"outcome": OUTCOMES[found], "label": found, "rc": seen.exit_code}
    kept["run_names"] = dict(Counter(str(mark["name"]) for mark in seen.tagged("top")))
    error = _telling_error(seen.errors)
    if error and OUTCOMES[found] != "ok":
        kept["error"] = error
    return kept


def _marks_its_work(case: Case) -> bool:
    """Whether the function that the new process runs says so when it runs."""
    text = case.text()
    return case.name.startswith(("guard_mp_", "form_")) and "launch(" in text and ("worked" in text or "square" in text)


def _telling_error(errors: str) -> str:
    """The line of standard error that says most, without what differs from run to run; ``""`` when none does."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    exceptions = [found["line"] for line in lines if (found := _EXCEPTION.match(line))]
    if _BOOTSTRAP_ERROR.search(errors):
        last = [line for line in exceptions if not line.startswith("RuntimeError:")][-1:]
        text = "  ||  ".join(["RuntimeError: An attempt has been made to start a new process …", *last])
    else:
        text = next(iter(exceptions[-1:] or [line for line in lines if _COMPLAINT.search(line)][-1:]), "")
    return _NOISE.sub("", text)[:_ERROR_LENGTH]
