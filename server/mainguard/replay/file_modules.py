"""Modules that a program loads from a file: ``importlib.util.spec_from_file_location`` and its relatives."""

from __future__ import annotations

from collections.abc import Callable

from mainguard.replay import imports, paths, source_files
from mainguard.replay.invocation import Invocation
from mainguard.replay.scope import ModuleState
from mainguard.replay.values import NO_ARGUMENTS, NONE, Constant, ExternalInstance, Module, Value

_SPEC = "importlib.machinery.ModuleSpec"
_LOADER = "importlib.machinery.SourceFileLoader"


def _spec(call: Invocation) -> Value | None:
    loader = _loader(call)
    if loader is None:
        return None
    return ExternalInstance(_SPEC, NO_ARGUMENTS, {"name": loader.table["name"], "loader": loader})


def _loader(call: Invocation) -> ExternalInstance | None:
    """What loads the module called by the first argument from the file that the second one names."""
    given = dict(zip(("name", "location"), call.values, strict=False))
    given |= {name: passed.value for name, passed in call.given.keywords.items()}
    name, path = given.get("name"), paths.text_of(given.get("location", given.get("path")))
    if not isinstance(name, Constant) or path is None:
        return None
    return ExternalInstance(_LOADER, NO_ARGUMENTS, {"name": name, "path": Constant(path)})


def _module_from_spec(call: Invocation) -> Value | None:
    spec = call.values[0] if call.values else None
    loader = spec.table.get("loader") if isinstance(spec, ExternalInstance) else None
    return _module(loader, call) if isinstance(loader, ExternalInstance) else None


def _module(loader: ExternalInstance, call: Invocation) -> Module | None:
    """The module, which has not run yet; ``None`` where the file is none of the project's."""
    name, path = loader.table.get("name"), loader.table.get("path")
    found = source_files.module_at(call, path) if path is not None else None
    return Module(ModuleState(found, str(name.value))) if found is not None and isinstance(name, Constant) else None


def _run(loader: ExternalInstance, call: Invocation) -> Value | None:  # noqa: ARG001 -- one signature for all
    module = call.values[0] if call.values else None
    if not isinstance(module, Module):
        return None
    imports.run_loaded(call.run, module.state, call.run.site(call.frame, call.node))
    return NONE


def _load(loader: ExternalInstance, call: Invocation) -> Value | None:
    module = _module(loader, call)
    if module is not None:
        imports.run_loaded(call.run, module.state, call.run.site(call.frame, call.node))
    return module


HANDLERS: dict[str, Callable[[Invocation], Value | None]] = {
    "importlib.util.spec_from_file_location": _spec,
    "importlib.util.module_from_spec": _module_from_spec,
    "importlib.machinery.SourceFileLoader": _loader,
}
METHODS: dict[tuple[str, str], Callable[[ExternalInstance, Invocation], Value | None]] = {
    (_LOADER, "exec_module"): _run,
    (_LOADER, "load_module"): _load,
}
