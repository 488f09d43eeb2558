"""``raise``, ``assert`` and ``try``."""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Sequence as Sequence_
from dataclasses import replace

from mainguard.replay import classes, expressions, search_path, statements
from mainguard.replay.branches import either, maybe
from mainguard.replay.execution import Execution, assumption_about
from mainguard.replay.flow import FOREVER, Flow, Left, Raised, Way
from mainguard.replay.names import assign_name
from mainguard.replay.scope import Frame
from mainguard.replay.store import Delta
from mainguard.replay.trace import Assumption
from mainguard.replay.values import (
    Choice,
    Constant,
    External,
    ExternalInstance,
    Function,
    Instance,
    Module,
    Sequence,
    SequenceItems,
    Unknown,
    Value,
)
from mainguard.replay.values import Class as ProjectClass

_MAY_RAISE = (
    ast.Call,
    ast.Import,
    ast.ImportFrom,
    ast.Attribute,
    ast.Subscript,
    ast.Name,
    ast.BinOp,
    ast.Raise,
    ast.Assert,
)


def raise_statement(run: Execution, node: ast.Raise, frame: Frame) -> Flow:
    """Control leaves with the exception's class, where it is known."""
    value = expressions.evaluate(run, node.exc, frame) if node.exc is not None else None
    raised = replace(run.raised(_class_name(value), frame, node), kind=_kind(value))
    return Flow(falls=False, ways={Way.RAISE}, raised=raised)


def assert_statement(run: Execution, node: ast.Assert, frame: Frame) -> Flow:
    """A test that certainly fails raises; one that is not known is taken to hold."""
    test = expressions.test_of(run, node.test, frame)

    def fails() -> Flow:
        return Flow(falls=False, ways={Way.RAISE}, raised=run.raised("AssertionError", frame, node))

    return Flow() if test.holds is None else either(run, test, node.test, frame, Flow, fails)


def try_statement(run: Execution, node: ast.Try, frame: Frame) -> Flow:
    """The body, then the handlers: for certain when it certainly raises, else maybe."""
    run.tries += bool(node.handlers)
    try:
        flow = statements.run_block(run, node.body, frame)
    finally:
        run.tries -= bool(node.handlers)
    certainly_raised = not flow.falls and flow.raised is not None and not flow.returns
    if certainly_raised and flow.raised is not None and flow.raised.name != FOREVER:
        flow = _handled(run, node, frame, flow, flow.raised)
    else:
        otherwise = _handlers_maybe(run, node, frame)
        if flow.falls and node.orelse:
            flow.absorb(statements.run_block(run, node.orelse, frame))
        flow = _with_handlers(flow, otherwise)
    if node.finalbody:
        final = statements.run_block(run, node.finalbody, frame)
        if not final.falls:
            return final
        flow.left += final.left
    return flow


def _with_handlers(flow: Flow, handlers: list[tuple[Flow, Assumption]]) -> Flow:
    """Add the ways of handlers that may have run.

    What follows counts as following the body; only if the body does not reach its end is it under the assumption that a
    handler did.
    """
    reached = flow.falls
    for handled, assumption in handlers:
        flow.returns += handled.returns
        flow.ways |= handled.ways - {Way.RAISE}
        if handled.falls and not reached:
            flow.falls = True
            flow.left.append(Left(Way.RETURN, assumption))
    return flow


def _handled(run: Execution, node: ast.Try, frame: Frame, flow: Flow, raised: Raised) -> Flow:
    for handler in node.handlers:
        caught = _catches(run, handler, raised, frame)
        if (raised.name or "").endswith("ExceptionGroup") and type(node).__name__ == "TryStar":
            caught = None  # What `except*` takes out of a group depends on what is in it.
        if caught is False:
            continue
        if handler.name:
            assign_name(run, handler.name, run.unknown(frame, handler, handler.name), frame)
        if caught:
            return statements.run_block(run, handler.body, frame)
        about = run.unknown(frame, handler.type or handler, raised.what)
        return maybe(run, about, lambda handler=handler: statements.run_block(run, handler.body, frame), frame)  # type: ignore[misc]
    return flow


def _handlers_maybe(run: Execution, node: ast.Try, frame: Frame) -> list[tuple[Flow, Assumption]]:
    """Run the handlers for what they reach and where they lead.

    Whatever they bind, the body is taken to have succeeded; only a constant that a handler sets to
    something else is no longer known.
    """
    if not any(isinstance(each, _MAY_RAISE) for statement in node.body for each in ast.walk(statement)):
        return []
    flows = []
    for handler in node.handlers:
        about = run.unknown(frame, handler.type or handler, _except_clause(handler))
        assumption = assumption_about(about, holds=True)
        mark = run.store.mark()
        with run.assuming(assumption):
            if handler.name:
                assign_name(run, handler.name, run.unknown(frame, handler, handler.name), frame)
            flow = statements.run_block(run, handler.body, frame)
        delta = run.store.rewind(mark)
        if flow.falls:
            _doubt(run, delta, about)
        flows.append((flow, assumption))
    return flows


def _doubt(run: Execution, delta: Delta, about: Unknown) -> None:
    for (_, key), (table, value) in delta.items():
        before = table.get(key)
        if isinstance(before, Constant) and isinstance(value, Constant) and value != before:
            run.store.write(table, key, Choice((before, value), about.text, about.module, about.span))
        elif isinstance(before, Function) and isinstance(value, Function):
            # Whether the import in front of the first definition succeeds is not known.
            run.store.write(table, key, Choice((before, value), about.text, about.module, about.span))
        elif before is None and isinstance(value, Constant | Function):
            run.store.write(table, key, value)
        elif isinstance(before, External) and before.name == _defined_as(value):
            # The body did not find in the project what the handler did, which may have changed `sys.path` for it.
            run.store.write(table, key, value)
        elif isinstance(before, External) and isinstance(value, Function | Module) and _may_be_missing(run, before):
            run.store.write(table, key, Choice((before, value), about.text, about.module, about.span))
        elif isinstance(value, SequenceItems) and search_path.INSTALLED in value.values:
            run.store.write(table, key, value)


def _may_be_missing(run: Execution, imported: External) -> bool:
    """Whether nothing is known of the package that the body imports from, which may therefore not be installed."""
    package = imported.name.partition(".")[0]
    is_known = package in sys.stdlib_module_names or run.catalogue.get(imported.name) is not None
    return not is_known and run.modules.installed(package) is None


def _defined_as(value: object) -> str | None:
    """The dotted name of what the project defines: a module, or a function or class of one."""
    match value:
        case Module(state=state):
            return state.name
        case Function(frame=frame) if frame.scope.table is frame.state.table:
            return f"{frame.state.name}.{value.name}"
        case ProjectClass(name=name, table={"__module__": Constant(value=str(module))}):
            return f"{module}.{name}"
        case _:
            return None


def _except_clause(handler: ast.ExceptHandler) -> str:
    return f"except {ast.unparse(handler.type)}" if handler.type is not None else "except"


def _catches(run: Execution, handler: ast.ExceptHandler, raised: Raised, frame: Frame) -> bool | None:
    if handler.type is None:
        return True
    value = expressions.evaluate(run, handler.type, frame)
    return catches(raised, value.items if isinstance(value, Sequence) else (value,))


def catches(raised: Raised, kinds: Sequence_[Value]) -> bool | None:
    """Whether one of ``kinds`` is the class of what is raised, or a base of it."""
    results = [_is_kind(raised, kind) for kind in kinds]
    if True in results:
        return True
    return None if None in results else False


def _is_kind(raised: Raised, kind: Value) -> bool | None:
    if isinstance(kind, ProjectClass):
        if isinstance(raised.kind, ProjectClass):
            return kind in classes.resolution_order(raised.kind)
        return False if raised.name is not None else None
    return _is_a(raised.name, _class_name(kind))


def _is_a(name: str | None, handler_name: str | None) -> bool | None:
    """Whether the exception called ``name`` is one of ``handler_name``; both builtins, or not known."""
    if handler_name == "BaseException" or (name is not None and name == handler_name):
        return True
    raised = getattr(builtins, name or "", None)
    caught = getattr(builtins, handler_name or "", None)
    if isinstance(raised, type) and isinstance(caught, type):
        return issubclass(raised, caught)
    if isinstance(raised, type):
        # A builtin exception is no subclass of a library's or the project's own.
        return False if handler_name is not None else None
    return None


def _kind(value: Value | None) -> Value | None:
    return value.of if isinstance(value, Instance) else value


def _class_name(value: Value | None) -> str | None:
    match value:
        case External(name=name) | ExternalInstance(of=name):
            return name.removeprefix("builtins.")
        case Instance(of=of):
            return _project_class_name(of)
        case ProjectClass():
            return _project_class_name(value)
        case _:
            return None


def _project_class_name(of: ProjectClass) -> str | None:
    """The builtin exception that a project's class is, since handlers mostly name that."""
    base = classes.external_base(of)
    return base.removeprefix("builtins.") if base else None
