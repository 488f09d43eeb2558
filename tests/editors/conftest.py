"""What the tests of all editors share: where the editors are, and a desk to run one on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from editors.desk import Desk
from editors.sample import Sample
from executed.program import ReservedPort
from executed.shape import Shape, assert_serves

VARIABLE = "MAINGUARD_EDITORS"

collect_ignore = ["samples"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests in this folder, which need editors that `make test` does not install."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.editors)


@pytest.fixture(scope="session")
def editors() -> Path:
    """The folder that the editors are installed in."""
    folder = Path(os.environ.get(VARIABLE) or ".editors").resolve()
    assert folder.is_dir(), f"run `make test-editors`, or `tests/editors/install.sh DIR` and set {VARIABLE} to DIR"
    return folder


@pytest.fixture
def desk(tmp_path: Path) -> Callable[..., Desk]:
    """Lays out a desk with a sample; see ``Desk``."""

    def lay_out(sample: Sample, *, fault: str = "") -> Desk:
        return Desk(tmp_path / "desk", sample, fault=fault)

    return lay_out


@pytest.fixture
def port() -> Iterator[ReservedPort]:
    reserved = ReservedPort()
    yield reserved
    reserved.close()


@pytest.fixture
def assert_runs(tmp_path: Path, port: ReservedPort) -> Callable[[Path], None]:
    """Runs the file of a sample as a script: it must answer, reload when it changes, and stop at Ctrl-C."""

    def run(file: Path) -> None:
        folder = tmp_path / "running"
        folder.mkdir()
        (folder / file.name).write_bytes(file.read_bytes())
        assert_serves(Shape(file.stem, file, reloads=True, script=file.name, answer="Hello"), folder, port)

    return run
