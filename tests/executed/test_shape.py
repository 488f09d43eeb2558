"""The runner tells a program that works from one that fails; without that, running the fixes proves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from executed import program
from executed.processes import Run
from executed.program import Program, ReservedPort, TooManyProcessesError
from executed.shape import Shape, all_shapes, assert_fails, assert_serves

SHAPES = {shape.name: shape for shape in all_shapes()}
FORK_BOMB = """\
import subprocess, sys
while True:
    subprocess.Popen([sys.executable, "-S", "-c", "input()"], stdin=subprocess.PIPE)
"""
GUARD = 'if __name__ == "__main__":\n    '


@pytest.fixture
def port() -> Iterator[ReservedPort]:
    reserved = ReservedPort()
    yield reserved
    reserved.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """For states that must not come."""
    monkeypatch.setattr(program, "_PATIENCE", 1.5)


def guard_by_hand(folder: Path) -> None:
    main = folder / "main.py"
    main.write_text(main.read_text("utf-8").replace("\nuvicorn.run", f"\n{GUARD}uvicorn.run"), "utf-8")


def written(shape: Shape, tmp_path: Path, port: ReservedPort) -> Path:
    folder = tmp_path / shape.name
    shape.write(folder, port.number)
    return folder


@pytest.mark.parametrize("name", ["plain", "two_workers"])
def test_a_guarded_program_serves(name: str, tmp_path: Path, port: ReservedPort) -> None:
    folder = written(SHAPES[name], tmp_path, port)
    guard_by_hand(folder)

    assert_serves(SHAPES[name], folder, port)


@pytest.mark.usefixtures("impatient")
def test_an_unguarded_program_does_not_serve(tmp_path: Path, port: ReservedPort) -> None:
    folder = written(SHAPES["plain"], tmp_path, port)

    with pytest.raises(AssertionError, match=r"an answer did not happen"):
        assert_serves(SHAPES["plain"], folder, port)


@pytest.mark.usefixtures("impatient")
def test_a_guarded_program_does_not_fail(tmp_path: Path, port: ReservedPort) -> None:
    folder = written(SHAPES["plain"], tmp_path, port)
    guard_by_hand(folder)

    with pytest.raises(AssertionError, match=r"the bootstrapping error did not happen"):
        assert_fails(SHAPES["plain"], folder, port)


@pytest.mark.usefixtures("impatient")
def test_a_program_that_does_not_reload_is_told_apart(tmp_path: Path, port: ReservedPort) -> None:
    folder = written(SHAPES["plain"], tmp_path, port)
    guard_by_hand(folder)
    main = folder / "main.py"
    main.write_text(main.read_text("utf-8").replace(", reload=True", ""), "utf-8")

    with pytest.raises(AssertionError, match=r"a reload did not happen"):
        assert_serves(SHAPES["plain"], folder, port)


def test_no_process_is_left_behind(tmp_path: Path, port: ReservedPort) -> None:
    folder = written(SHAPES["two_workers"], tmp_path, port)

    with Program(folder, port.number) as running:
        running.wait_until("a child", lambda: len(running.processes) > 1)

    assert running.processes == ()
    assert running.exit_code is not None


def test_a_fork_bomb_is_ended(tmp_path: Path, port: ReservedPort) -> None:
    folder = tmp_path / "bomb"
    folder.mkdir()
    (folder / "main.py").write_text(FORK_BOMB, "utf-8")

    with Program(folder, port.number) as running, pytest.raises(TooManyProcessesError):
        running.wait_until("the impossible", lambda: False)

    assert running.processes == ()


def test_a_run_finds_only_its_own_processes(tmp_path: Path, port: ReservedPort) -> None:
    folder = written(SHAPES["two_workers"], tmp_path, port)

    with Program(folder, port.number) as running:
        running.wait_until("a child", lambda: len(running.processes) > 1)

        assert Run().processes() == ()
