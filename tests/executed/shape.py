"""The shapes: unguarded uvicorn programs as people write them, and what running one must show.

A shape is a file ``shapes/NAME.py``, run as ``main.py``, or a folder with the file that is run.  Its ``# shape:`` line
says

* ``reload`` or ``workers``: what the server is asked for;
* ``fails=boot`` (the default): a child raises the bootstrapping error and nobody answers; ``fails=refused``: uvicorn
  refuses the application object and exits; ``fails=bomb``: children start children without end;
* ``unsafe``: the fix that is right for it is an unsafe one;
* ``says="…"``: what the fixed program prints, at the latest after its server has stopped;
* ``module=shop.server``: that it is run by ``python -m shop.server``.

Port 8000 stands for a free port.  The first page of each says ``first answer``; to reload it, the text is changed.
"""

from __future__ import annotations

import os
import shlex
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from executed.program import Program, ReservedPort, TooManyProcessesError

SHAPES = Path(__file__).resolve().parent / "shapes"
FIRST, SECOND = "first answer", "second answer"
BOOTSTRAP_ERROR = "before the\n        current process has finished its bootstrapping phase"

_HEADER = "# shape:"
_PORT = b"8000"
_STARTED = "Application startup complete"
_REFUSAL = "You must pass the application as an import string"
_REFUSAL_EXIT_CODE = 3
_WORKERS = 2
_TOUCH_AGAIN = 1.0  # seconds; the first change may come before the supervisor has looked at the files at all


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape and what its ``# shape:`` line says."""

    name: str
    path: Path
    reloads: bool
    fails: str = "boot"
    is_unsafe: bool = False
    says: str = ""
    module: str = ""
    script: str = "main.py"
    answer: str = FIRST
    """What it answers to ``GET /``; part of its text."""

    @property
    def file(self) -> str:
        """The file that is run, relative to the folder."""
        return f"{self.module.replace('.', '/')}.py" if self.module else self.script

    @property
    def command(self) -> tuple[str, ...]:
        """What comes after ``python``."""
        return ("-m", self.module) if self.module else (self.file,)

    def write(self, folder: Path, port: int) -> None:
        """Write its files into the new ``folder``, with ``port`` for 8000."""
        if self.path.is_dir():
            shutil.copytree(self.path, folder)
        else:
            folder.mkdir()
            shutil.copy(self.path, folder / "main.py")
        for file in folder.rglob("*.py"):
            file.write_bytes(file.read_bytes().replace(_PORT, str(port).encode()))


def all_shapes() -> Iterator[Shape]:
    """Every shape, by name."""
    for path in sorted(SHAPES.iterdir()):
        if path.suffix == ".py" or any(path.rglob("*.py")):
            yield _load(path)


def assert_fails(shape: Shape, folder: Path, port: ReservedPort) -> None:
    """Run the program in ``folder`` and see it fail in the way that the shape says."""
    with Program(folder, port.number, shape.command) as program:
        if shape.fails == "bomb":
            _assert_explodes(program)
        elif shape.fails == "refused":
            program.wait_until("the end of the program", lambda: program.exit_code is not None)

            assert _REFUSAL in program.errors
            assert program.exit_code == _REFUSAL_EXIT_CODE
        else:
            deaths = 1 if shape.reloads else _WORKERS + 1  # dead workers are replaced for ever
            program.wait_until("the bootstrapping error", lambda: program.errors.count(BOOTSTRAP_ERROR) >= deaths)

            assert program.answer() is None
            assert program.exit_code is None, "the parent ended instead of hanging"


def assert_serves(shape: Shape, folder: Path, port: ReservedPort) -> None:
    """Run the program in ``folder`` and see it answer, reload when a file changes, and stop at the first Ctrl-C."""
    with Program(folder, port.number, shape.command) as program:
        answer = program.wait_until("an answer", program.answer)
        assert answer == shape.answer
        if shape.reloads:
            _change(shape, folder)
            _wait_for_reload(program, folder)
        else:
            program.wait_until("the start of all workers", lambda: program.errors.count(_STARTED) >= _WORKERS)
        exit_code = program.interrupt()

        assert exit_code == 0, program.errors
        assert BOOTSTRAP_ERROR not in program.errors
        assert shape.says in program.output


def _load(path: Path) -> Shape:
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
    lines = [line for file in files for line in file.read_text("latin-1").splitlines()]
    headers = [line for line in lines if line.startswith(_HEADER)]
    assert len(headers) == 1, f"{path} needs one `{_HEADER}` line"
    words = shlex.split(headers[0].removeprefix(_HEADER))
    keys = dict(word.split("=", 1) for word in words if "=" in word)
    flags = {word for word in words if "=" not in word}
    assert flags <= {"reload", "workers", "unsafe"}, path
    assert ("reload" in flags) != ("workers" in flags), path
    return Shape(path.stem, path, "reload" in flags, is_unsafe="unsafe" in flags, **keys)


def _assert_explodes(program: Program) -> None:
    try:
        program.wait_until("the explosion", lambda: False)
    except TooManyProcessesError:
        return


def _change(shape: Shape, folder: Path) -> None:
    first = shape.answer.encode()
    changed = [file for file in folder.rglob("*.py") if first in file.read_bytes()]
    assert len(changed) == 1, f"`{shape.answer}` must be in one file, not in {changed}"
    changed[0].write_bytes(changed[0].read_bytes().replace(first, SECOND.encode()))


def _wait_for_reload(program: Program, folder: Path) -> None:
    (file,) = (file for file in folder.rglob("*.py") if SECOND.encode() in file.read_bytes())
    touched = time.monotonic()

    def is_reloaded() -> bool:
        nonlocal touched
        if time.monotonic() - touched > _TOUCH_AGAIN:
            os.utime(file)
            touched = time.monotonic()
        return program.answer() == SECOND

    program.wait_until("a reload", is_reloaded)
