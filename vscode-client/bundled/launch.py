"""Starts the language server: ``launch.py STRATEGY [ARGUMENT ...]``, with the arguments of ``mainguard server``.

``useBundled`` takes the mainguard that lies beside this file.  ``fromEnvironment`` takes the one that is installed for
the interpreter, and the one beside this file where there is none that works.

The extension starts it by its path, with options that keep the working directory and the variables of the environment
out of ``sys.path``: nothing of a workspace can be imported by accident.
"""

import sys
from pathlib import Path

LIBS = Path(__file__).resolve().parent / "libs"


def main() -> int:
    """Serve, and return the exit code."""
    if sys.version_info < (3, 10):
        _say("Python 3.10 or newer is needed, and {} is {}.{}".format(sys.executable, *sys.version_info))
        return 2
    strategy, *arguments = sys.argv[1:]
    sys.path[:] = [folder for folder in sys.path if folder not in ("", str(LIBS.parent))]
    run_server = _from_environment() if strategy == "fromEnvironment" else None
    return (run_server or _bundled())(arguments)


def _bundled():
    sys.path.insert(0, str(LIBS))
    from mainguard.lsp.main import run_server

    return run_server


def _from_environment():
    """The installed mainguard's; ``None`` when there is none that can be imported."""
    loaded_before = set(sys.modules)
    try:
        from mainguard.lsp.main import run_server
    except ImportError as error:
        # Half of it may have been imported, and the bundled libraries have the same names.
        for name in set(sys.modules) - loaded_before:
            del sys.modules[name]
        _say("{} has no mainguard that works ({}): the bundled one is used".format(sys.executable, error))
        return None
    _say("using {}".format(Path(sys.modules["mainguard"].__file__).parent))
    return run_server


def _say(text):
    sys.stderr.write("mainguard: " + text + "\n")


if __name__ == "__main__":
    sys.exit(main())
