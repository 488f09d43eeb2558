"""What it takes to make module-level units the body of a function."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Sequence

from mainguard.fixes.situation import Situation
from mainguard.fixes.units import Unit
from mainguard.syntax.tree import Tree

_NAMES = ("main", "run", "run_main", "start")
_BUILTINS = frozenset(dir(builtins))
_NAMESPACE_READERS = frozenset({"dir", "eval", "exec", "globals", "locals", "vars"})


def free_function_name(tree: Tree) -> str:
    """``main``, or another name that nothing in the file mentions."""
    taken: set[str] = set()
    for placed in tree.blocks:
        taken |= placed.block.mentions
        if placed.block.problem is not None:
            taken.update(re.findall(r"\w+", placed.block.text))
    candidates = (*_NAMES, *(f"main_{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in candidates if name not in taken and name not in _BUILTINS)


def global_names(situation: Situation, run: Sequence[int]) -> tuple[str, ...] | None:
    """The names that a function made of ``run`` must declare ``global``; ``None`` when no such function is possible.

    Those are the names that it binds and that other code, or a function in it, binds or reads too.
    """
    units = [situation.units[index] for index in run]
    bound = frozenset[str]().union(*(unit.flow.uses.binds for unit in units))
    if not bound:
        return ()
    if any(_needs_the_module_level(unit) for unit in units):
        return None
    shared = bound & _names_of_others(situation, frozenset(run))
    annotated = {
        statement.target.id
        for unit in units
        for each in unit.statements
        for statement in ast.walk(each)
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
    }
    return None if annotated & shared else tuple(sorted(shared))


def _needs_the_module_level(unit: Unit) -> bool:
    uses = unit.flow.uses
    return bool(unit.flow.has_star_import or unit.flow.makes or uses.calls & _NAMESPACE_READERS)


def _names_of_others(situation: Situation, run: frozenset[int]) -> frozenset[str]:
    """The names that mean the module's, and not a variable of the new function, to other code."""
    found = set(_BUILTINS.union(situation.elsewhere))
    for index, unit in enumerate(situation.units):
        for function in unit.flow.functions:
            # A function in the run that binds a name without having it in its own scope declares it global.
            found |= function.uses.binds if index in run else function.uses.binds | function.uses.reads
        if index not in run:
            found |= unit.flow.uses.binds | unit.flow.uses.reads
    return frozenset(found)
