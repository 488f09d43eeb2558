"""The fixes that keep a child process from repeating a start: ``if __name__ == "__main__":`` around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mainguard.fixes.effects import Effects
from mainguard.fixes.faithful import is_same_program
from mainguard.fixes.fix import Fix, Safety
from mainguard.fixes.layout import Layout, UnclearLayoutError
from mainguard.fixes.main_function import free_function_name, global_names
from mainguard.fixes.readers import readers_elsewhere
from mainguard.fixes.selection import Block, runs, smallest_block, with_needs
from mainguard.fixes.situation import Situation
from mainguard.fixes.style import style_of
from mainguard.fixes.units import units
from mainguard.replay.modules import Modules, ProjectModule
from mainguard.syntax.editing import edited
from mainguard.syntax.tree import Tree
from mainguard.text.edits import Edit, apply, ordered
from mainguard.text.span import Span

_GUARD = '`if __name__ == "__main__":`'


def wrap_fixes(module: ProjectModule, statement: Span, modules: Modules, title_call: str) -> Iterator[Fix]:
    """The fixes that put the top-level ``statement`` of ``module``, decorators included, under a guard, best first.

    ``title_call`` is the callee as written, for the titles.  First the smallest block that works; then the same
    with the earlier statements that only it needs; then, as a refactoring, a function that is called under a guard.
    There is none where a guard is wrong: for imports, functions, classes, packages, text that does not parse, and
    where a definition that the child needs cannot run without the statement.  Raises nothing for any user code.
    """
    try:
        yield from tuple(_fixes(module, statement, modules, title_call))
    except (UnclearLayoutError, RecursionError):
        return


def _fixes(module: ProjectModule, statement: Span, modules: Modules, title_call: str) -> Iterator[Fix]:
    if module.is_package:
        return
    found = units(module.tree)
    start = next((index for index, unit in enumerate(found) if statement in unit.spans), None)
    if start is None:
        return
    situation = Situation(Effects(found), start, readers_elsewhere(module, modules))
    smallest = smallest_block(situation)
    if smallest is None:
        return
    larger = with_needs(situation, smallest)
    yield from _wrapped(module.tree, situation, smallest, f"`{title_call}`")
    if larger != smallest:
        yield from _wrapped(module.tree, situation, larger, f"`{title_call}` and what only it needs")
    for block in (larger, smallest):
        as_function = _as_function(module.tree, situation, block, title_call)
        if as_function is not None:
            yield as_function
            return


def _wrapped(tree: Tree, situation: Situation, block: Block, what: str) -> Iterator[Fix]:
    layout = Layout(tree.source, situation.units, style_of(tree))
    block_runs = runs(situation, block)
    is_joined = all(layout.host(run) is not None for run in block_runs)
    title = f"Move {what} into the existing {_GUARD}" if is_joined else f"Wrap {what} in {_GUARD}"
    edits = ordered(edit for run in block_runs for edit in layout.guarded(run))
    if _holds_the_same(tree, edits):
        yield Fix(title, _safety(block), edits, why_unsafe=block.why_unsafe)


def _as_function(tree: Tree, situation: Situation, block: Block, title_call: str) -> Fix | None:
    run, *others = runs(situation, block)
    if others or any(situation.units[index].guard is not None for index in run):
        return None
    declared = global_names(situation, run)
    if declared is None:
        return None
    name = free_function_name(tree)
    edits = ordered(Layout(tree.source, situation.units, style_of(tree)).as_function(run, name, declared))
    if not _holds_the_same(tree, edits, name):
        return None
    title = f"Move `{title_call}` into `{name}()` and call it under {_GUARD}"
    return Fix(title, _safety(block), edits, kind="refactor.rewrite", why_unsafe=block.why_unsafe)


def _safety(block: Block) -> Safety:
    return Safety.UNSAFE if block.why_unsafe else Safety.SAFE


def _holds_the_same(tree: Tree, edits: Sequence[Edit], function: str | None = None) -> bool:
    return is_same_program(tree, edited(tree, tree.source.with_text(apply(tree.source.text, edits))), function)
