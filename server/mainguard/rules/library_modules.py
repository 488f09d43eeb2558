"""Tells modules that are there to be imported from scripts, as far as their text does."""

from __future__ import annotations

import ast

from mainguard.replay.modules import ProjectModule
from mainguard.rules.places import suite_statements
from mainguard.text.span import Span

_MAIN = "__main__"


def is_library(module: ProjectModule, beside: Span) -> bool:
    """Whether ``module`` is there to be imported: beside the top-level statement ``beside`` it only defines.

    Such a module imports, defines functions or classes and binds names; it neither asks whether it is the main module
    nor names an interpreter in its first line.  Run as a script, it would do nothing but what ``beside`` does.
    """
    if module.is_package:
        return True
    text = module.tree.source.text
    if module.is_never_rerun or text.startswith("#!") or _MAIN in text:
        return False
    has_definitions = False
    for placed, statement in module.tree.statements:
        if placed.statement_span(statement) == beside:
            continue
        if not _only_defines(statement):
            return False
        has_definitions = has_definitions or isinstance(
            statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        )
    return has_definitions


def _only_defines(statement: ast.stmt) -> bool:
    match statement:
        case ast.If() | ast.Try():
            return all(map(_only_defines, suite_statements(statement)))
        case ast.Expr(value=ast.Constant()):
            return True
        case _:
            return isinstance(
                statement,
                ast.Import
                | ast.ImportFrom
                | ast.FunctionDef
                | ast.AsyncFunctionDef
                | ast.ClassDef
                | ast.Assign
                | ast.AnnAssign
                | ast.AugAssign
                | ast.Delete
                | ast.Pass
                | ast.Raise,
            )
