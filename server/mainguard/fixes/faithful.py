"""Whether a text still holds the same program: the last word before a fix is offered."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mainguard.fixes.units import units
from mainguard.syntax.tree import Tree


def is_same_program(before: Tree, after: Tree, function: str | None = None) -> bool:
    """Whether ``after`` has the statements of ``before``, in the same order, when guards are taken for their bodies.

    ``function`` is the new function of ``after`` whose call stands for its body.
    """
    return list(_flattened(before, None)) == list(_flattened(after, function)) and sum(
        1 for _ in before.problems
    ) == sum(1 for _ in after.problems)


def _flattened(tree: Tree, function: str | None) -> Iterator[str]:
    body: list[ast.stmt] = []
    for unit in units(tree):
        for statement in unit.statements:
            if isinstance(statement, ast.FunctionDef) and statement.name == function:
                body = [each for each in statement.body if not isinstance(each, ast.Global)]
                continue
            inner = statement.body if unit.guard is not None and isinstance(statement, ast.If) else [statement]
            for each in inner:
                match each:
                    case ast.Expr(value=ast.Call(func=ast.Name(id=name), args=[], keywords=[])) if name == function:
                        yield from map(ast.dump, body)
                    case _:
                        yield ast.dump(each)
