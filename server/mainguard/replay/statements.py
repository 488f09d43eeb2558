"""What a statement does."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

from mainguard.replay import (
    assignment,
    blocks,
    classes,
    decorators,
    expressions,
    imports,
    loops,
    patterns,
    raising,
    withs,
)
from mainguard.replay import calls as calling
from mainguard.replay.branches import either, forget, guard_of, maybe, tagged
from mainguard.replay.execution import STEPS_IMPORTED, Execution
from mainguard.replay.flow import Flow, Leave, Way
from mainguard.replay.names import assign_name
from mainguard.replay.scope import Frame
from mainguard.replay.values import NONE, Constant, Function, Instance, Mapping, Value, sequence
from mainguard.replay.values import Sequence as SequenceValue
from mainguard.replay.world import LAZY_ANNOTATIONS_FROM

_FUTURE = frozenset({"__future__"})


def run_block(run: Execution, body: Sequence[ast.stmt], frame: Frame) -> Flow:
    """Run statements in order until control leaves."""
    return blocks.in_order(run, (partial(execute, run, statement, frame) for statement in body))


def top_level(run: Execution, statement: ast.stmt, frame: Frame) -> Flow:
    """Run a statement of a module's top level."""
    if frame.placed is None:
        return execute(run, statement, frame)
    if frame.state is not run.root:
        return _of_imported(run, statement, frame)
    run.statement = frame.placed.statement_span(statement)
    mark = run.store.mark()
    flow = execute(run, statement, frame)
    if run.exhausted:
        forget(run, run.store.rewind(mark), run.unknown(frame, statement, "a long computation"))
    run.renew()
    return flow


def _of_imported(run: Execution, statement: ast.stmt, frame: Frame) -> Flow:
    """Run a statement of another module's top level, which may not take all the steps of the one that imports it."""
    before, most = run.exhausted, run.most_steps
    mark = run.store.mark()
    if not isinstance(statement, ast.Import | ast.ImportFrom):
        run.most_steps = min(most, run.steps + STEPS_IMPORTED)
    try:
        flow = execute(run, statement, frame)
    finally:
        is_own = run.exhausted and not before and run.steps <= most
        run.most_steps = most
    if is_own:
        forget(run, run.store.rewind(mark), run.unknown(frame, statement, "a long computation"))
        run.exhausted = False
    return flow


def execute(run: Execution, node: ast.stmt, frame: Frame) -> Flow:
    """Run one statement.  A construct that it does not know does nothing."""
    if not run.spend():
        return Flow()
    handler = _handlers().get(type(node))
    if handler is None:
        return Flow()
    left_around, run.left = run.left, []
    try:
        flow = handler(run, node, frame)
    except Leave as leave:
        flow = Flow(falls=False, ways={Way.RAISE}, raised=leave.raised)
    except RecursionError:
        run.exhausted = True
        flow = Flow()
    finally:
        run.left, inside = left_around, run.left
    flow.left = inside + flow.left
    return flow


def _expression(run: Execution, node: ast.Expr, frame: Frame) -> Flow:
    value = expressions.evaluate(run, node.value, frame)
    if isinstance(value, Instance) and isinstance(node.value, ast.Call):
        calling.call_method(run, value, "__del__", (), node.value.func, frame)
    return Flow()


def _assign(run: Execution, node: ast.Assign, frame: Frame) -> Flow:
    value = _value_with_facts(run, node.value, frame)
    for target in node.targets:
        assignment.assign(run, target, value, frame)
    return Flow()


def _annotated(run: Execution, node: ast.AnnAssign, frame: Frame) -> Flow:
    if node.value is not None:
        assignment.assign(run, node.target, _value_with_facts(run, node.value, frame), frame)
    if frame.scope.is_class and isinstance(node.target, ast.Name):
        _declare_field(run, node.target.id, frame)
    elif frame.scope.table is frame.state.table and not _has_lazy_annotations(frame):
        expressions.evaluate(run, node.annotation, frame)
    return Flow()


def _declare_field(run: Execution, name: str, frame: Frame) -> None:
    """Remember a dataclass field, in order."""
    before = frame.scope.table.get("%fields")
    items = before.items if isinstance(before, SequenceValue) else ()
    run.store.write(frame.scope.table, "%fields", sequence("list", (*items, Constant(name))))


def _has_lazy_annotations(frame: Frame) -> bool:
    return "annotations" in frame.state.table and bool(frame.state.module.tree.outline.mentioning(_FUTURE))


def _value_with_facts(run: Execution, node: ast.expr, frame: Frame) -> Value:
    with run.reading_facts() as facts:
        value = expressions.evaluate(run, node, frame)
    return tagged(value, facts)


def _augmented(run: Execution, node: ast.AugAssign, frame: Frame) -> Flow:
    reading = ast.copy_location(_as_load(node.target), node.target)
    before = expressions.evaluate(run, reading, frame)
    value = expressions.evaluate(run, node.value, frame)
    if isinstance(before, Mapping) and isinstance(value, Mapping) and isinstance(node.op, ast.BitOr):
        for key, each in value.table.items():
            run.store.write(before.table, key, each)
        return Flow()
    combined = expressions.combined_in_place(run, node.op, before, value, node, frame)
    assignment.assign(run, node.target, combined, frame)
    return Flow()


def _as_load(target: ast.expr) -> ast.expr:
    match target:
        case ast.Name(id=name):
            return ast.Name(name, ast.Load())
        case ast.Attribute(value=value, attr=name):
            return ast.Attribute(value, name, ast.Load())
        case ast.Subscript(value=value, slice=key):
            return ast.Subscript(value, key, ast.Load())
        case _:
            return target


def _function(run: Execution, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> Flow:
    applied = [(expressions.evaluate(run, decorator, frame), decorator) for decorator in node.decorator_list]
    made: Value = calling.function(run, node, frame)
    if not _has_lazy_annotations(frame):
        _evaluate_annotations(run, node, frame)
    for decorator, decorator_node in reversed(applied):
        if isinstance(decorator_node, ast.Attribute) and decorator_node.attr in ("setter", "deleter", "getter"):
            _property_method(run, node.name, decorator_node.attr, made, frame)
            return Flow()
        made = decorators.apply(run, decorator, made, decorator_node, frame)
    assign_name(run, node.name, made, frame)
    return Flow()


def _property_method(run: Execution, name: str, which: str, made: Value, frame: Frame) -> None:
    if which == "getter" and isinstance(made, Function):
        made = replace(made, kind="property")
    assign_name(run, name if which == "getter" else f"{name}.{which}", made, frame)


def _evaluate_annotations(run: Execution, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> None:
    """Up to 3.13 annotations are evaluated at the definition; only those that call something matter."""
    declared = node.args
    every = [*declared.posonlyargs, *declared.args, *declared.kwonlyargs]
    every += [each for each in (declared.vararg, declared.kwarg) if each is not None]
    annotations = [each.annotation for each in every if each.annotation is not None]
    annotations += [node.returns] if node.returns is not None else []
    for annotation in annotations:
        if any(isinstance(each, ast.Call) for each in ast.walk(annotation)):
            _evaluate_annotation(run, annotation, frame)


def _evaluate_annotation(run: Execution, annotation: ast.expr, frame: Frame) -> None:
    target = run.ask_target()
    if target is None:
        maybe(run, run.unknown(frame, annotation), lambda: _expression(run, ast.Expr(annotation), frame), frame)
    elif target.version < LAZY_ANNOTATIONS_FROM:
        expressions.evaluate(run, annotation, frame)


def _class(run: Execution, node: ast.ClassDef, frame: Frame) -> Flow:
    classes.define(run, node, frame)
    return Flow()


def _return(run: Execution, node: ast.Return, frame: Frame) -> Flow:
    value = _value_with_facts(run, node.value, frame) if node.value else NONE
    return Flow(falls=False, returns=[value], ways={Way.RETURN})


def _if(run: Execution, node: ast.If, frame: Frame) -> Flow:
    test = expressions.test_of(run, node.test, frame)
    flow = either(
        run,
        test,
        node.test,
        frame,
        lambda: run_block(run, node.body, frame),
        lambda: run_block(run, node.orelse, frame),
    )
    if test.holds is not None and _leaves(node.orelse if test.holds else node.body):
        guard = guard_of(run, test, node.test, frame, outcome=test.holds)
        flow.guards += [guard] if guard is not None else []
    return flow


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Whether a branch ends by leaving what is around it, to judge by its last statement."""
    match body[-1:]:
        case [ast.Return() | ast.Raise() | ast.Continue() | ast.Break()]:
            return True
        case [ast.Expr(value=ast.Call(func=callee))]:
            return ast.unparse(callee) in ("sys.exit", "exit", "quit", "os._exit")
        case _:
            return False


def _import(run: Execution, node: ast.Import, frame: Frame) -> Flow:
    imports.import_names(run, node, frame)
    return Flow()


def _import_from(run: Execution, node: ast.ImportFrom, frame: Frame) -> Flow:
    imports.import_from(run, node, frame)
    return Flow()


def _global(run: Execution, node: ast.Global, frame: Frame) -> Flow:  # noqa: ARG001 -- one signature
    frame.scope.declared_global.update(node.names)
    return Flow()


def _nonlocal(run: Execution, node: ast.Nonlocal, frame: Frame) -> Flow:  # noqa: ARG001 -- one signature
    frame.scope.declared_nonlocal.update(node.names)
    return Flow()


def _delete(run: Execution, node: ast.Delete, frame: Frame) -> Flow:
    for target in node.targets:
        assignment.delete(run, target, frame)
    return Flow()


def _break(run: Execution, node: ast.Break, frame: Frame) -> Flow:  # noqa: ARG001 -- one signature
    return Flow(falls=False, ways={Way.BREAK})


def _continue(run: Execution, node: ast.Continue, frame: Frame) -> Flow:  # noqa: ARG001 -- one signature
    return Flow(falls=False, ways={Way.CONTINUE})


@cache
def _handlers() -> dict[type[ast.stmt], Callable[[Execution, Any, Frame], Flow]]:
    """What runs each kind of statement; made when first asked for, since the modules call each other."""
    handlers: dict[type[ast.stmt], Callable[[Execution, Any, Frame], Flow]] = {
        ast.Expr: _expression, ast.Assign: _assign, ast.AnnAssign: _annotated, ast.AugAssign: _augmented,
        ast.FunctionDef: _function, ast.AsyncFunctionDef: _function, ast.ClassDef: _class, ast.Return: _return,
        ast.If: _if, ast.Import: _import, ast.ImportFrom: _import_from, ast.Global: _global, ast.Nonlocal: _nonlocal,
        ast.Delete: _delete, ast.Break: _break, ast.Continue: _continue, ast.For: loops.for_loop,
        ast.AsyncFor: loops.for_loop, ast.While: loops.while_loop, ast.With: withs.with_statement,
        ast.AsyncWith: withs.with_statement, ast.Try: raising.try_statement, ast.Raise: raising.raise_statement,
        ast.Assert: raising.assert_statement, ast.Match: patterns.match_statement,
    }  # fmt: skip
    if hasattr(ast, "TryStar"):
        handlers[ast.TryStar] = raising.try_statement
    return handlers
