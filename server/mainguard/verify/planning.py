"""What a file's children do besides running it: read off its replay, which runs nothing."""

from __future__ import annotations

from collections.abc import Iterator

from mainguard.replay.modules import Modules, ProjectModule
from mainguard.replay.trace import Text, Trace


def imported_names(trace: Trace, module: ProjectModule, modules: Modules) -> tuple[str, ...]:
    """The names by which import strings in ``module`` name the module itself: children import it by them."""
    return tuple(dict.fromkeys(_names(trace, module, modules)))


def sent_names(trace: Trace) -> tuple[str, ...]:
    """What is sent to children and may be missing there, by the names under which pickle looks for it."""
    return tuple(dict.fromkeys(lost.sent.name for lost in trace.lost_targets if lost.sent.is_findable))


def _names(trace: Trace, module: ProjectModule, modules: Modules) -> Iterator[str]:
    for call in trace.calls:
        for argument in call.arguments.values():
            if isinstance(argument.value, Text):
                name, colon, _ = argument.value.value.partition(":")
                found = modules.find(name, module) if colon else None
                if found is not None and found.key == module.key:
                    yield name
