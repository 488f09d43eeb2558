"""Runs of one main module in the worlds that it may wake up in."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter

from mainguard.catalogue.api import StartMethod
from mainguard.catalogue.registry import Catalogue
from mainguard.replay import calls, search_path
from mainguard.replay.execution import NOWHERE, Execution
from mainguard.replay.flow import Flow, Leave
from mainguard.replay.import_records import ImportRecords
from mainguard.replay.imports import root_frame, run_module
from mainguard.replay.module_bodies import Body
from mainguard.replay.modules import Modules, ProjectModule, Resolver, packages_of
from mainguard.replay.namespaces import LazyNames
from mainguard.replay.resuming import Checkpoints
from mainguard.replay.scope import ModuleState
from mainguard.replay.trace import Site
from mainguard.replay.values import (
    NO_ARGUMENTS,
    NONE,
    Arguments,
    Class,
    Constant,
    External,
    ExternalInstance,
    Function,
    Table,
    Value,
)
from mainguard.replay.world import Environment, Run, RunWorld, Target
from mainguard.syntax.outline import Asked

_ASKED_FOR = frozenset({"target", "process_name", "default_method"})
_beside_what_is_asked_for = attrgetter(*(each.name for each in fields(RunWorld) if each.name not in _ASKED_FOR))


@dataclass(frozen=True)
class Finished:
    """A run that is over."""

    execution: Execution
    flow: Flow
    table: LazyNames
    """The main module's names at the end."""


@dataclass
class Runs:
    """Runs of one module, each made once; a run that asks for no target serves all of them."""

    module: ProjectModule
    modules: Modules
    resolver: Resolver
    catalogue: Catalogue
    records: ImportRecords = field(default_factory=ImportRecords)
    checkpoints: Checkpoints | None = None
    """Where the runs may go on, and what they leave for the next ones."""
    _made: dict[RunWorld, Finished] = field(default_factory=dict)
    _parents: dict[Target, Finished] = field(default_factory=dict)
    _serving: dict[object, Finished] = field(default_factory=dict)
    """The run that serves for each world that was asked for, by what tells it from the others."""
    _others: dict[str, Runs] = field(default_factory=dict)
    _everywhere: dict[object, Finished] = field(default_factory=dict)
    """Runs that asked for nothing of what ``_ASKED_FOR`` names, by all that is left of their worlds."""
    _is_own: dict[str, bool] = field(default_factory=dict)
    """For the names of modules whether they are the module's."""

    def parent(self, target: Target) -> Finished:
        """The run that the user starts."""
        serving = self._parents.get(target)
        if serving is None:
            serving = self._parents[target] = self._found(RunWorld(Run.PARENT, "__main__", target))
        return serving

    def parents(self) -> tuple[Execution, ...]:
        """The runs that the user starts, on whatever targets, each once."""
        return tuple({id(run.execution): run.execution for run in self._parents.values()}.values())

    def of(self, main: ProjectModule) -> Runs:
        """The runs of another module in main's place."""
        if main.key == self.module.key:
            return self
        if main.key not in self._others:
            self._others[main.key] = Runs(main, self.modules, self.resolver, self.catalogue, self.records)
        return self._others[main.key]

    def is_own(self, import_string: str | None) -> bool:
        """Whether the ``module:attribute`` names the module itself."""
        if import_string is None:
            return False
        name = import_string.partition(":")[0]
        if name not in self._is_own:
            found = None if name == self.module.name else self.modules.find(name, self.module)
            self._is_own[name] = name == self.module.name or (found is not None and found.key == self.module.key)
        return self._is_own[name]

    def rerun(
        self,
        target: Target,
        environment: Environment,
        process_name: str,
        sent: frozenset[str],
        *,
        package_main_too: bool = False,
        default_method: StartMethod | None = None,
    ) -> Finished:
        """The run of a spawned child, up to the end of its bootstrapping."""
        package_main_too = package_main_too and self.module.is_never_rerun
        key = (target, environment, process_name, sent, package_main_too, default_method)
        serving = self._serving.get(key)
        if serving is None:
            world = RunWorld(
                Run.RERUN, "__mp_main__", target, environment, process_name, sent, package_main_too, default_method
            )
            serving = self._serving[key] = self._found(world)
        return serving

    def imported(self, target: Target, environment: Environment) -> Finished:
        """The run in which the child imports the module by its own name."""
        key = (target, environment)
        serving = self._serving.get(key)
        if serving is None:
            world = RunWorld(Run.IMPORT, self.module.name, target, environment, "SpawnProcess-1")
            serving = self._serving[key] = self._found(world)
        return serving

    @property
    def executions(self) -> tuple[Execution, ...]:
        """The state that every run ended in."""
        own = tuple(finished.execution for finished in self._made.values())
        return own + tuple(execution for other in self._others.values() for execution in other.executions)

    def _found(self, world: RunWorld) -> Finished:
        """The run in ``world``, or one that serves because nothing in it asked for what differs."""
        key = _beside_what_is_asked_for(world)
        everywhere = self._everywhere.get(key)
        if everywhere is not None:
            return everywhere
        general = replace(world, target=None, process_name=None, default_method=None)
        while True:
            finished = self._made.get(general)
            if finished is None:
                finished = self._made[general] = self._execute(general)
            asked = finished.execution
            has_asked_target = asked.asked_target or asked.asked_target_installed
            if not (has_asked_target or asked.asked_process or asked.asked_inherited):
                self._everywhere[key] = finished
            wanted = replace(
                general,
                target=world.target if asked.depends_on_target and _matters(finished) else general.target,
                process_name=world.process_name if asked.asked_process else general.process_name,
                default_method=world.default_method if asked.asked_inherited else general.default_method,
            )
            if wanted == general:
                return finished
            general = wanted

    def _execute(self, world: RunWorld) -> Finished:
        outline = self.module.tree.outline
        asked, outline.asked = outline.asked, Asked()
        try:
            return self._finished(self._resumed(world) or self._begun(world))
        finally:
            asked.absorb(outline.asked)
            outline.asked = asked

    def _resumed(self, world: RunWorld) -> Body | None:
        """A run that has come as far as an earlier one came in the same way."""
        body = self.checkpoints.resumed(world, self.module) if self.checkpoints is not None else None
        if body is not None:
            body.run.modules, body.run.resolver, body.run.records = self.modules, self.resolver, self.records
        return body

    def _begun(self, world: RunWorld) -> Body:
        execution = Execution(world, self.catalogue, self.modules, self.resolver, self.records)
        state = ModuleState(self.module, world.name)
        execution.root = state
        execution.states[self.module.key, world.name] = state
        execution.read.add(self.module.key)
        state.table.update(_first_names(self.module, world))
        body = Body(execution, state)
        if self.checkpoints is not None:
            self.checkpoints.watch(body)
        return body

    def _finished(self, body: Body) -> Finished:
        """The run at its end."""
        execution, state, world = body.run, body.state, body.run.world
        try:
            flow = body.go_on() if _is_run(self.module, world) else Flow()
            if flow.falls:
                _unpickle(execution, world.sent)
        except RecursionError:
            execution.exhausted = True
            flow = Flow()
        if world.run is Run.PARENT:
            _import_packages_around(execution)
            _look_at_uncalled(execution, state)
        return Finished(execution, flow, state.table)


def _is_run(module: ProjectModule, world: RunWorld) -> bool:
    """A package's ``__main__`` is never run again (``multiprocessing/spawn.py``, ``_fixup_main_from_name``)."""
    if world.run is not Run.RERUN or not module.is_never_rerun:
        return True
    return world.package_main_too and not module.is_notebook


def _unpickle(execution: Execution, sent: frozenset[str]) -> None:
    """Import what the child imports to find the function that it is to run."""
    nowhere = Site(execution.main.key, NOWHERE, "")
    for name in sorted(sent):
        module = execution.modules.find(name, execution.main, search_path.entries(execution))
        if module is not None:
            try:
                run_module(execution, module, name, nowhere)
            except Leave:
                continue


def _import_packages_around(execution: Execution) -> None:
    """Import the packages that ``python -m package`` imports before it runs the package's ``__main__``.

    It is done last, so that of what they do the module's own imports are the reason where there are any.
    """
    main = execution.main
    if not main.is_never_rerun or main.is_notebook:
        return
    main.tree.outline.look_at_all()
    placed, first = next(iter(main.tree.statements), (None, None))
    span = placed.statement_span(first) if placed is not None and first is not None else NOWHERE
    execution.statement = span
    for name in packages_of(main.package):
        package = execution.modules.find(name, main, search_path.entries(execution))
        if package is not None:
            try:
                run_module(execution, package, name, Site(main.key, span, name))
            except (Leave, RecursionError):
                return


def _matters(finished: Finished) -> bool:
    """Whether a run could end otherwise on some target: what it reaches only maybe, it has seen as well."""
    is_child = finished.execution.world.run is not Run.PARENT
    ends = not finished.flow.falls or any(choice.is_refused for choice in finished.execution.choices)
    return bool(finished.execution.starts) or (is_child and ends)


def _first_names(module: ProjectModule, world: RunWorld) -> Table:
    """What a module's namespace holds before its first statement (``runpy.run_path``, ``importlib``)."""

    def fact(name: str, value: object) -> Constant:
        return Constant(value, frozenset({name}))

    table: Table = {"__name__": fact("__name__", world.name), "__file__": Constant(module.key), "__doc__": NONE}
    match world.run:
        case Run.PARENT:
            table |= {
                "__package__": fact("__package__", None),
                "__spec__": fact("__spec__", None),
                "__loader__": ExternalInstance("importlib.machinery.SourceFileLoader", NO_ARGUMENTS),
            }
        case Run.RERUN:
            table |= {
                "__package__": fact("__package__", ""),
                "__spec__": fact("__spec__", None),
                "__loader__": fact("__loader__", None),
            }
        case Run.IMPORT:
            table |= {
                "__package__": fact("__package__", module.package),
                "__spec__": ExternalInstance("importlib.machinery.ModuleSpec", NO_ARGUMENTS),
                "__loader__": ExternalInstance("importlib.machinery.SourceFileLoader", NO_ARGUMENTS),
            }
    return table


def _look_at_uncalled(execution: Execution, state: ModuleState) -> None:
    """Replay the functions that nothing called, for their calls only: an entry point may call them."""
    catalogue = execution.catalogue
    prefixes = catalogue.tagged_prefixes
    if any(not seen.path for seen in execution.served):
        prefixes |= catalogue.starting_prefixes
    wanted = _make_mentioning(prefixes, state)
    if not wanted:
        return
    execution.is_offline = True
    execution.chain.clear()
    outer = root_frame(state)
    given = Arguments(unknown_positional=True)
    for function in _functions(state.table):
        placed = function.frame.placed
        if id(function.node) in execution.entered or placed is None or function.frame.state is not state:
            continue
        if wanted.isdisjoint(placed.block.mentions):
            continue
        try:
            value = calls.call_function(execution, function, given, function.node, function.frame)
            calls.awaited(execution, value, function.node, outer)
        except (Leave, RecursionError):
            continue
    execution.is_offline = False


def _make_mentioning(prefixes: frozenset[str], state: ModuleState) -> frozenset[str]:
    """Have every block run that mentions a name by which the module can call entries below ``prefixes``.

    Gives these names: packages, what was imported from them and made of that; none when no block mentions any.
    """
    packages = frozenset(prefix for prefix in prefixes if "." not in prefix)
    done = frozenset[int]()
    while True:
        known = state.table.known().items()
        wanted = packages.union(name for name, value in known if _comes_from(value) in prefixes)
        blocks = frozenset(state.module.tree.outline.mentioning(wanted)) - done
        if not blocks:
            return wanted if done else frozenset()
        for block in sorted(blocks):
            state.table.make_bound_by(block)
        done |= blocks


def _comes_from(value: Value) -> str:
    """The dotted name of what is from outside, or of the class of such an object; ``""`` of anything else."""
    match value:
        case External(name=name) | ExternalInstance(of=name):
            return name
        case _:
            return ""


def _functions(table: LazyNames) -> list[Function]:
    """The functions that are known, in the order of their text."""
    found = [function for value in table.known().values() for function in _functions_of(value)]
    return sorted(found, key=_place)


def _place(function: Function) -> tuple[int, int]:
    placed = function.frame.placed
    return (placed.start if placed is not None else 0), function.node.lineno


def _functions_of(value: Value) -> list[Function]:
    match value:
        case Function(node=ast.FunctionDef() | ast.AsyncFunctionDef()):
            return [value]
        case Class(table=table):
            return [each for each in table.values() if isinstance(each, Function)]
        case _:
            inner = getattr(value, "function", None)
            return [inner] if isinstance(inner, Function) else []
