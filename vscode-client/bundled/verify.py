"""Runs ``mainguard verify`` of the mainguard that lies beside this file: ``verify.py [OPTION ...] FILE``.

Like ``launch.py``, it is started by its path, with options that keep everything else out of ``sys.path``.  What it runs
is another process, of the interpreter that ``--python`` names, with nothing kept out.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

LIBS = Path(__file__).resolve().parent / "libs"


def main(arguments: Sequence[str]) -> int:
    """Verify, and return the exit code."""
    # Python puts the folder of the script first.
    sys.path[:] = [str(LIBS), *(folder for folder in sys.path if folder not in ("", str(LIBS.parent)))]
    code: int = importlib.import_module("mainguard.cli.main").run(["verify", *arguments])
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
