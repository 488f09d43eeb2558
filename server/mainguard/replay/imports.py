"""Imports: of the project's modules, which run, and of everything else, which is a dotted name."""

from __future__ import annotations

import ast

from mainguard.replay import attributes, facts, module_bodies, search_path
from mainguard.replay.execution import Execution
from mainguard.replay.flow import Leave
from mainguard.replay.modules import ProjectModule
from mainguard.replay.names import assign_name
from mainguard.replay.scope import Frame, ModuleState, Scope
from mainguard.replay.trace import Site
from mainguard.replay.values import Constant, External, ExternalInstance, Module, Origin, Sequence, Value

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
    if node.level == 0:
        return node.module or ""
    package = importer.package.split(".") if importer.package else []
    base = package[: len(package) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def find(run: Execution, name: str, frame: Frame) -> Found:
    """The project's module called ``name``, as the module of ``frame`` sees it.

    What an installed package imports is a dotted name, and read when it is called.
    """
    if frame.state.module.is_installed:
        return None
    return run.modules.find(name, frame.state.module, search_path.entries(run)) if name else None


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
    """Run ``module`` under ``name`` unless it has begun to run already."""
    run.read.add(module.key)
    state = run.states.get((module.key, name))
    if state is not None:
        return state
    state = ModuleState(module, name)
    run.states[module.key, name] = state
    if len(run.running) >= _DEEPEST_IMPORT or sum(each.span == site.span for each in run.chain) > _DEEPEST_IMPORT:
        return state
    mark = run.store.mark()
    _seed(run, state)
    run.importing.append(module)
    try:
        with run.calling(site):
            flow = module_bodies.run_module_body(run, state)
    finally:
        run.importing.pop()
    if not run.exhausted:
        # A module runs once, in whichever branch imports it first; the others find what it has defined.
        run.store.keep(mark, state.table)
    if flow.raised is not None and not flow.falls:
        raise Leave(flow.raised)
    return state


def _seed(run: Execution, state: ModuleState) -> None:
    module = state.module
    for name, value in {
        "__name__": Constant(
            state.name, frozenset({"__name__"}) if state.name in ("__main__", "__mp_main__") else frozenset()
        ),
        "__package__": Constant(module.package),
        "__file__": Constant(module.key),
    }.items():
        run.store.write(state.table, name, value)


def loaded_submodule(run: Execution, owner: Module, name: str) -> Value | None:
    """``package.name`` once something has imported the submodule."""
    full = f"{owner.state.name}.{name}"
    return next((Module(state) for (_, loaded), state in run.states.items() if loaded == full), None)


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
