"""``# mainguard: ignore[rule]`` comments."""

from __future__ import annotations

from mainguard.fixes.fix import Fix
from mainguard.rules.rule import Context, Diagnostic


def suppress_on_line(context: Context, diagnostic: Diagnostic) -> Fix:
    """Adds ``# mainguard: ignore[rule]`` to the line where the finding starts, joining a comment already there."""
    raise NotImplementedError


def suppress_in_file(context: Context, diagnostic: Diagnostic) -> Fix:
    """Adds ``# mainguard: ignore-file[rule]`` at the top of the file, below shebang, encoding line and docstring-free header."""
    raise NotImplementedError
