"""Vim with ALE, which takes the server's UTF-16 columns for its own, which are bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from editors.desk import DRIVERS, Desk, Driven
from editors.sample import UNGUARDED, WIDE, WIDE_ARGUMENT, Sample

SECONDS = 120


def drive(desk: Desk) -> Driven:
    folder = DRIVERS / "vim"
    linter = "ale_linters/python/mainguard.vim"
    desk.install(f"vim/{linter}", desk.home / ".vim" / linter)
    options = ["-N", "-u", folder / "vimrc.vim", "-i", "NONE", "--not-a-term", "-T", "dumb"]
    return desk.drive(["vim", *options, "-S", folder / "ale.vim"], seconds=SECONDS)


@pytest.mark.parametrize("sample", [UNGUARDED, WIDE], ids=lambda sample: sample.name)
def test_the_quick_fix_is_on_the_disk(
    sample: Sample, desk: Callable[..., Desk], assert_runs: Callable[[Path], None]
) -> None:
    person = desk(sample)

    seen = drive(person)

    assert seen.is_done, seen.explain()
    assert seen.encoding == "utf-16"
    assert seen.finding == (*sample.place("utf-16"), sample.code), "ALE takes units of UTF-16 for bytes"
    assert person.file.read_bytes() == sample.fixed
    if sample is UNGUARDED:
        assert_runs(person.file)


def test_ale_misplaces_an_edit_behind_wide_characters(desk: Callable[..., Desk]) -> None:
    """A limitation of ALE 3, with every server; the page says so."""
    person = desk(WIDE_ARGUMENT)

    seen = drive(person)

    assert "fix" in seen.steps, seen.explain()
    assert person.file.read_bytes() not in (WIDE_ARGUMENT.text, WIDE_ARGUMENT.fixed)


def test_without_a_fix_the_driver_fails(desk: Callable[..., Desk]) -> None:
    seen = drive(desk(UNGUARDED, fault="fix"))

    assert seen.failed == "fix", seen.explain()
    assert "finding" in seen.steps
