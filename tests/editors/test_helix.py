"""Helix, which has columns in UTF-8 from the server and shows them in characters."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from editors.desk import DRIVERS, Desk, Driven
from editors.sample import SAMPLES, UNGUARDED, WIDE_ARGUMENT, Sample

SECONDS = 120


def drive(desk: Desk, editors: Path) -> Driven:
    desk.install("helix/languages.toml", desk.home / ".config/helix/languages.toml")
    return desk.drive([sys.executable, DRIVERS / "helix/driver.py", editors / "helix/hx"], seconds=SECONDS)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_the_quick_fix_is_on_the_disk(
    sample: Sample, editors: Path, desk: Callable[..., Desk], assert_runs: Callable[[Path], None]
) -> None:
    person = desk(sample)

    seen = drive(person, editors)

    assert seen.is_done, seen.explain()
    assert seen.encoding == "utf-8"
    assert seen.finding == (*sample.place("utf-32"), sample.code)
    assert person.file.read_bytes() == sample.fixed
    if sample is UNGUARDED:
        assert_runs(person.file)


def test_without_a_fix_the_driver_fails(editors: Path, desk: Callable[..., Desk]) -> None:
    seen = drive(desk(UNGUARDED, fault="fix"), editors)

    assert seen.failed == "fix", seen.explain()
    assert "finding" in seen.steps


def test_a_fix_at_the_wrong_place_is_noticed(editors: Path, desk: Callable[..., Desk]) -> None:
    person = desk(WIDE_ARGUMENT, fault="wrong")

    seen = drive(person, editors)

    assert "fix" in seen.steps, seen.explain()
    assert person.file.read_bytes() not in (WIDE_ARGUMENT.text, WIDE_ARGUMENT.fixed)
