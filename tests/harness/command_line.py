"""What a run of the command line left behind, and files to run it on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

UNGUARDED = 'import uvicorn\n\nuvicorn.run("elsewhere:app", reload=True)\n'
GUARDED = 'import uvicorn\n\nif __name__ == "__main__":\n    uvicorn.run("elsewhere:app", reload=True)\n'


@dataclass(frozen=True)
class Result:
    """The exit code and the two outputs of a command."""

    code: int
    out_bytes: bytes
    err: str

    @property
    def out(self) -> str:
        return self.out_bytes.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def places(self) -> list[str]:
        """``path:line:column CODE`` of every finding of a run with ``--output-format json``."""
        return [f"{one['path']}:{one['start']['line']}:{one['start']['column']} {one['code']}" for one in self.json]


Mainguard = Callable[..., Result]
"""Takes arguments, and ``stdin`` as bytes."""


def write(path: str, content: str | bytes) -> Path:
    """A file below the working directory, its line ends as they are in ``content``."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return file
