"""Calls that fail in the child when it repeats them, told by their names."""

from __future__ import annotations

import ast

from mainguard.fixes.units import Unit

_TAKES_ADDRESS = frozenset({"bind_socket", "create_server"})
_TAKES_ADDRESS_AS_STATEMENT = frozenset({"bind", "listen"})
"""``x.bind(…)`` on its own is a socket's; a ``bind`` whose result is used is mostly something else."""


def sets_start_method(unit: Unit) -> bool:
    """Whether ``unit`` calls multiprocessing's ``set_start_method``, which must not be called twice.

    In the child it has been called before the main module runs.  A ``try`` around it, or ``force``, makes it harmless.
    """
    return any(
        isinstance(node, ast.Call)
        and _last_part(node.func) == "set_start_method"
        and not any(keyword.arg == "force" for keyword in node.keywords)
        for statement in unit.statements
        if not isinstance(statement, ast.Try)
        for node in ast.walk(statement)
    )


def takes_address(unit: Unit) -> bool:
    """Whether ``unit`` binds a socket to an address, which is in use when the child does so again."""
    for statement in unit.statements:
        for node in ast.walk(statement):
            match node:
                case ast.Expr(value=ast.Call(func=function)) if _last_part(function) in _TAKES_ADDRESS_AS_STATEMENT:
                    return True
                case ast.Call(func=function) if _last_part(function) in _TAKES_ADDRESS:
                    return True
                case _:
                    continue
    return False


def _last_part(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
