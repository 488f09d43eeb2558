"""Statements in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mainguard.replay.execution import Execution
from mainguard.replay.flow import Flow


def in_order(run: Execution, steps: Iterable[Callable[[], Flow]]) -> Flow:
    """Run ``steps`` until control leaves; what follows a step that some runs leave is under its assumption."""
    return go_on(run, steps, Flow(), len(run.path), len(run.guards))


def go_on(run: Execution, steps: Iterable[Callable[[], Flow]], total: Flow, depth: int, guards: int) -> Flow:
    """The same behind steps that came to ``total``; what they have added to the path and the guards is still there."""
    try:
        for step in steps:
            flow = step()
            total.absorb(flow)
            if not flow.falls:
                break
            run.path += [each for each in dict.fromkeys(left.otherwise for left in flow.left) if each not in run.path]
            run.guards += flow.guards
    finally:
        del run.path[depth:]
        del run.guards[guards:]
    return total
