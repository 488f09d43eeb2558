"""``with`` and ``async with``."""

from __future__ import annotations

import ast

from mainguard.replay import assignment, calls, classes, expressions, iteration, raising, settings, statements
from mainguard.replay.execution import Execution
from mainguard.replay.flow import FOREVER, Flow
from mainguard.replay.scope import Frame
from mainguard.replay.truth import truth
from mainguard.replay.values import NONE, External, ExternalInstance, Instance, Lazy, Value

_NO_EXCEPTION = (NONE, NONE, NONE)


def with_statement(run: Execution, node: ast.With | ast.AsyncWith, frame: Frame) -> Flow:
    """Enter, run the body, leave; the exits run even if control leaves the body."""
    prefix = "__a" if isinstance(node, ast.AsyncWith) else "__"
    managers: list[tuple[Value, ast.expr]] = []
    for item in node.items:
        manager = expressions.evaluate(run, item.context_expr, frame)
        entered = enter(run, manager, prefix, item.context_expr, frame)
        managers.append((manager, item.context_expr))
        if item.optional_vars is not None:
            assignment.assign(run, item.optional_vars, entered, frame)
    flow = statements.run_block(run, node.body, frame)
    for manager, expression in reversed(managers):
        settings.restore(run, manager)
        raised = _exception(run, flow, expression, frame)
        made = calls.call_method(run, manager, f"{prefix}exit__", raised, expression, frame)
        if made is not None and prefix == "__a":
            made = calls.awaited(run, made, expression, frame)
        if _certainly_raises(flow) and _swallows(manager, made, flow):
            flow = Flow(left=flow.left)
    return flow


def _exception(run: Execution, flow: Flow, node: ast.expr, frame: Frame) -> tuple[Value, Value, Value]:
    """What ``__exit__`` is told: the class of what the block raises, the exception itself and its traceback."""
    if not _certainly_raises(flow) or flow.raised is None:
        return _NO_EXCEPTION
    kind = flow.raised.kind
    if kind is None and flow.raised.name is not None:
        kind = External(f"builtins.{flow.raised.name}")
    unknown = run.unknown(frame, node, flow.raised.what)
    return (unknown if kind is None else kind, unknown, unknown)


def _certainly_raises(flow: Flow) -> bool:
    return not flow.falls and flow.raised is not None and flow.raised.name != FOREVER and not flow.returns


def _swallows(manager: Value, result: Value | None, flow: Flow) -> bool:
    """Whether a context manager keeps what is raised in its block to itself."""
    if flow.raised is None:
        return False
    if isinstance(manager, ExternalInstance) and manager.of == "contextlib.suppress":
        kinds = [passed.value for passed in manager.made_with.positional]
        return raising.catches(flow.raised, kinds) is True
    return isinstance(manager, Instance) and result is not None and truth(result) is True


def enter(run: Execution, manager: Value, prefix: str, node: ast.AST, frame: Frame) -> Value:
    """The result of ``__enter__``."""
    if isinstance(manager, Lazy):
        # A function under @contextmanager; what follows its yield runs too, a little early.
        made = iteration.consumed(run, manager, None)
        return made.values[0] if made.values else run.unknown(frame, node)
    made_value = calls.call_method(run, manager, f"{prefix}enter__", (), node, frame)
    if made_value is None:
        is_strange = isinstance(manager, Instance) and classes.catalogued_base(run, manager.of) is None
        return run.unknown(frame, node) if is_strange else manager
    return calls.awaited(run, made_value, node, frame) if prefix == "__a" else made_value
