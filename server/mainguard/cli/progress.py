"""The progress bar."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, TextIO, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE_S = 1.0
"""How long a run may take before it shows how far it is."""

_Item = TypeVar("_Item")


def with_progress(
    items: Iterable[_Item], total: int, stream: TextIO, clock: Callable[[], float] = time.monotonic
) -> Iterator[_Item]:
    """The ``total`` items one by one; on a terminal with a bar, as soon as that takes over a second."""
    is_terminal = stream.isatty()
    shown_from = clock() + PATIENCE_S
    with ExitStack() as stack:
        bar = None
        for done, item in enumerate(items):
            if bar is None and is_terminal and clock() > shown_from:
                bar = stack.enter_context(_bar(stream, total))
            if bar is not None:
                bar.update(bar.task_ids[0], completed=done)
            yield item


def _bar(stream: TextIO, total: int) -> Progress:
    # Most runs are over before this is needed.
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    from mainguard.cli.styled import console  # noqa: PLC0415

    columns = (TextColumn("Checking"), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, console=console(stream), transient=True)
    bar.add_task("", total=total)
    return bar
