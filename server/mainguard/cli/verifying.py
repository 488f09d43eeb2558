"""A file run as its children would run it, before and after its fixes: the command line's only way to running code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mainguard.cli.checking import checked
from mainguard.cli.projects import Project
from mainguard.engine.fixing import fix_all
from mainguard.engine.settings import Settings
from mainguard.project.paths import absolute
from mainguard.replay.modules import ProjectModule
from mainguard.syntax.tree import parse
from mainguard.text.source import Source
from mainguard.verify.outcome import Outcome, Verdict
from mainguard.verify.plan import Method, Parent, Plan
from mainguard.verify.planning import children_of
from mainguard.verify.run import run

_DEFAULT_WHERE: Mapping[Method, Callable[[Settings], Settings]] = {
    Method.SPAWN: lambda settings: replace(settings, platforms=("darwin",)),
    Method.FORKSERVER: lambda settings: replace(settings, platforms=("linux",), target_python="3.14"),
}
"""Where each method is the default one, so that the replay sees the children that it makes."""
_WORST_FIRST = (Verdict.FAILS, Verdict.NOT_RUN, Verdict.CLEAN)


@dataclass(frozen=True, slots=True)
class Request:
    """The options of ``mainguard verify`` as they were given."""

    script: str
    arguments: tuple[str, ...]
    method: Method
    seconds: float
    is_before_after: bool
    unsafe_fixes: bool


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a text when it was run."""

    outcome: Outcome
    source: Source
    """The text of the script."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved about a file."""

    request: Request
    python: Path
    before: Run
    after: Run | None = None
    """The run of the fixed text; ``None`` when that was not asked for, or nothing can be fixed."""
    fixed: tuple[str, ...] = ()
    """The messages of the findings that the fixes take away."""

    @property
    def verdict(self) -> Verdict:
        """What is true of the text that is left in the end."""
        return (self.after or self.before).outcome.verdict


def prove(request: Request, source: Source, project: Project, environ: Mapping[str, str]) -> Proof:
    """Run the script, whose text is ``source``, and the fixed text if that is asked for."""
    path = absolute(Path(request.script))
    module = project.modules.main_module(path, source)
    runs = _Runs(request, project, project.python or Path(sys.executable), environ, source)
    proof = Proof(request, runs.python, runs.of(module))
    if not request.is_before_after:
        return proof
    fixed = fix_all(module, project.settings, project.modules, project.resolver, unsafe=request.unsafe_fixes)
    if fixed.text == source.text:
        return proof
    after = replace(module, tree=parse(source.with_text(fixed.text)))
    return replace(proof, after=runs.of(after), fixed=tuple(one.message for one in fixed.applied))


@dataclass(frozen=True, slots=True)
class _Runs:
    request: Request
    project: Project
    python: Path
    environ: Mapping[str, str]
    on_disk: Source

    def of(self, module: ProjectModule) -> Run:
        """The worst of what comes of ``module`` as one of its children."""
        settings = _DEFAULT_WHERE[self.request.method](self.project.settings)
        report = checked(module, replace(self.project, settings=settings))
        outcomes = []
        for script, child in children_of(report.trace, module, self.project.modules):
            is_changed = str(script) == module.key and module.tree.source.text != self.on_disk.text
            plan = Plan(
                self._parent(script, module),
                child,
                self.request.method,
                self.request.seconds,
                module.tree.source.encode() if is_changed else None,
            )
            outcomes.append(run(plan, self.environ))
        return Run(min(outcomes, key=lambda one: _WORST_FIRST.index(one.verdict)), module.tree.source)

    def _parent(self, script: Path, module: ProjectModule) -> Parent:
        return Parent(
            python=self.python,
            script=script,
            argv0=self.request.script,
            folder=Path.cwd(),
            arguments=self.request.arguments,
            # `python -m package` and `python folder`: what CPython itself makes of the name is that no child runs it.
            module=".".join(filter(None, (module.package, "__main__"))) if module.is_never_rerun else None,
        )
