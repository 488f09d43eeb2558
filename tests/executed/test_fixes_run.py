"""Every shape fails when it is run, and serves, reloads and stops once mainguard has fixed it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from executed.program import ReservedPort
from executed.shape import Shape, all_shapes, assert_fails, assert_serves
from mainguard.engine.check import check
from mainguard.engine.fixing import fix_all
from mainguard.engine.settings import Settings
from mainguard.project.modules import ProjectModules
from mainguard.replay.modules import ProjectModule
from mainguard.rules.rule import Diagnostic, Severity
from mainguard.text.source import Source

SHAPES = tuple(all_shapes())
QUICK = {"plain", "two_workers", "inside_main", "app_object_with_reload", "package"}
SETTINGS = Settings()


def each_shape() -> Iterator[object]:
    """The shapes as parameters; all but a few are slow."""
    for shape in SHAPES:
        yield pytest.param(shape, id=shape.name, marks=() if shape.name in QUICK else pytest.mark.slow)


@pytest.fixture
def port() -> Iterator[ReservedPort]:
    reserved = ReservedPort()
    yield reserved
    reserved.close()


def main_module(file: Path, folder: Path) -> tuple[ProjectModule, ProjectModules]:
    modules = ProjectModules([folder])
    return modules.main_module(file, Source.decode(file.read_bytes())), modules


def fix(shape: Shape, folder: Path, *, unsafe: bool) -> tuple[Diagnostic, ...]:
    """Write the fixed text over the file that is run; the findings that are left."""
    file = folder / shape.file
    module, modules = main_module(file, folder)
    fixed = fix_all(module, SETTINGS, modules, unsafe=unsafe)
    file.write_bytes(module.tree.source.with_text(fixed.text).encode())
    return tuple(left for left in fixed.remaining if left.severity is not Severity.INFORMATION)


def test_there_are_enough_shapes() -> None:
    assert len(SHAPES) >= 40
    assert {shape.name for shape in SHAPES} >= QUICK


@pytest.mark.parametrize("shape", list(each_shape()))
def test_the_fixed_program_works_and_the_unfixed_does_not(shape: Shape, tmp_path: Path, port: ReservedPort) -> None:
    unfixed, fixed = tmp_path / "unfixed", tmp_path / "fixed"
    shape.write(unfixed, port.number)
    shape.write(fixed, port.number)

    assert fix(shape, fixed, unsafe=shape.is_unsafe) == ()
    assert_fails(shape, unfixed, port)
    assert_serves(shape, fixed, port)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_the_finding_says_how_it_fails(shape: Shape, tmp_path: Path) -> None:
    shape.write(tmp_path / "unfixed", 8000)
    module, modules = main_module(tmp_path / "unfixed" / shape.file, tmp_path / "unfixed")
    codes = {found.code for found in check(module, SETTINGS, modules).diagnostics}

    assert ("MG102" if shape.fails == "refused" else "MG101") in codes


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape.is_unsafe], ids=lambda shape: shape.name)
def test_an_unsafe_fix_is_not_applied_by_itself(shape: Shape, tmp_path: Path) -> None:
    shape.write(tmp_path / "unfixed", 8000)

    assert fix(shape, tmp_path / "unfixed", unsafe=False) != ()
