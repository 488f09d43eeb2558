"""``mainguard dump``: what the stages make of a file, for those who look for the cause of a wrong finding."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from importlib.util import resolve_name
from pathlib import Path

import click

from mainguard.cli.checking import checked
from mainguard.cli.exit_code import ExitCode
from mainguard.cli.failures import debug_option
from mainguard.cli.projects import Project, Projects
from mainguard.cli.terminal import complain
from mainguard.replay.modules import ProjectModule
from mainguard.replay.trace import ApiCall, Argument, Site, Trace, UnguardedStart
from mainguard.text.source import Source, UndecodableSourceError
from mainguard.text.span import Span


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--stage", type=click.Choice(["syntax", "names", "replay"]), required=True, help="How far to go.")
@debug_option
def dump(file: Path, stage: str) -> int:
    """Show what a stage makes of FILE: its blocks, what its imports lead to, or the trace of its replay."""
    try:
        source = Source.decode(file.read_bytes())
    except OSError as error:
        complain(f"{file} cannot be read: {error.strerror}")
        return ExitCode.FAILED
    except UndecodableSourceError as error:
        complain(f"{file} is not Python source: {error}")
        return ExitCode.FAILED
    projects = Projects(lambda settings: settings, os.environ)
    try:
        project = projects.of(file)
        module = project.modules.main_module(file, source)
        view = {"syntax": _syntax, "names": _names, "replay": _replay}[stage]
        for line in view(module, project):
            click.echo(line)
    finally:
        projects.close()
    return ExitCode.CLEAN


def _syntax(module: ProjectModule, _: Project) -> Iterator[str]:
    """Each block with its span and its tree."""
    for placed in module.tree.blocks:
        block = placed.block
        yield f"block {_where(module.tree.source, Span(placed.start, placed.start + len(block.text)))}"
        if block.problem:
            problem = block.problem.span.shifted(placed.start)
            yield f"  does not parse: {block.problem.message} at {_where(module.tree.source, problem)}"
        for statement in block.statements:
            yield from (f"  {line}" for line in ast.dump(statement, indent=2).splitlines())


def _names(module: ProjectModule, project: Project) -> Iterator[str]:
    """The module's own name, and what each name that it imports leads to."""
    yield f"{module.key} is the module {module.name} in the package {module.package or '(none)'}"
    for _, statement in module.tree.statements:
        for node in ast.walk(statement):
            for name in _imported(node, module.package):
                yield f"{name} -> {_leads_to(name, module, project)}"


def _imported(node: ast.AST, package: str) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=base, names=names, level=level):
            relative = "." * level + (base or "")
            try:
                prefix = resolve_name(relative, package)
            except ImportError:
                prefix = relative
            yield from (f"{prefix}.{alias.name}" for alias in names)


def _leads_to(name: str, module: ProjectModule, project: Project) -> str:
    owner, _, attribute = name.rpartition(".")
    found = project.modules.find(name, module)
    if found is not None:
        return found.key
    found = project.modules.find(owner, module) if owner else None
    if found is not None:
        return f"{attribute} of {found.key}"
    if project.resolver is None:
        return f"{name} (external, no environment to look it up in)"
    project.resolver.ask([name])
    return f"{project.resolver.canonical(name)} (external)"


def _replay(module: ProjectModule, project: Project) -> Iterator[str]:
    """The trace, as the rules get it."""
    yield from _TraceView(module, project).lines(checked(module, project).trace)


class _TraceView:
    """Writes a trace with lines and columns."""

    def __init__(self, module: ProjectModule, project: Project) -> None:
        self._module = module
        self._project = project

    def lines(self, trace: Trace) -> Iterator[str]:
        for start in trace.starts:
            yield from self._start(start)
        for one in trace.exits:
            yield f"silent exit {self._site(one.site)}: {one.what}, before {self._site(one.start)}"
        for refused in trace.refused_methods:
            where = f"{refused.certainty.value}, targets {', '.join(refused.targets) or 'all'}"
            yield f"start method refused by the child {self._site(refused.chain[-1])}: {where}"
        for call in trace.calls:
            yield from self._call(call)
        bound = trace.names_bound_on_import
        yield f"bound on import: {'unknown' if bound is None else ', '.join(sorted(bound)) or 'nothing'}"
        yield f"questions left: {', '.join(trace.questions) or 'none'}"
        yield f"modules read: {', '.join(sorted(trace.modules_read)) or 'none'}"

    def _start(self, start: UnguardedStart) -> Iterator[str]:
        yield f"unguarded start of {start.api.name}: {start.certainty.value}, method {start.method.value}"
        for site in start.chain:
            yield f"  through {self._site(site)}"
        yield f"  worlds: {', '.join(sorted(world.value for world in start.worlds))}"
        yield f"  targets: {', '.join(start.targets) or 'all'}"
        for assumption in start.assumptions:
            expected = assumption.holds if assumption.other_than is None else f"not {assumption.other_than}"
            yield f"  if {assumption.text} is {expected}"
        for guard in start.guards:
            yield f"  despite {guard.text}, which is {guard.outcome}"

    def _call(self, call: ApiCall) -> Iterator[str]:
        yield f"call of {call.api.name} {self._site(call.site)}{'' if call.is_complete else ', more arguments unknown'}"
        for name, argument in call.arguments.items():
            yield f"  {name} = {self._argument(argument)}"

    def _argument(self, argument: Argument) -> str:
        return str(argument.value)

    def _site(self, site: Site) -> str:
        own = self._module
        source = own.tree.source if site.module == own.key else self._project.modules.source(site.module)
        where = _where(source, site.span) if source else "?"
        return f"{site.name} at {site.module}:{where}"


def _where(source: Source, span: Span) -> str:
    """``line:column-line:column``, all 1-based."""
    start, end = source.lines.position(span.start), source.lines.position(span.end)
    return f"{start.line + 1}:{start.column + 1}-{end.line + 1}:{end.column + 1}"
