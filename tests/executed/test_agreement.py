"""mainguard's verdict on every executed case is what happened when it was run."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from executed.case import CASES, HERE, Case, all_cases, labels
from executed.conftest import AGREEMENT
from mainguard.engine.check import check
from mainguard.engine.settings import Settings
from mainguard.project.modules import ProjectModules
from mainguard.rules.rule import Diagnostic, Severity
from mainguard.text.source import Source

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TARGETS: Mapping[str, Settings] = {
    "311": Settings(target_python="3.11", platforms=("linux",)),
    "312": Settings(target_python="3.12", platforms=("linux",)),
    "313": Settings(target_python="3.13", platforms=("linux",)),
    "314": Settings(target_python="3.14", platforms=("linux",)),
    "315": Settings(target_python="3.14", platforms=("linux",)),
    "311s": Settings(target_python="3.11", platforms=("darwin",)),
    "312s": Settings(target_python="3.12", platforms=("darwin",)),
    "313s": Settings(target_python="3.13", platforms=("darwin",)),
    "314s": Settings(target_python="3.14", platforms=("darwin",)),
    "315s": Settings(target_python="3.14", platforms=("darwin",)),
    # No platform has forkserver as its default before 3.14.
    "311f": Settings(target_python="3.14", platforms=("linux",)),
    "312f": Settings(target_python="3.14", platforms=("linux",)),
    "313f": Settings(target_python="3.14", platforms=("linux",)),
}
"""Configuration → where the code is said to run.  ``314k`` is missing: no 3.14 forks by default."""

FLAGS = frozenset(
    {
        *("MG101", "MG102", "MG103", "MG105", "MG106", "MG107"),
        *("MG201", "MG202", "MG203", "MG204", "MG205", "MG302", "MG303"),
    }
)
"""The rules whose findings say that the program fails, unless they are information."""

WORKS = frozenset({"ok", "serving", "silent_exit", "nested_serving"})
"""The labels of programs that do not fail.  In ``nested_serving`` no process is started: the file is imported a second
time in the same process, and the server that this second import starts is the one that answers."""

FAILED_IN_A_THREAD = "ValueError: signal only works in main thread of the main interpreter"
"""The error of a program that is labelled ``silent_exit`` although it failed: nobody waits for what its thread does."""


def is_covered(case: Case) -> bool:
    """Whether a file is run that holds the program."""
    return case.source is not None


@cache
def covered() -> Mapping[str, Case]:
    return {case.name: case for case in all_cases() if is_covered(case)}


@cache
def runs() -> Mapping[tuple[str, str], str]:
    """Case and configuration → label."""
    return {
        (name, configuration): str(seen["label"])
        for name, by_configuration in labels().items()
        if name in covered()
        for configuration, seen in by_configuration.items()
        if configuration in TARGETS
    }


@cache
def failed_in_a_thread() -> frozenset[tuple[str, str]]:
    return frozenset(
        (name, configuration)
        for name, by_configuration in labels().items()
        for configuration, seen in by_configuration.items()
        if seen.get("error") == FAILED_IN_A_THREAD
    )


@dataclass(frozen=True)
class Reviewed:
    """What ``undecided.toml`` says of a run."""

    reason: str
    kind: str
    """``undecided``, or ``other-failure`` where the run says nothing about starts."""


@cache
def undecided() -> Mapping[tuple[str, str], Reviewed]:
    """The runs of ``undecided.toml``."""
    listed = tomllib.loads((HERE / "undecided.toml").read_text("utf-8"))["undecided"]
    return {
        run: Reviewed(entry["reason"], entry.get("kind", "undecided")) for entry in listed for run in runs_of(entry)
    }


def runs_of(entry: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """The runs that an entry of ``undecided.toml`` stands for: all of a case, where it names no configurations."""
    for name in entry["cases"]:
        for run in runs():
            if run[0] == name and run[1] in entry.get("configurations", [run[1]]):
                yield run


@cache
def project(case: Case) -> ProjectModules:
    return ProjectModules([case.path if case.is_folder else CASES])


def findings(case: Case, settings: Settings) -> tuple[Diagnostic, ...]:
    """What mainguard says about the file that the case runs."""
    assert case.source is not None
    modules = project(case)
    module = modules.main_module(Path(case.source), Source.decode(case.source.read_bytes()))
    if case.notebook:
        module = replace(module, is_never_rerun=True, is_notebook=True)
    return check(module, settings, modules).diagnostics


def is_flagged(found: tuple[Diagnostic, ...]) -> bool:
    return any(one.code in FLAGS and one.severity is not Severity.INFORMATION for one in found)


@pytest.mark.parametrize(("name", "configuration"), list(runs()), ids=lambda part: part)
def test_the_verdict_is_what_happened(name: str, configuration: str, record_property: pytest.RecordProperty) -> None:
    found = findings(covered()[name], TARGETS[configuration])
    label = runs()[name, configuration]
    works = label in WORKS and (name, configuration) not in failed_in_a_thread()
    agrees = is_flagged(found) != works
    verdict = "; ".join(f"{one.code} {one.certainty.value}: {one.message}" for one in found) or "nothing"
    reviewed = undecided().get((name, configuration))

    if reviewed is None:
        record_property(AGREEMENT, "agrees")
        assert agrees, f"it was run and came to {label!r}; mainguard says {verdict}"
    else:
        record_property(AGREEMENT, reviewed.kind)
        assert not agrees, (
            f"the verdict agrees after all: this run does not belong in undecided.toml ({reviewed.reason})"
        )


@pytest.mark.parametrize("configurations", [tuple(TARGETS), ("311", "311s", "314")], ids=["all", "each default once"])
def test_less_than_two_in_a_hundred_runs_are_undecided(configurations: tuple[str, ...]) -> None:
    counted = [run for run in runs() if run[1] in configurations]
    open_ones = [run for run in counted if run in undecided() and undecided()[run].kind == "undecided"]

    assert len(open_ones) / len(counted) < 0.02


def test_what_fails_for_another_reason_does_so_with_a_guard_and_without_one() -> None:
    others = [run for run, reviewed in undecided().items() if reviewed.kind == "other-failure"]

    for name, configuration in others:
        twin = (
            name.replace("_unguarded", "_guarded") if "_unguarded" in name else name.replace("_guarded", "_unguarded")
        )
        assert runs()[name, configuration] == runs()[twin, configuration]
        assert (twin, configuration) in others


def test_undecided_runs_are_named_once_and_exist() -> None:
    listed = tomllib.loads((HERE / "undecided.toml").read_text("utf-8"))["undecided"]
    named = [run for entry in listed for run in runs_of(entry)]

    assert len(named) == len(set(named))
    for entry in listed:
        assert entry["reason"].strip()
        assert entry.get("kind") in (None, "other-failure")
        assert {name for name, _ in runs_of(entry)} == set(entry["cases"]), entry
        for configuration in entry.get("configurations", ()):
            assert any(run[1] == configuration for run in runs_of(entry)), entry


def test_every_label_comes_from_a_configuration_that_is_known() -> None:
    known = {*TARGETS, "314k"}

    assert {configuration for by_configuration in labels().values() for configuration in by_configuration} <= known


def test_all_kinds_of_cases_are_covered() -> None:
    kinds = {name.split("_")[0] for name, _ in runs()}

    assert kinds == {"api", "call", "form", "guard"}
    assert len(runs()) > 2100
