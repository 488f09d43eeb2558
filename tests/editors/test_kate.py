"""Kate, which counts columns in UTF-16."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from editors.desk import DRIVERS, Desk, Driven
from editors.sample import SAMPLES, UNGUARDED, Sample

SECONDS = 120


def drive(desk: Desk) -> Driven:
    desk.install("kate/settings.json", desk.home / ".config/kate/lspclient/settings.json")
    place = desk.sample.place("utf-16")
    return desk.drive([sys.executable, DRIVERS / "kate/driver.py", *map(str, place)], seconds=SECONDS)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_the_quick_fix_is_on_the_disk(
    sample: Sample, desk: Callable[..., Desk], assert_runs: Callable[[Path], None]
) -> None:
    person = desk(sample)

    seen = drive(person)

    assert seen.is_done, seen.explain()
    assert seen.encoding == "utf-16"
    assert seen.finding == (*sample.place("utf-16"), sample.code)
    assert person.file.read_bytes() == sample.fixed
    if sample is UNGUARDED:
        assert_runs(person.file)


def test_without_a_fix_the_driver_fails(desk: Callable[..., Desk]) -> None:
    seen = drive(desk(UNGUARDED, fault="fix"))

    assert seen.failed == "fix", seen.explain()
    assert "finding" in seen.steps
