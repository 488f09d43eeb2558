"""Modules of tests, which pytest imports: main is pytest then, and a child runs that again instead of the module.

A child comes to the module only when it imports it, to find a function or class that it is sent.
"""

from __future__ import annotations

import ast

from mainguard.replay.execution import Execution, StartSeen
from mainguard.replay.modules import ProjectModule
from mainguard.text.span import Span

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_FOR_PYTEST = "conftest"


def is_of_tests(module: ProjectModule) -> bool:
    """Whether pytest imports it, by its name and a test in it, and nothing shows that it is run as a script, too."""
    name = module.name.rpartition(".")[2]
    is_named = name == _FOR_PYTEST or name.startswith("test_") or name.endswith("_test")
    if not is_named or module.is_never_rerun:
        return False
    module.tree.outline.look_at_all()
    text = module.tree.source.text
    if text.startswith("#!") or "__main__" in text:
        return False
    statements = (each for _, each in module.tree.statements)
    return name == _FOR_PYTEST or any(
        isinstance(each, DEFINITIONS) and each.name.lower().startswith("test") for each in statements
    )


def is_used_by_definitions(module: ProjectModule, statement: Span) -> bool:
    """Whether functions or classes of ``module`` read what the top-level ``statement`` binds."""
    bound: set[str] = set()
    read: set[str] = set()
    for placed, each in module.tree.statements:
        names = [node for node in ast.walk(each) if isinstance(node, ast.Name)]
        if placed.statement_span(each) == statement:
            bound |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
        elif isinstance(each, DEFINITIONS):
            read |= {node.id for node in names}
    return not bound.isdisjoint(read)


def is_imported_by_child(module: ProjectModule, start: StartSeen, parent: Execution) -> bool:
    """Whether the child of ``start`` imports ``module``, of tests, to find what it is sent.

    What tests send through a pool that the module keeps for them is not looked at, and taken to be the module's own.
    """
    if any(module.name == name for name in start.sent):
        return True
    own = [send for send in parent.sends if send.sent.is_findable]
    sends = start.api.sends
    if any(send.chain == start.chain for send in own):
        return True
    if sends is not None and (sends.itself or sends.even_if_forked):
        return False
    return any(send.even_if_forked for send in own) or is_used_by_definitions(module, start.statement)
