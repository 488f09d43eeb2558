"""``python -m mainguard`` and the console script.

``mainguard server`` takes a path of its own so that the server's start imports nothing of the command line.
"""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command in ``sys.argv`` and return its exit code."""
    if sys.argv[1:2] == ["server"]:
        from mainguard.lsp.main import run_server  # noqa: PLC0415

        return run_server(sys.argv[2:])
    from mainguard.cli.main import run  # noqa: PLC0415
    from mainguard.cli.memory import collect_seldom  # noqa: PLC0415

    collect_seldom()
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
