"""The samples themselves: they fail as they are, and work once they are what the editors have to make of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from editors.sample import SAMPLES, UNGUARDED, WIDE, WIDE_ARGUMENT, Sample
from executed.program import ReservedPort
from executed.shape import Shape, assert_fails

EACH = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


@EACH
def test_the_fixed_sample_works(sample: Sample, tmp_path: Path, assert_runs: Callable[[Path], None]) -> None:
    file = tmp_path / sample.file
    file.write_bytes(sample.fixed)

    assert_runs(file)


@EACH
def test_the_sample_fails(sample: Sample, tmp_path: Path, port: ReservedPort) -> None:
    folder = tmp_path / "unfixed"
    folder.mkdir()
    (folder / sample.file).write_bytes(sample.text)
    fails = "refused" if sample is WIDE_ARGUMENT else "boot"

    assert_fails(Shape(sample.name, folder, reloads=True, fails=fails, script=sample.file), folder, port)


@pytest.mark.parametrize(
    ("sample", "encoding", "place"),
    [
        (UNGUARDED, "utf-8", (17, 1)),
        (WIDE, "utf-8", (17, 36)),
        (WIDE, "utf-16", (17, 22)),
        (WIDE, "utf-32", (17, 20)),
        (WIDE_ARGUMENT, "utf-16", (18, 38)),
    ],
)
def test_places_are_counted_in_units_of_the_encoding(sample: Sample, encoding: str, place: tuple[int, int]) -> None:
    assert sample.place(encoding) == place
