"""Tells modules that are there to be imported from scripts, as far as their text does."""

from __future__ import annotations

import ast

from mainguard.replay.modules import ProjectModule
from mainguard.replay.test_modules import DEFINITIONS, is_of_tests, is_used_by_definitions
from mainguard.replay.trace import UnguardedStart
from mainguard.rules.places import statements_around, suite_statements
from mainguard.text.span import Span

_MAIN = "__main__"
_IMPORTS = (ast.Import, ast.ImportFrom)
_BINDINGS = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Delete, ast.Pass, ast.Raise)


def is_library(module: ProjectModule, beside: Span) -> bool:
    """Whether ``module`` is there to be imported: beside the top-level statement ``beside`` it only defines.

    Such a module imports, defines functions or classes and binds names; it neither asks whether it is the main module
    nor names an interpreter in its first line.  Run as a script, it would do nothing but what ``beside`` does.  A
    module of tests is another such, whatever else it does: pytest imports it.
    """
    if module.is_package:
        return True
    if module.is_never_rerun or module.tree.source.text.startswith("#!") or module.tree.has(_MAIN):
        return False
    if is_of_tests(module):
        return True
    others = [each for placed, each in module.tree.statements if placed.statement_span(each) != beside]
    return all(map(_only_defines, others)) and any(isinstance(each, DEFINITIONS) for each in others)


def starts_for_importers(module: ProjectModule, statement: Span) -> bool:
    """Whether the start in the top-level ``statement`` is for those who import ``module``, not for a script's own use.

    In a module that is there to be imported, that is so where the functions and classes use what it binds.
    """
    if not is_library(module, statement):
        return False
    return module.is_package or is_of_tests(module) or is_used_by_definitions(module, statement)


def starts_on_import(module: ProjectModule, start: UnguardedStart) -> bool:
    """Whether ``start`` happens because something is imported or defined, so that a guard around it is wrong.

    That is: an import of a module that starts it, by ``module`` or by the child that looks for its function there; the
    body, a base or a decorator of a class; a default or a decorator of a function; what a module that is there to be
    imported starts for those who import it.
    """
    if start.is_unpickled:
        return True
    around = statements_around(module.tree, start.place.span)
    if any(isinstance(each, (*DEFINITIONS, *_IMPORTS)) for each in around):
        return True
    return starts_for_importers(module, start.statement)


def _only_defines(statement: ast.stmt) -> bool:
    match statement:
        case ast.If() | ast.Try():
            return all(map(_only_defines, suite_statements(statement)))
        case ast.Expr(value=ast.Constant()):
            return True
        case _:
            return isinstance(statement, (*DEFINITIONS, *_IMPORTS, *_BINDINGS))
