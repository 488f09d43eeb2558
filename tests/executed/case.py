"""The executed cases: a small program each, and how it is run."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
CASES = HERE / "cases"
HELPERS = HERE / "helpers"
LABELS = HERE / "labels.json"

_HEADER = "# lab:"
_HEADER_LINES = 4


@dataclass(frozen=True, eq=False)
class Case:
    """One case: a file ``cases/NAME.py`` with a ``# lab:`` line, or a folder ``cases/NAME/`` with a ``lab.json``."""

    name: str
    path: Path
    kind: str = "job"
    """``job`` ends by itself, ``server`` answers on its port until it is interrupted."""
    timeout: float = 14.0
    """Seconds after which a run counts as hanging."""
    configs: tuple[str, ...] = ("311", "311s", "311f", "314")
    """The configurations it is run with; see ``oracle.CONFIGURATIONS``."""
    run: tuple[str, ...] = ("{py}", "{file}")
    """The command line, in the case's folder."""
    file: str | None = None
    """The file that the command runs, relative to the folder; ``None`` when it runs text that is in no file."""
    env: Mapping[str, str] = field(default_factory=dict)
    pre: tuple[tuple[str, ...], ...] = ()
    """Command lines that prepare the folder."""
    stdin: str | None = None
    """The file that is standard input."""
    notebook: bool = False
    """Whether the file holds the cells of a notebook, which ``# %%`` lines part."""

    @property
    def is_folder(self) -> bool:
        """Whether the case is a folder with several files."""
        return self.path.is_dir()

    @property
    def source(self) -> Path | None:
        """Where the file that the command runs is kept."""
        if not self.is_folder:
            return self.path
        return self.path / self.file if self.file else None

    def text(self) -> str:
        """All Python text of the case."""
        files = {*self.path.rglob("*.py"), *([self.source] if self.source else [])}
        return "".join(file.read_text("utf-8") for file in sorted(files))


def all_cases() -> Iterator[Case]:
    """Every case, by name."""
    for path in sorted(CASES.iterdir()):
        if path.suffix == ".py" or (path / "lab.json").exists():
            yield load(path)


def load(path: Path) -> Case:
    """The case at ``path``, a file or a folder."""
    if path.is_dir():
        return _case(path.name, path, json.loads((path / "lab.json").read_text("utf-8")))
    return _case(path.stem, path, {"file": path.name, **_header(path)})


def labels() -> dict[str, dict[str, dict[str, object]]]:
    """What happened: case, configuration, then ``outcome``, the finer ``label``, and traces of the run."""
    return json.loads(LABELS.read_text("utf-8"))


def _header(path: Path) -> dict[str, object]:
    """The keys of ``# lab: kind=server timeout=12 env=A=B``."""
    keys: dict[str, object] = {}
    for line in path.read_text("utf-8").splitlines()[:_HEADER_LINES]:
        if line.startswith(_HEADER):
            for word in shlex.split(line.removeprefix(_HEADER)):
                key, _, value = word.partition("=")
                keys[key] = dict([value.split("=", 1)]) if key == "env" else value
    return keys


def _case(name: str, path: Path, keys: Mapping[str, object]) -> Case:
    known = {key: value for key, value in keys.items() if key in Case.__dataclass_fields__}
    if "timeout" in known:
        known["timeout"] = float(str(known["timeout"]))
    if "configs" in known:
        known["configs"] = tuple(str(known["configs"]).split(","))
    if "run" in known:
        known["run"] = _words(known["run"])
    if "pre" in known:
        known["pre"] = tuple(_words(command) for command in known["pre"])
    return Case(name, path, **known)


def _words(command: str | Sequence[str]) -> tuple[str, ...]:
    return tuple(shlex.split(command) if isinstance(command, str) else command)
