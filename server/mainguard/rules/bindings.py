"""Which names a module binds at its top level, read off its tree.

For modules that are only named, as in ``"main:app"``: the module that is checked has been replayed, and its trace
knows better.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mainguard.syntax.tree import Block, Tree
from mainguard.syntax.weakly import remembered_weakly

_OPENING_CALLS = frozenset({"exec", "globals", "locals", "setattr", "vars"})


@dataclass(frozen=True, slots=True)
class ModuleNames:
    """The global names of a module."""

    bound: frozenset[str]
    """Those that an import may bind."""
    guarded: frozenset[str]
    """Those that are bound only under ``if __name__ == "__main__":``."""
    is_open: bool = False
    """Whether there may be others: star imports, ``__getattr__``, ``globals()`` and parts that do not parse."""


def module_names(tree: Tree) -> ModuleNames:
    """The global names that a module's own text binds."""
    blocks = [_block_names(placed.block) for placed in tree.blocks]
    bound = frozenset[str]().union(*(names.bound for names in blocks))
    guarded = frozenset[str]().union(*(names.guarded for names in blocks))
    return ModuleNames(bound, guarded - bound, tree.is_broken or any(names.is_open for names in blocks))


def bound_names(statements: Iterable[ast.stmt]) -> frozenset[str]:
    """Every name that ``statements`` bind in the scope they stand in."""
    names = _Names()
    _collect(statements, names, names.bound)
    return frozenset(names.bound | names.guarded)


@dataclass
class _Names:
    """``ModuleNames`` in the making."""

    bound: set[str] = field(default_factory=set)
    guarded: set[str] = field(default_factory=set)
    is_open: bool = False


@remembered_weakly
def _block_names(block: Block) -> ModuleNames:
    """A pure function of the block, which is the same object as long as its text is not edited."""
    names = _Names()
    _collect(block.statements, names, names.bound)
    return ModuleNames(frozenset(names.bound), frozenset(names.guarded), names.is_open)


def _collect(statements: Iterable[ast.stmt], names: _Names, into: set[str]) -> None:
    for statement in statements:
        match statement:
            case ast.If(test=test, body=body, orelse=orelse) if (outcome := _main_guard(test)) is not None:
                _collect(body, names, names.guarded if outcome else into)
                _collect(orelse, names, into if outcome else names.guarded)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                into.add(name)
                names.is_open |= name == "__getattr__"
                _look_inside(statement, names, into)
            case _:
                into.update(_bound_by(statement))
                _look_inside(statement, names, into)
                for suite in _suites(statement):
                    _collect(suite, names, into)


def _main_guard(test: ast.expr) -> bool | None:
    """What ``__name__ == "__main__"`` and its like say of the branch: true when it is for the main script."""
    match test:
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq() as operator], comparators=[right]):
            sides = {ast.dump(left), ast.dump(right)}
            if sides == {ast.dump(ast.Name("__name__", ast.Load())), ast.dump(ast.Constant("__main__"))}:
                return isinstance(operator, ast.Eq)
    return None


def _look_inside(statement: ast.stmt, names: _Names, into: set[str]) -> None:
    """What nested code may do to the module's names: ``global``, and calls that reach the namespace."""
    for node in ast.walk(statement):
        match node:
            case ast.Global(names=declared):
                into.update(declared)
            case ast.Call(func=ast.Name(id=function)) if function in _OPENING_CALLS:
                names.is_open = True
            case ast.Attribute(value=ast.Name(id="sys"), attr="modules"):
                names.is_open = True
            case ast.ImportFrom(names=[ast.alias(name="*")]):
                names.is_open = True


def _bound_by(statement: ast.stmt) -> Iterator[str]:
    """The names that ``statement`` itself binds, suites left out."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        for alias in statement.names:
            yield alias.asname or alias.name.partition(".")[0]
        return
    pending: list[ast.AST] = [statement]
    while pending:
        node = pending.pop()
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                yield name
            case ast.comprehension(iter=iterated, ifs=conditions):
                # Its target is a name of its own scope.
                pending += [iterated, *conditions]
                continue
            case _:
                pass
        pending += [child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.stmt)]


def _suites(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The statement lists directly below a compound statement."""
    for owner in (statement, *getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        for name in ("body", "orelse", "finalbody"):
            suite = getattr(owner, name, None)
            if suite:
                yield suite
