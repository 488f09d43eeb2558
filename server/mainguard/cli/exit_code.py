"""What a command says to whoever started it."""

from __future__ import annotations

import enum


class ExitCode(enum.IntEnum):
    """Part of the public contract."""

    CLEAN = 0
    FINDINGS = 1
    FAILED = 2
    """Wrong usage, a file or configuration that cannot be read, a failure of mainguard itself."""
    INTERRUPTED = 130
    """By Ctrl-C, as shells count."""
