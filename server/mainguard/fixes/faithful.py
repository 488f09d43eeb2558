"""Whether a text still holds the same program: the last word before a fix is offered."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from mainguard.fixes.units import guard_of
from mainguard.syntax.tree import PlacedBlock, Tree


def is_same_program(before: Tree, after: Tree, function: str | None = None) -> bool:
    """Whether ``after`` has the statements of ``before``, in the same order, when guards are taken for their bodies.

    ``function`` is the new function of ``after`` whose call stands for its body.
    """
    change = after.outline.change_from(before.outline)
    old = before.blocks[change.start : change.end]
    new = after.blocks[change.start : change.start + len(change.added)]
    pairs = zip_longest(_flattened(before, old, None), _flattened(after, new, function))
    return all(one is not None and other is not None and one.is_same(other) for one, other in pairs) and (
        sum(1 for _ in before.problems) == sum(1 for _ in after.problems)
    )


@dataclass(frozen=True, slots=True)
class _Placed:
    statement: ast.stmt
    written: tuple[str, int] | None
    """The text of its block and its number in there; ``None`` inside a guard."""

    def is_same(self, other: _Placed) -> bool:
        if self.written is not None and self.written == other.written:
            return True
        return ast.dump(self.statement) == ast.dump(other.statement)


def _flattened(tree: Tree, blocks: Iterable[PlacedBlock], function: str | None) -> Iterator[_Placed]:
    body: list[ast.stmt] = []
    for placed in blocks:
        for number, statement in enumerate(placed.block.statements):
            if isinstance(statement, ast.FunctionDef) and statement.name == function:
                body = [each for each in statement.body if not isinstance(each, ast.Global)]
                continue
            guarded = list(_guarded(tree, placed, statement))
            if guarded == [statement]:
                yield _Placed(statement, (placed.block.text, number))
            for each in guarded if guarded != [statement] else ():
                match each:
                    case ast.Expr(value=ast.Call(func=ast.Name(id=name))) if name == function:
                        yield from (_Placed(moved, None) for moved in body)
                    case _:
                        yield _Placed(each, None)


def _guarded(tree: Tree, placed: PlacedBlock, statement: ast.stmt) -> Iterator[ast.stmt]:
    """The statements under the guard that ``statement`` is, and under those in it; else ``statement`` itself."""
    if isinstance(statement, ast.If) and guard_of(tree.source, placed, statement) is not None:
        for inner in statement.body:
            yield from _guarded(tree, placed, inner)
    else:
        yield statement
