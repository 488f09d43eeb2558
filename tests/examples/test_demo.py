"""The demonstration that the README begins with."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_demonstration_shows_the_failure_and_its_repair() -> None:
    command = [sys.executable, str(ROOT / "examples" / "demo.py")]
    completed = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)

    assert completed.returncode == 0, completed.stdout + completed.stderr
    assert "mainguard MG101" in completed.stdout
    assert '+if __name__ == "__main__":' in completed.stdout
    assert "✓ before: the child process dies while it is being started; nobody answers GET /" in completed.stdout
    assert "✓ after:  no error; GET / answers 'Hello from unguarded_reload'" in completed.stdout
