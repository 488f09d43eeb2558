"""What ``labels.json`` says happens again when the cases are run again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from executed.case import Case, all_cases, labels
from executed.oracle import RUNNING_VERSION, execute
from executed.outcome import OUTCOMES, label

CONFIGURATION = "314" if RUNNING_VERSION == "314" else "311s"
QUICK = {
    "guard_mp_eq",
    "guard_mp_none",
    "guard_mp_ne_sys_exit",
    "guard_mp_suppress_baseexception",
    "form_script_guarded",
}
DEPENDS_ON_THE_VERSION = {"guard_mp_is"}
"""Between 3.11 and 3.14 the outcome changes, and the running interpreter may be either side of it."""


def rerun() -> Iterator[object]:
    """The guard forms, and a few forms of programs, as parameters; all but a few are slow."""
    for case in all_cases():
        if case.name in DEPENDS_ON_THE_VERSION or CONFIGURATION not in case.configs:
            continue
        if case.name in QUICK or case.name.startswith("guard_mp_"):
            yield pytest.param(case, id=case.name, marks=() if case.name in QUICK else pytest.mark.slow)


@pytest.mark.parametrize("case", list(rerun()))
def test_the_same_happens_again(case: Case, tmp_path: Path) -> None:
    assert label(case, execute(case, CONFIGURATION, tmp_path)) == labels()[case.name][CONFIGURATION]["label"]


def test_every_label_has_its_outcome() -> None:
    for by_configuration in labels().values():
        for seen in by_configuration.values():
            assert OUTCOMES[str(seen["label"])] == seen["outcome"]


def test_every_case_has_its_labels() -> None:
    cases = {case.name: case for case in all_cases()}
    known = labels()

    assert cases.keys() == known.keys()
    for name, case in cases.items():
        assert set(case.configs) <= known[name].keys(), name
