"""``for`` and ``while``."""

from __future__ import annotations

import ast
from collections.abc import Callable

from mainguard.replay import assignment, expressions, iteration, statements
from mainguard.replay.branches import Tested, choice, either, maybe
from mainguard.replay.execution import Execution
from mainguard.replay.flow import FOREVER, Flow, Raised, Way
from mainguard.replay.namespaces import LazyNames
from mainguard.replay.namespaces import known as names_known
from mainguard.replay.scope import Frame
from mainguard.replay.values import Constant, SequenceItems, Table

_UNROLLED = 32


def for_loop(run: Execution, node: ast.For | ast.AsyncFor, frame: Frame) -> Flow:
    """Each known item in turn; an unknown number of items once, maybe."""
    made = iteration.items(run, expressions.evaluate(run, node.iter, frame), node.iter, frame)
    known = made.values[:_UNROLLED] if made.exact else ()
    total = Flow()
    before = names_known(frame.scope.table)
    for item in known:
        assignment.assign(run, node.target, item, frame)
        if not _iterate(run, node, frame, total):
            return _finished(total)
    if len(known) < len(made.values):
        forget_counters(run, frame.scope.table, before, frame, node)
    if not made.exact:
        _once_maybe(run, node, made, frame, total)
    return _with_else(run, node, frame, total)


def _once_maybe(run: Execution, node: ast.For | ast.AsyncFor, made: SequenceItems, frame: Frame, total: Flow) -> None:
    about = run.unknown(frame, node.iter)

    def body() -> Flow:
        assignment.assign(run, node.target, choice(list(made.values), about), frame)
        return _loop_body(run, node, frame)

    before = names_known(frame.scope.table)
    flow = maybe(run, about, body, frame)
    forget_counters(run, frame.scope.table, before, frame, node)
    _merge(total, flow)
    total.falls = True


def while_loop(run: Execution, node: ast.While, frame: Frame) -> Flow:
    """As often as the test is known to hold; an unknown test once, maybe."""
    total = Flow()
    before = names_known(frame.scope.table)
    for _ in range(_UNROLLED):
        test = expressions.test_of(run, node.test, frame)
        if test.holds is False:
            return _with_else(run, node, frame, total)
        if test.holds is None:
            return _while_maybe(run, node, test, frame, total)
        if not _guarded_iteration(run, node, test, frame, total):
            return _finished(total)
        if isinstance(node.test, ast.Constant) and not _can_leave(node):
            return _endless(run, node, frame, total)
    forget_counters(run, frame.scope.table, before, frame, node)
    total.falls = True
    return _finished(total)


def _can_leave(node: ast.While) -> bool:
    """Whether anything in the body of a loop could end it, however unlikely."""
    leaving = (ast.Break, ast.Return, ast.Raise, ast.Await)
    return any(isinstance(each, leaving) for statement in node.body for each in ast.walk(statement))


def _endless(run: Execution, node: ast.While, frame: Frame, total: Flow) -> Flow:
    if _leaves(total):
        return _finished(total)
    site = run.site(frame, node.test)
    return Flow(
        falls=False,
        returns=total.returns,
        ways={*total.ways, Way.RAISE},
        raised=total.raised or Raised(FOREVER, site, f"while {site.name}"),
    )


def _leaves(flow: Flow) -> bool:
    return Way.BREAK in flow.ways or any(left.way in (Way.BREAK, Way.RETURN) for left in flow.left)


def _guarded_iteration(run: Execution, node: ast.While, test: Tested, frame: Frame, total: Flow) -> bool:
    going = [True]

    def body() -> Flow:
        going[0] = _iterate(run, node, frame, total)
        return Flow()

    either(run, test, node.test, frame, body, Flow)
    return going[0]


def _while_maybe(run: Execution, node: ast.While, test: Tested, frame: Frame, total: Flow) -> Flow:
    before = names_known(frame.scope.table)
    flow = either(run, test, node.test, frame, lambda: _loop_body(run, node, frame), Flow)
    forget_counters(run, frame.scope.table, before, frame, node)
    _merge(total, flow)
    total.falls = True
    return _finished(total)


def _iterate(run: Execution, node: ast.For | ast.AsyncFor | ast.While, frame: Frame, total: Flow) -> bool:
    """Run the body once; whether there may be a next time."""
    flow = _loop_body(run, node, frame)
    _merge(total, flow)
    return flow.falls or Way.CONTINUE in flow.ways


def _loop_body(run: Execution, node: ast.For | ast.AsyncFor | ast.While, frame: Frame) -> Flow:
    run.loops += 1
    try:
        return statements.run_block(run, node.body, frame)
    finally:
        run.loops -= 1


def _merge(total: Flow, flow: Flow) -> None:
    total.returns += flow.returns
    total.ways |= flow.ways
    total.raised = total.raised or flow.raised
    total.left += flow.left
    total.falls = flow.falls or Way.CONTINUE in flow.ways


def _with_else(run: Execution, node: ast.For | ast.AsyncFor | ast.While, frame: Frame, total: Flow) -> Flow:
    flow = _finished(total)
    if flow.falls and node.orelse:
        flow.absorb(_unless_broken(run, total, lambda: statements.run_block(run, node.orelse, frame)))
    return flow


def _unless_broken(run: Execution, total: Flow, body: Callable[[], Flow]) -> Flow:
    broken = [left for left in total.left if left.way is Way.BREAK]
    if not broken:
        return body()
    with run.assuming(broken[0].otherwise):
        return body()


def _finished(total: Flow) -> Flow:
    """The flow of the whole loop: ``break`` and ``continue`` end here."""
    falls = total.falls or Way.BREAK in total.ways
    return Flow(
        falls=falls,
        returns=total.returns,
        ways=total.ways - {Way.BREAK, Way.CONTINUE},
        raised=total.raised,
        left=[left for left in total.left if left.way not in (Way.BREAK, Way.CONTINUE)],
    )


def forget_counters(run: Execution, table: Table, before: Table, frame: Frame, node: ast.AST) -> None:
    """After a loop of unknown length a number or string that it changed may be anything."""
    for name, value in names_known(table).items():
        # What nobody had asked for before the loop was the same then.
        earlier = before.get(name) or (table.made.get(name) if isinstance(table, LazyNames) else None)
        if isinstance(earlier, Constant) and value is not earlier:
            run.store.write(table, name, run.unknown(frame, node, name))
