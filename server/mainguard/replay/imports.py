"""Imports: of the project's modules, which run, and of everything else, which is a dotted name."""

from __future__ import annotations

import ast
from contextlib import nullcontext
from pathlib import PurePath

from mainguard.replay import attributes, facts, import_effects, module_bodies, search_path
from mainguard.replay.execution import NOWHERE, Execution
from mainguard.replay.flow import Flow, Leave
from mainguard.replay.import_records import ImportLog, ImportRecord, Loaded
from mainguard.replay.modules import STANDARD_LIBRARY, ProjectModule, packages_of
from mainguard.replay.names import assign_name
from mainguard.replay.scope import Frame, ModuleState, Scope
from mainguard.replay.trace import Site
from mainguard.replay.values import Constant, External, ExternalInstance, Module, Origin, Sequence, Value, now, sequence

Found = ProjectModule | None
_DEEPEST_IMPORT = 30


def import_names(run: Execution, node: ast.Import, frame: Frame) -> None:
    """``import a.b, c as d``."""
    for alias in node.names:
        top = alias.name.partition(".")[0]
        if alias.asname:
            assign_name(run, alias.asname, module_value(run, alias.name, alias, frame), frame)
            continue
        value = module_value(run, top, alias, frame)
        assign_name(run, top, value, frame)
        if top != alias.name:
            _import_below(run, value, alias, frame)


def import_from(run: Execution, node: ast.ImportFrom, frame: Frame) -> None:
    """``from a.b import c as d, *``."""
    name = absolute_name(node, frame.state.module)
    module = module_value(run, name, node, frame)
    for alias in node.names:
        if alias.name == "*":
            _import_all(run, module, name, frame)
        else:
            assign_name(run, alias.asname or alias.name, _member(run, module, name, alias, frame), frame)


def absolute_name(node: ast.ImportFrom, importer: ProjectModule) -> str:
    """The absolute dotted name of the module that ``from … import`` names."""
    return _absolute(node.level, node.module or "", importer)


def _absolute(level: int, name: str, importer: ProjectModule) -> str:
    if level == 0:
        return name
    package = importer.package.split(".") if importer.package else []
    return ".".join([*package[: len(package) - level + 1], *([name] if name else [])])


def load(run: Execution, what: str, frame: Frame) -> bool:
    """Import ``what`` (as ``Need.chain`` puts it) if that is known to bind names and do nothing else."""
    relative, is_from, members = what.partition(":")
    name = relative.lstrip(".")
    full = _absolute(len(relative) - len(name), name, frame.state.module)
    parts = full.split(".")
    if full in ("", "__main__") or not import_effects.is_usual(run):
        return False
    wanted = [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
    modules = {each: find(run, each, frame) for each in wanted}
    package = modules[full]
    if is_from and package is not None and package.tree.outline.binders("__getattr__"):
        return False
    if is_from and package is not None and package.is_package:
        inside = [member for member in members.split(",") if not package.tree.outline.binders(member)]
        modules |= {f"{full}.{member}": find(run, f"{full}.{member}", frame) for member in inside}
    if not all(_is_quiet(run, each, module) for each, module in modules.items() if module is not None):
        return False
    for each, module in modules.items():
        if module is not None:
            run_module(run, module, each, Site(module.key, NOWHERE, ""))
    return True


def _is_quiet(run: Execution, name: str, module: ProjectModule) -> bool:
    loaded = module.key, name
    return _record(run, module, name) is not None or (loaded in run.deferred and loaded not in run.imported)


def find(run: Execution, name: str, frame: Frame) -> Found:
    """The project's module called ``name``, as the module of ``frame`` sees it.

    What an installed package imports is a dotted name, and read when it is called.
    """
    if frame.state.module.is_installed:
        return None
    return run.modules.find(name, frame.state.module, search_path.entries(run)) if name else None


def find_in(run: Execution, folder: str, name: str, frame: Frame) -> Found:
    """The project's module called ``name`` in ``folder``, or elsewhere if it is not there."""
    importer = frame.state.module
    return None if importer.is_installed else run.modules.find(name, importer, (folder, STANDARD_LIBRARY))


def module_value(run: Execution, name: str, node: ast.AST, frame: Frame) -> Value:
    """The module called ``name``: run if it is the project's and has not run yet, a dotted name otherwise."""
    if name == "__main__":
        return facts.main_module(run)
    found = find(run, name, frame)
    if found is None:
        return External(name)
    for end in (i for i, character in enumerate(name) if character == "."):
        package = find(run, name[:end], frame)
        if package is not None:
            run_module(run, package, package.name, run.site(frame, node))
    return Module(run_module(run, found, name, run.site(frame, node)))


def run_module(run: Execution, module: ProjectModule, name: str, site: Site) -> ModuleState:
    """Run ``module`` under ``name`` unless it has begun to run already; later, if it is known to bind names only."""
    run.read.add(module.key)
    loaded = module.key, name
    state = run.states.get(loaded)
    if state is not None:
        _note(run, loaded, module)
        return state
    state = run.states[loaded] = ModuleState(module, name)
    record = _record(run, module, name) if import_effects.is_usual(run) else None
    if record is not None or loaded in run.deferred:
        if record is not None:
            run.deferred |= record.loaded
            if record.reads_environment:
                run.watch(run.environment, lambda: settle_all(run, site))
            run.read.update(key for key, _ in record.loaded)
            run.was_exhausted |= record.was_exhausted
        _note(run, loaded, module)
        state.table.defer(lambda: _run_deferred(run, state, site))
        return state
    if len(run.running) >= _DEEPEST_IMPORT or sum(each.span == site.span for each in run.chain) > _DEEPEST_IMPORT:
        return state
    with import_effects.logged(run, loaded, state.table.born) as log:
        log.loaded[loaded] = module
        flow = _run_body(run, state, site)
        log.unfinished.discard(loaded)
        log.does_more |= not flow.falls
    if not log.does_more and not _waits_for_others(log):
        _remember(run, log)
    run.imported[loaded] = log
    if flow.raised is not None and not flow.falls:
        raise Leave(flow.raised)
    return state


def run_loaded(run: Execution, state: ModuleState, site: Site) -> None:
    """Run a module that the program itself has made of a file."""
    run.read.add(state.module.key)
    run.states.setdefault((state.module.key, state.name), state)
    for log in run.import_logs:
        log.does_more = True
    if len(run.running) >= _DEEPEST_IMPORT:
        return
    flow = _run_body(run, state, site)
    if flow.raised is not None and not flow.falls:
        raise Leave(flow.raised)


def path_of(module: ProjectModule) -> Value | None:
    """``__path__`` of a package: where its submodules are."""
    if not module.is_package:
        return None
    path = PurePath(module.key)
    return sequence("list", (Constant(str(path.parent if path.name == "__init__.py" else path)),))


def _record(run: Execution, module: ProjectModule, name: str) -> ImportRecord | None:
    """What importing ``module`` is known to come to."""
    return run.records.get(module, name, (run.world.target, run.environment_set))


def _waits_for_others(log: ImportLog) -> bool:
    """Whether it depends on how it came to be imported: on a module that is still running, and is no package around.

    Packages around begin to run before it, whoever imports it.
    """
    around = packages_of(log.own[1])
    return any(name not in around for _, name in log.unfinished)


def _remember(run: Execution, log: ImportLog) -> None:
    """Remember an import, and those inside it that could not be judged while it ran: they import each other."""
    for (_, name), module in log.loaded.items():
        if _record(run, module, name) is None:
            record = ImportRecord(module, log.loaded, log.reads_environment, log.was_exhausted)
            run.records.add(name, (run.world.target, run.environment_set), record)


def _note(run: Execution, loaded: Loaded, module: ProjectModule) -> None:
    """Tell the import that is running what it imports that has been imported before."""
    if not run.import_logs:
        return
    log = run.import_logs[-1]
    record = _record(run, module, loaded[1])
    if record is not None:
        log.loaded |= record.loaded
        log.reads_environment |= record.reads_environment
        log.was_exhausted |= record.was_exhausted
    elif loaded in run.deferred:
        log.loaded |= run.deferred
    else:
        _include(run, log, loaded, set())


def _include(run: Execution, log: ImportLog, loaded: Loaded, seen: set[Loaded]) -> None:
    """Add to ``log`` what an import did that is over, and what those did that were running then."""
    seen.add(loaded)
    done = run.imported.get(loaded)
    if done is None:
        log.unfinished.add(loaded)
        return
    log.loaded |= done.loaded
    log.reads_environment |= done.reads_environment
    log.was_exhausted |= done.was_exhausted
    log.does_more |= done.does_more
    for each in done.unfinished - seen:
        _include(run, log, each, seen)


def _run_deferred(run: Execution, state: ModuleState, site: Site) -> None:
    """Run a module that binds names only and was imported before."""
    since = now()
    with run.aside():
        logs, steps, was_exhausted = run.import_logs, run.steps, run.was_exhausted
        run.import_logs, run.steps = [], 0
        try:
            _run_body(run, state, site)
        except Leave:
            return
        finally:
            run.import_logs, run.steps, run.was_exhausted = logs, steps, was_exhausted
            if logs:
                logs[-1].add_others(since, now())


def settle_all(run: Execution, site: Site) -> None:
    """Compute what was put off, in every module, before something changes that it has read."""
    for (_, name), module in tuple(run.deferred.items()):
        run_module(run, module, name, site)
    for state in tuple(run.states.values()):
        state.table.make_all()


def _run_body(run: Execution, state: ModuleState, site: Site) -> Flow:
    mark = run.store.mark()
    _seed(run, state)
    run.importing.append(state.module)
    try:
        with run.calling(site), nullcontext() if state.module.is_installed else run.importing_body():
            flow = module_bodies.run_module_body(run, state)
            is_done = not run.exhausted
    finally:
        run.importing.pop()
    if is_done:
        # A module runs once, in whichever branch imports it first; the others find what it has defined.
        run.store.keep(mark, state.table)
    return flow


def _seed(run: Execution, state: ModuleState) -> None:
    module = state.module
    for name, value in {
        "__name__": Constant(
            state.name, frozenset({"__name__"}) if state.name in ("__main__", "__mp_main__") else frozenset()
        ),
        "__package__": Constant(module.package),
        "__file__": Constant(module.key),
        **({"__path__": path} if (path := path_of(module)) is not None else {}),
    }.items():
        run.store.write(state.table, name, value)


def loaded_submodule(run: Execution, owner: Module, name: str) -> Value | None:
    """``package.name`` once something has imported the submodule."""
    full = f"{owner.state.name}.{name}"
    return loaded_module(run, full)


def loaded_module(run: Execution, name: object) -> Module | None:
    """The module that has been imported as ``name``."""
    state = next((state for (_, loaded), state in run.states.items() if loaded == name), None)
    if state is None:
        module = next((module for (_, loaded), module in run.deferred.items() if loaded == name), None)
        state = run_module(run, module, str(name), Site(module.key, NOWHERE, "")) if module is not None else None
    return Module(state) if state is not None else None


def _import_below(run: Execution, top: Value, alias: ast.alias, frame: Frame) -> None:
    if isinstance(top, Module):
        module_value(run, alias.name, alias, frame)


def _member(run: Execution, module: Value, name: str, alias: ast.alias, frame: Frame) -> Value:
    if isinstance(module, Module):
        found: Value | None = module.state.table.get(alias.name)
        if found is not None:
            return found
        submodule = find(run, f"{name}.{alias.name}", frame)
        if submodule is not None:
            return Module(run_module(run, submodule, f"{name}.{alias.name}", run.site(frame, alias)))
        return attributes.get(run, module, alias.name, alias, frame)
    if isinstance(module, ExternalInstance):
        return module.table.get(alias.name) or run.unknown(frame, alias, alias.name)
    full = run.catalogue.imported(f"{name}.{alias.name}")
    known = facts.external_attribute(run, full, alias, frame)
    if known is not None:
        return known
    submodule = find(run, f"{name}.{alias.name}", frame)
    if submodule is not None:
        return Module(run_module(run, submodule, f"{name}.{alias.name}", run.site(frame, alias)))
    return External(full, Origin.IMPORTED)


def _import_all(run: Execution, module: Value, name: str, frame: Frame) -> None:
    if isinstance(module, Module):
        exported = module.state.table.get("__all__")
        names = (
            [str(item.value) for item in exported.items if isinstance(item, Constant)]
            if isinstance(exported, Sequence)
            else [each for each in module.state.table if not each.startswith("_")]
        )
        for each in names:
            value = module.state.table.get(each)
            if value is not None:
                assign_name(run, each, value, frame)
        return
    for full in list(run.catalogue.by_name):
        owner, _, last = full.rpartition(".")
        if owner == name and not last.startswith("_"):
            assign_name(run, last, External(full), frame)


def root_frame(state: ModuleState) -> Frame:
    """Where the module level of ``state`` runs, before any block of it."""
    return Frame(state, None, Scope(state.table))
