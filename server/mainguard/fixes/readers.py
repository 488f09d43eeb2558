"""Who outside a module reads its names, as far as the project shows it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from mainguard.fixes.scope import root_name
from mainguard.fixes.units import Unit, units
from mainguard.replay.modules import Modules, ProjectModule

_MODULES_ASKED = 200
_IMPORT_STRING = re.compile(r"""["'](?P<string>[^"'\s:]+:(?P<name>[A-Za-z_]\w*)[^"'\s:]*)["']""")
"""``"main:app"``, and ``f"{module}:app"`` too; what only looks like one does no harm."""
_APPLICATION_NAMES = frozenset({"app", "application"})
_APPLICATION_CLASSES = frozenset(
    {
        "Celery",
        "Dash",
        "FastAPI",
        "Flask",
        "Litestar",
        "Quart",
        "Sanic",
        "Starlette",
        "get_asgi_application",
        "get_wsgi_application",
    }
)


def readers_elsewhere(module: ProjectModule, modules: Modules) -> Mapping[str, str]:
    """The names of ``module`` that something outside its own code reads, each with a clause that says what.

    Known are: names listed in ``__all__``; the attribute in an import string (``"main:app"``) anywhere in the
    module; application objects, which servers import (``app``, ``application``, or made by a well-known class);
    names that begin with two underscores; and what the modules that ``module`` imports, directly or not, take
    from it in turn.  A module that imports this one without being imported by it is not known to ``modules``.
    """
    found: dict[str, str] = {}
    for unit in units(module.tree):
        for name in unit.flow.uses.binds:
            if name.startswith("__"):
                found.setdefault(name, "is read by those who import the module")
        for statement in unit.statements:
            for name in _listed(statement):
                found.setdefault(name, "is listed in `__all__`")
    for match in _IMPORT_STRING.finditer(module.tree.source.text):
        found.setdefault(match["name"], f"is named by the import string `{match['string']}`")
    for unit in units(module.tree):
        for name in _applications(unit):
            found.setdefault(name, "is the application that servers import")
    for other in _imported_by(module, modules):
        for name in _taken(other, module, modules):
            found.setdefault(name, f"is read in the module `{other.name}`")
    return found


def _listed(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
            yield from _strings(value)
        case ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.expr() as value):
            yield from _strings(value)
        case ast.AugAssign(target=ast.Name(id="__all__"), value=value):
            yield from _strings(value)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="__all__")), args=[value])):
            yield from _strings(value)
        case _:
            return


def _strings(value: ast.expr) -> Iterator[str]:
    return (node.value for node in ast.walk(value) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def _applications(unit: Unit) -> Iterator[str]:
    yield from _APPLICATION_NAMES & (unit.flow.uses.binds - unit.flow.defines)
    for statement in unit.statements:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=function))
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.Call(func=function))
            ):
                made_by = function.attr if isinstance(function, ast.Attribute) else root_name(function)
                if made_by in _APPLICATION_CLASSES:
                    yield name
            case _:
                continue


def _imported_by(module: ProjectModule, modules: Modules) -> Iterator[ProjectModule]:
    """The project's modules that ``module`` imports, directly or not, itself left out."""
    seen = {module.key}
    waiting = [module]
    while waiting and len(seen) <= _MODULES_ASKED:
        importer = waiting.pop()
        for name in _imported_names(importer):
            other = modules.find(name, importer)
            if other is not None and other.key not in seen:
                seen.add(other.key)
                waiting.append(other)
                yield other


def _imported_names(module: ProjectModule) -> Iterator[str]:
    for node in _imports(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif name := _absolute(node, module):
            yield name
            yield from (f"{name}.{alias.name}" for alias in node.names if alias.name != "*")


def _imports(module: ProjectModule) -> Iterator[ast.Import | ast.ImportFrom]:
    for placed, statement in module.tree.statements:
        if "import" not in placed.block.text:
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield node


def _absolute(node: ast.ImportFrom, module: ProjectModule) -> str:
    """The dotted name of the module that ``node`` imports from; empty when it points out of the package."""
    if not node.level:
        return node.module or ""
    parents = module.package.split(".") if module.package else []
    if node.level > len(parents):
        return ""
    return ".".join([*parents[: len(parents) - node.level + 1], *([node.module] if node.module else [])])


def _taken(other: ProjectModule, module: ProjectModule, modules: Modules) -> Iterator[str]:
    """The names of ``module`` that ``other`` imports from it or reads as attributes of it."""
    aliases: set[str] = set()
    for node in _imports(other):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if _is(alias.name, module, other, modules):
                    aliases.add(alias.asname or alias.name)
        elif name := _absolute(node, other):
            whole = _is(name, module, other, modules)
            for alias in node.names:
                if alias.name == "*" and whole:
                    yield from _public_names(module)
                elif whole:
                    yield alias.name
                elif _is(f"{name}.{alias.name}", module, other, modules):
                    aliases.add(alias.asname or alias.name)
    if aliases:
        for _, statement in other.tree.statements:
            for each in ast.walk(statement):
                if isinstance(each, ast.Attribute) and _dotted(each.value) in aliases:
                    yield each.attr


def _is(name: str, module: ProjectModule, importer: ProjectModule, modules: Modules) -> bool:
    if name in {"__main__", "__mp_main__"}:
        return True
    found = modules.find(name, importer)
    return found is not None and found.key == module.key


def _public_names(module: ProjectModule) -> Iterator[str]:
    for unit in units(module.tree):
        yield from (name for name in unit.flow.uses.binds if not name.startswith("_"))


def _dotted(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""
