"""What one check of one module gives."""

from __future__ import annotations

from dataclasses import dataclass

from mainguard.replay.trace import Trace
from mainguard.rules.rule import Context, Diagnostic


@dataclass(frozen=True)
class Report:
    """The findings of one module, in order of place."""

    context: Context
    diagnostics: tuple[Diagnostic, ...]
    """Suppressed ones left out; unused suppressions are among them, syntax errors are not."""
    syntax_errors: tuple[Diagnostic, ...] = ()

    @property
    def trace(self) -> Trace:
        """The trace that the findings were read from."""
        return self.context.trace
