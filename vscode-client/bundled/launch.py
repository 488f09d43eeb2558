"""Starts the language server: ``launch.py STRATEGY [ARGUMENT ...]``, with the arguments of ``mainguard server``.

``useBundled`` takes the mainguard that lies beside this file.  ``fromEnvironment`` takes the one that is installed for
the interpreter, and the one beside this file where there is none that works.

The extension starts it by its path, with options that keep the working directory and the variables of the environment
out of ``sys.path``: nothing of a workspace can be imported by accident.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

LIBS = Path(__file__).resolve().parent / "libs"

RunServer = Callable[[Sequence[str]], int]


def main(arguments: Sequence[str]) -> int:
    """Serve, and return the exit code."""
    strategy, *server_arguments = arguments
    # Python puts the folder of the script first.
    sys.path[:] = [folder for folder in sys.path if folder not in ("", str(LIBS.parent))]
    run_server = _from_environment() if strategy == "fromEnvironment" else None
    return (run_server or _bundled())(server_arguments)


def _bundled() -> RunServer:
    sys.path.insert(0, str(LIBS))
    return _imported()


def _from_environment() -> RunServer | None:
    """The installed mainguard's; ``None`` when there is none that can be imported."""
    loaded_before = set(sys.modules)
    try:
        run_server = _imported()
        # The server answers its client before it loads the rest, which may be missing as well.
        importlib.import_module("mainguard.lsp.session")
    except ImportError as error:
        # Half of it may have been imported, under the names that the bundled libraries have.
        for name in set(sys.modules) - loaded_before:
            del sys.modules[name]
        _say(f"{sys.executable} has no mainguard that works ({error}): the bundled one is used")
        return None
    _say(f"the one installed for {sys.executable} is used")
    return run_server


def _imported() -> RunServer:
    run_server: RunServer = importlib.import_module("mainguard.lsp.main").run_server
    return run_server


def _say(text: str) -> None:
    sys.stderr.write(f"mainguard: {text}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
