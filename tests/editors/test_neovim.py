"""Neovim from PyPI (0.11), which counts columns in UTF-8, and Debian's (0.7), which counts them in UTF-16."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from editors.desk import DRIVERS, Desk, Driven
from editors.sample import SAMPLES, UNGUARDED, WIDE, Sample

SECONDS = 120

NEW, OLD = "0.11", "older"
ENCODINGS = {NEW: "utf-8", OLD: "utf-16"}


def drive(desk: Desk, editors: Path, version: str, driver: str, *configuration: str) -> Driven:
    home = desk.home / ".config/nvim"
    if version == NEW:
        program = editors / "neovim/bin/nvim"
        desk.install("neovim/lsp/mainguard.lua", home / "lsp/mainguard.lua")
        desk.install("neovim/init.lua", home / "init.lua")
        for file in configuration:
            desk.install(f"neovim/{file}", home / "plugin" / file)
    else:
        program = Path("/usr/bin/nvim")
        desk.install("neovim/older/plugin/mainguard.lua", home / "plugin/mainguard.lua")
    options = ["--headless", "-n", "-i", "NONE", f"+luafile {DRIVERS / 'neovim' / driver}"]
    return desk.drive([program, *options, desk.file], seconds=SECONDS)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
@pytest.mark.parametrize("version", [NEW, OLD])
def test_the_quick_fix_is_on_the_disk(
    version: str, sample: Sample, editors: Path, desk: Callable[..., Desk], assert_runs: Callable[[Path], None]
) -> None:
    person = desk(sample)

    seen = drive(person, editors, version, "quick_fix.lua")

    assert seen.is_done, seen.explain()
    assert seen.encoding == ENCODINGS[version]
    assert seen.finding == (*sample.place("utf-8"), sample.code), "Neovim counts bytes, whatever the server counts"
    assert person.file.read_bytes() == sample.fixed
    if sample is UNGUARDED:
        assert_runs(person.file)


@pytest.mark.parametrize("version", [NEW, OLD])
def test_without_a_fix_the_driver_fails(version: str, editors: Path, desk: Callable[..., Desk]) -> None:
    seen = drive(desk(UNGUARDED, fault="fix"), editors, version, "quick_fix.lua")

    assert seen.failed == "fix", seen.explain()
    assert "finding" in seen.steps


def test_without_findings_the_driver_fails(editors: Path, desk: Callable[..., Desk]) -> None:
    seen = drive(desk(UNGUARDED, fault="diagnostics"), editors, NEW, "quick_fix.lua")

    assert seen.failed == "finding", seen.explain()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_fix_at_the_wrong_place_is_noticed(sample: Sample, editors: Path, desk: Callable[..., Desk]) -> None:
    person = desk(sample, fault="wrong")

    seen = drive(person, editors, NEW, "quick_fix.lua")

    assert "fix" in seen.steps, seen.explain()
    assert person.file.read_bytes() not in (sample.text, sample.fixed)


def test_hover_fix_all_settings_and_fixing_on_save(editors: Path, desk: Callable[..., Desk]) -> None:
    person = desk(UNGUARDED)
    (person.project / WIDE.file).write_bytes(WIDE.text)

    seen = drive(person, editors, NEW, "settings_and_saving.lua", "fix_on_save.lua", "settings.lua")

    assert seen.is_done, seen.explain()
    assert "uvicorn.run" in seen.steps["hover"]
    assert seen.steps["elsewhere"] == WIDE.file, "the settings say that files are checked that are not open"
    assert person.file.read_bytes() == UNGUARDED.fixed
