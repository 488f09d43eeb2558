"""Reports in which no name is left to be looked up."""

from __future__ import annotations

from collections.abc import Callable

from mainguard.engine.report import Report
from mainguard.names.resolver import JediResolver

_ROUNDS_OF_QUESTIONS = 8


def with_names(check: Callable[[], Report], resolver: JediResolver | None) -> Report:
    """What ``check`` gives once every name was looked up that the environment knows; blocks for up to seconds.

    ``check`` is called again as long as the answers raise new questions.
    """
    report = check()
    for _ in range(_ROUNDS_OF_QUESTIONS):
        if resolver is None or not report.trace.questions:
            break
        resolver.ask(report.trace.questions)
        report = check()
    return report
