"""How the formats for people begin a finding."""

from __future__ import annotations

from mainguard.cli.terminal import printable
from mainguard.replay.trace import Certainty
from mainguard.rules.rule import Diagnostic


def severity_and_code(diagnostic: Diagnostic) -> str:
    """``error[MG101]``."""
    return f"{diagnostic.severity.value}[{diagnostic.code}]"


def rule_and_message(diagnostic: Diagnostic) -> str:
    """``unguarded-reload (possible): `` and the message, safe to print."""
    possible = " (possible)" if diagnostic.certainty is Certainty.POSSIBLE else ""
    return f"{diagnostic.rule}{possible}: {printable(diagnostic.message)}"
