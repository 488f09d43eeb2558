"""Starts whose exception the child catches, so that it goes on after running them a second time."""

from __future__ import annotations

import ast

from mainguard.replay.trace import UnguardedStart, World
from mainguard.rules.places import statements_around
from mainguard.rules.rule import Context
from mainguard.text.span import Span

_CAUGHT_AS = frozenset({"RuntimeError", "Exception", "BaseException"})
"""The classes by which the exception of the bootstrapping check is caught (``multiprocessing/spawn.py``)."""


def is_caught(context: Context, start: UnguardedStart) -> bool:
    """Whether a handler in this module catches what the start raises in the child that runs the main module again."""
    if start.worlds != {World.RERUN} or (start.api.starts and start.api.starts.import_string):
        return False
    here = [site.span for site in start.chain if site.module == context.module.key]
    return any(_is_in_try(context, span) for span in here)


def _is_in_try(context: Context, span: Span) -> bool:
    found = False
    around = list(statements_around(context.module.tree, span))
    for outer, inner in zip(around, [*around[1:], None], strict=True):
        match outer:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                # Whoever defines it catches nothing of what its calls raise.
                found = False
            case ast.Try(body=body, handlers=handlers) if inner in body:
                found = found or any(_catches(handler.type) for handler in handlers)
            case ast.With(items=items):
                found = found or any(_suppresses(item.context_expr) for item in items)
    return found


def _suppresses(manager: ast.expr) -> bool:
    match manager:
        case ast.Call(func=ast.Name(id="suppress") | ast.Attribute(attr="suppress"), args=classes):
            return any(map(_catches, classes))
        case _:
            return False


def _catches(kind: ast.expr | None) -> bool:
    match kind:
        case None:
            return True
        case ast.Name(id=name):
            return name in _CAUGHT_AS
        case ast.Tuple(elts=kinds):
            return any(map(_catches, kinds))
        case _:
            return False
