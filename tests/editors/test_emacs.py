"""Emacs with eglot and with lsp-mode, in batch mode; both count columns in UTF-16, and Emacs itself in characters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from editors.desk import DRIVERS, Desk, Driven
from editors.sample import SAMPLES, UNGUARDED, WIDE, WIDE_ARGUMENT, Sample

SECONDS = 120

EGLOT, LSP_MODE = "eglot", "lsp_mode"
BOTH = pytest.mark.parametrize("driver", [EGLOT, LSP_MODE])


def drive(desk: Desk, driver: str) -> Driven:
    folder = DRIVERS / "emacs"
    return desk.drive(["emacs", "-Q", "--batch", "-L", folder, "-l", folder / f"{driver}.el"], seconds=SECONDS)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_the_quick_fix_of_eglot_is_on_the_disk(
    sample: Sample, desk: Callable[..., Desk], assert_runs: Callable[[Path], None]
) -> None:
    person = desk(sample)

    seen = drive(person, EGLOT)

    assert seen.is_done, seen.explain()
    assert seen.encoding == "utf-16"
    assert seen.finding == (*sample.place("utf-32"), sample.code)
    assert person.file.read_bytes() == sample.fixed
    if sample is UNGUARDED:
        assert_runs(person.file)


@pytest.mark.parametrize("sample", [UNGUARDED, WIDE], ids=lambda sample: sample.name)
def test_the_quick_fix_of_lsp_mode_is_on_the_disk(
    sample: Sample, desk: Callable[..., Desk], assert_runs: Callable[[Path], None]
) -> None:
    person = desk(sample)

    seen = drive(person, LSP_MODE)

    assert seen.is_done, seen.explain()
    assert seen.encoding == "utf-16"
    assert seen.finding == (*sample.place("utf-16"), sample.code), "lsp-mode 8 takes units of UTF-16 for characters"
    assert person.file.read_bytes() == sample.fixed
    if sample is UNGUARDED:
        assert_runs(person.file)


def test_lsp_mode_misplaces_an_edit_behind_emoji(desk: Callable[..., Desk]) -> None:
    """A limitation of lsp-mode 8, with every server; the page says so."""
    person = desk(WIDE_ARGUMENT)

    seen = drive(person, LSP_MODE)

    assert "fix" in seen.steps, seen.explain()
    assert person.file.read_bytes() not in (WIDE_ARGUMENT.text, WIDE_ARGUMENT.fixed)


@BOTH
def test_without_a_fix_the_driver_fails(driver: str, desk: Callable[..., Desk]) -> None:
    seen = drive(desk(UNGUARDED, fault="fix"), driver)

    assert seen.failed == "fix", seen.explain()
    assert "finding" in seen.steps
