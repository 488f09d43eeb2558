"""Fix until nothing changes: the one function behind ``mainguard check --fix`` and the editor's fix-all."""

from __future__ import annotations

from dataclasses import dataclass

from mainguard.engine.settings import Settings
from mainguard.replay.modules import Modules, ProjectModule, Resolver
from mainguard.rules.rule import Diagnostic


@dataclass(frozen=True)
class Fixed:
    """The outcome of fixing one module."""

    text: str
    """The whole new text; the old one when nothing could be fixed."""
    applied: tuple[Diagnostic, ...]
    """The findings that were fixed, in the order of fixing."""
    remaining: tuple[Diagnostic, ...]


def fix_all(
    module: ProjectModule,
    settings: Settings,
    modules: Modules | None = None,
    resolver: Resolver | None = None,
    *,
    unsafe: bool = False,
) -> Fixed:
    """Apply the best fix of each finding until none is left or nothing changes (at most 10 rounds).

    ``refactor`` fixes are never applied; unsafe ones only when ``unsafe``.  A round whose text no longer parses
    is dropped.
    """
    raise NotImplementedError
