"""One module in, its findings out."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

from mainguard.engine.report import Report
from mainguard.engine.selection import is_ignored, selected_rules
from mainguard.engine.settings import Settings
from mainguard.engine.suppression import apply_suppressions
from mainguard.fixes.fix import Fix, Safety
from mainguard.replay.import_records import ImportRecords
from mainguard.replay.modules import Modules, NoModules, NoResolver, ProjectModule, Resolver
from mainguard.replay.replay import replay
from mainguard.replay.reuse import Replays
from mainguard.replay.trace import Trace
from mainguard.replay.world import Target
from mainguard.rules.registry import rule_named
from mainguard.rules.rule import Context, Diagnostic, Rule
from mainguard.rules.syntax import syntax_error

STRICT_VARIABLE = "MAINGUARD_STRICT"
"""When this environment variable is ``1``, a failing stage raises; mainguard's own tests set it."""

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


def check(
    module: ProjectModule,
    settings: Settings,
    modules: Modules | None = None,
    resolver: Resolver | None = None,
    records: ImportRecords | None = None,
    replays: Replays | None = None,
) -> Report:
    """The findings of ``module`` under ``settings``.  Raises nothing for any user code.

    ``records`` is shared by the checks of many files of which none changes meanwhile, ``replays`` by those of files
    that are typed in.
    """
    modules, resolver = modules or NoModules(), resolver or NoResolver()
    versions = settings.target_versions
    targets = _targets(tuple(settings.platforms), tuple(versions))
    trace = _contained(
        f"replay of {module.key}",
        lambda: replay(module, modules, resolver, targets, settings.starts_processes, records, replays),
        Trace(module.key, starts=(), exits=(), calls=()),
    )
    return report(Context(module, trace, modules, versions), settings)


def report(context: Context, settings: Settings) -> Report:
    """What the selected rules find in a module that has been replayed."""
    selected = selected_rules(settings)
    findings = [finding for rule in selected if rule is not syntax_error.RULE for finding in _run(rule, context)]
    if not is_ignored(syntax_error.RULE, settings):
        # A part that is not checked is said so whatever is selected: silence would look like a pass.
        findings += _run(syntax_error.RULE, context)
    kept = sorted(apply_suppressions(context, findings, selected), key=_place)
    return Report(
        context,
        diagnostics=tuple(finding for finding in kept if finding.rule != syntax_error.RULE.name),
        syntax_errors=tuple(finding for finding in kept if finding.rule == syntax_error.RULE.name),
    )


def fixes_for(report: Report, diagnostic: Diagnostic) -> tuple[Fix, ...]:
    """The fixes for one of the report's findings, the best first; suppressing it is not among them."""
    rule = rule_named(diagnostic.rule)
    if rule is None:
        return ()
    return _contained(f"fixes of {rule.name}", lambda: tuple(rule.fixes(report.context, diagnostic)), ())


def quick_fix_for(report: Report, diagnostic: Diagnostic, *, unsafe: bool) -> Fix | None:
    """The best fix that can be made without being chosen; computes no more of them than it takes to find it."""
    rule = rule_named(diagnostic.rule)
    if rule is None:
        return None
    return _contained(
        f"fixes of {rule.name}",
        lambda: next(
            (
                fix
                for fix in rule.fixes(report.context, diagnostic)
                if fix.edits and fix.kind == "quickfix" and (unsafe or fix.safety is Safety.SAFE)
            ),
            None,
        ),
        None,
    )


@lru_cache(maxsize=64)
def _targets(platforms: tuple[str, ...], versions: tuple[tuple[int, int], ...]) -> tuple[Target, ...]:
    return tuple(Target(platform, version) for platform in platforms for version in versions)


def is_strict() -> bool:
    """Whether a failure of mainguard's own is raised rather than logged."""
    return os.environ.get(STRICT_VARIABLE) == "1"


def _run(rule: Rule, context: Context) -> Sequence[Diagnostic]:
    try:
        return list(rule.check(context))
    except Exception:
        if is_strict():
            raise
        _log.exception("mainguard failed: rule %s on %s", rule.name, context.module.key)
        return ()


def _contained(what: str, stage: Callable[[], _Result], otherwise: _Result) -> _Result:
    """What ``stage`` gives; where it fails, ``otherwise``, so that the rest of mainguard keeps working."""
    try:
        return stage()
    except Exception:
        if is_strict():
            raise
        _log.exception("mainguard failed: %s", what)
        return otherwise


def _place(diagnostic: Diagnostic) -> tuple[int, int, str]:
    return diagnostic.span.start, diagnostic.span.end, diagnostic.code
