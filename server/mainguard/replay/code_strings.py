"""``exec`` and ``eval`` of text that is known."""

from __future__ import annotations

import ast
from dataclasses import replace

from mainguard.replay import expressions, statements
from mainguard.replay.execution import Execution
from mainguard.replay.flow import Leave
from mainguard.replay.namespaces import LazyNames
from mainguard.replay.scope import Frame, ModuleState, Scope
from mainguard.replay.truth import plain
from mainguard.replay.values import NONE, Mapping, Value
from mainguard.syntax.tree import parse
from mainguard.text.source import Source


def execute(run: Execution, values: tuple[Value, ...], node: ast.AST, frame: Frame) -> Value:
    """``exec(text, globals)``; a name such as ``__name__`` comes from the given globals, else from the caller's."""
    text = _text(values)
    if text is None:
        return run.unknown(frame, node)
    inner = _frame(run, values, node, frame)
    with run.calling(run.site(frame, node)):
        body = [statement for _, statement in parse(Source(text)).statements]
        flow = statements.run_block(run, body, inner)
    if not flow.falls and flow.raised is not None:
        raise Leave(flow.raised)
    return NONE


def evaluate(run: Execution, values: tuple[Value, ...], node: ast.AST, frame: Frame) -> Value | None:
    """``eval(text, globals)``."""
    text = _text(values)
    statements_in_text = parse(Source(text.strip())).statements if text is not None else ()
    if len(statements_in_text) != 1 or not isinstance(statements_in_text[0][1], ast.Expr):
        return None
    with run.calling(run.site(frame, node)):
        return expressions.evaluate(run, statements_in_text[0][1].value, _frame(run, values, node, frame))


def _text(values: tuple[Value, ...]) -> str | None:
    known = plain(values[0]) if values else None
    return known[0] if known is not None and isinstance(known[0], str) else None


def frame_of(run: Execution, names: Mapping, node: ast.AST, frame: Frame) -> Frame:
    """Where code runs whose globals are ``names``; ``frame`` itself when those are its own."""
    if names.table is frame.state.table:
        return frame
    table = LazyNames({key: value for key, value in names.table.items() if isinstance(key, str)})
    state = ModuleState(frame.state.module, "__main__", table)
    return Frame(state, None, Scope(table), run.site(frame, node))


def _frame(run: Execution, values: tuple[Value, ...], node: ast.AST, frame: Frame) -> Frame:
    if len(values) > 1 and isinstance(values[1], Mapping) and values[1].table is not frame.state.table:
        return frame_of(run, values[1], node, frame)
    return replace(frame, placed=None, site=run.site(frame, node))
