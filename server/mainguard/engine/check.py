"""One module in, its findings out."""

from __future__ import annotations

from mainguard.engine.report import Report
from mainguard.engine.settings import Settings
from mainguard.fixes.fix import Fix
from mainguard.replay.modules import Modules, NoModules, NoResolver, ProjectModule, Resolver
from mainguard.rules.rule import Diagnostic


def check(
    module: ProjectModule,
    settings: Settings,
    modules: Modules | None = None,
    resolver: Resolver | None = None,
) -> Report:
    """The findings of ``module`` under ``settings``.  Raises nothing for any user code."""
    raise NotImplementedError(NoModules, NoResolver)


def fixes_for(report: Report, diagnostic: Diagnostic) -> tuple[Fix, ...]:
    """The fixes for one of the report's findings, the best first; suppressing it is not among them."""
    raise NotImplementedError
