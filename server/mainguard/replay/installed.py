"""What the names of installed packages are that the catalogue does not know: their source is replayed as well.

Only what is called is read: a module runs when the name that is called is defined in it, and what it imports stays a
dotted name until that is called in turn.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence

from mainguard.replay import attributes, imports
from mainguard.replay.branches import forget
from mainguard.replay.execution import Execution
from mainguard.replay.flow import Leave
from mainguard.replay.modules import ProjectModule
from mainguard.replay.scope import Frame
from mainguard.replay.trace import Site
from mainguard.replay.values import Bound, Class, External, Function, Instance, Partial, Unknown, Value

STEPS_INSTALLED = 4_000
"""How many nodes one call from the project into installed packages may evaluate, with all that it calls."""
STEPS_INSTALLED_IN_ALL = 5 * STEPS_INSTALLED
"""How many nodes all these calls of one run may evaluate."""
DEPTH_INSTALLED = 8
"""How many functions of installed packages may be nested."""
MOST_INSTALLED = 24
"""How many modules of installed packages may run."""
MOST_NAMES = 500
"""How many names of installed packages one run looks up."""
_MOST_HOPS = 8
"""Through how many modules a name may be handed on."""


def value(run: Execution, name: str, node: ast.AST, frame: Frame) -> Value | None:
    """What the dotted ``name`` is, when it is defined in an installed package's source and may start anything."""
    if name not in run.installed and len(run.installed) < MOST_NAMES:
        run.installed[name] = None
        run.installed[name] = _resolved(run, name, node, frame, _MOST_HOPS)
    return run.installed.get(name)


def is_followed(run: Execution, name: str) -> bool:
    """Whether ``value`` may find anything; runs nothing."""
    if name not in run.installed and len(run.installed) < MOST_NAMES:
        if _may_resolve(run, name, _MOST_HOPS, set()):
            return True
        run.installed[name] = None
    return run.installed.get(name) is not None


def _may_resolve(run: Execution, name: str, hops: int, seen: set[str]) -> bool:
    """``seen`` are the names that were looked at: packages hand the same ones on along many ways."""
    seen.add(name)
    module, rest = _module_of(run, name)
    if module is None or not rest or not hops:
        return False
    for handed_on in _origins(module, rest[0]):
        full = ".".join([handed_on, *rest[1:]])
        if run.catalogue.get(run.catalogue.imported(full)) is not None:
            return True
        if full not in seen and _may_resolve(run, full, hops - 1, seen):
            return True
    return run.modules.may_start(module)


def bounded(run: Execution, body: Callable[[], Value], site: Site) -> Value:
    """The value of ``body``, which is code of an installed package.

    It may not end the run, and what it does not come to the end of costs the project's own code nothing.
    """
    about = Unknown(site.name, site.module, site.span)
    if run.depth_installed >= DEPTH_INSTALLED:
        return about
    is_outermost = run.depth_installed == 0
    before = run.steps, run.most_steps, run.exhausted, run.was_exhausted
    mark = run.store.mark()
    if is_outermost:
        left = max(0, STEPS_INSTALLED_IN_ALL - run.spent_installed)
        run.most_steps = min(run.most_steps, run.steps + min(STEPS_INSTALLED, left))
    run.depth_installed += 1
    try:
        return body()
    except Leave:
        return about
    finally:
        run.depth_installed -= 1
        if is_outermost:
            if run.exhausted and not before[2]:
                forget(run, run.store.rewind(mark), about)
            run.spent_installed += run.steps - before[0]
            run.steps, run.most_steps, run.exhausted, run.was_exhausted = before


def _resolved(run: Execution, name: str, node: ast.AST, frame: Frame, hops: int) -> Value | None:
    module, rest = _module_of(run, name)
    if module is None or not rest or not hops:
        return None
    for handed_on in _origins(module, rest[0]):
        full = ".".join([handed_on, *rest[1:]])
        known = run.catalogue.imported(full)
        if run.catalogue.get(known) is not None:
            return External(known)
        found = _resolved(run, full, node, frame, hops - 1)
        if found is not None:
            return found
    return _defined(run, module, rest, node, frame) if run.modules.may_start(module) else None


def _module_of(run: Execution, name: str) -> tuple[ProjectModule | None, Sequence[str]]:
    """The innermost module that the dotted ``name`` leads through, and what follows it."""
    parts = name.split(".")
    for end in range(len(parts) - 1, 0, -1):
        module = run.modules.installed(".".join(parts[:end]))
        if module is not None:
            return module, parts[end:]
    return None, ()


def _origins(module: ProjectModule, name: str) -> tuple[str, ...]:
    """The dotted names of what ``module`` may have imported as ``name``; each is found out once."""
    known = module.tree.handed_on.get((module.package, name))
    if known is None:
        known = module.tree.handed_on[module.package, name] = tuple(_handed_on(module, name))
    return known


def _handed_on(module: ProjectModule, name: str) -> Iterator[str]:
    """The module is parsed only if there may be any."""
    if not _may_import(module, name):
        return
    for statement in _module_level(module.tree.importing):
        match statement:
            case ast.ImportFrom(names=names):
                base = imports.absolute_name(statement, module)
                for alias in names:
                    if alias.name == "*" or (alias.asname or alias.name) == name:
                        yield f"{base}.{name if alias.name == '*' else alias.name}"
            case ast.Import(names=names):
                for alias in names:
                    if alias.asname == name:
                        yield alias.name
                    elif alias.asname is None and alias.name.partition(".")[0] == name:
                        yield name
            case _:
                continue


def _may_import(module: ProjectModule, name: str) -> bool:
    """Whether ``name`` may be bound by an import, going by the words of the text."""
    return not module.tree.names_imported.isdisjoint((name, "*"))


def _module_level(statements: Iterator[ast.stmt] | Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements and those in the branches among them."""
    for statement in statements:
        yield statement
        if isinstance(statement, ast.If | ast.Try):
            yield from _module_level([*statement.body, *statement.orelse])


def _defined(run: Execution, module: ProjectModule, rest: Sequence[str], node: ast.AST, frame: Frame) -> Value | None:
    """The value of what ``rest`` says in ``module``, which runs if it has not; ``None`` when it cannot be called."""
    is_loaded = (module.key, module.name) in run.states
    if not is_loaded and sum(each.module.is_installed for each in run.states.values()) >= MOST_INSTALLED:
        return None

    def load() -> Value:
        table = imports.run_module(run, module, module.name, run.site(frame, node)).table
        found = table.get(rest[0]) or run.unknown(frame, node)
        for each in rest[1:]:
            found = attributes.get(run, found, each, node, frame)
        return found

    found = bounded(run, load, run.site(frame, node))
    return found if isinstance(found, Function | Class | Instance | Bound | Partial) else None
