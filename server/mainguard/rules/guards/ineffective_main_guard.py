"""Guards that let the child process through to a start, or end it before it can work."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mainguard.catalogue.api import Effect
from mainguard.fixes.fix import Fix, Safety
from mainguard.replay.trace import Certainty, GuardInPath, RefusedMethod, SilentExit, UnguardedStart
from mainguard.rules.bindings import bound_names
from mainguard.rules.places import top_level_statement
from mainguard.rules.rule import Context, Diagnostic, FixAvailability, Rule, Severity
from mainguard.rules.start_wording import MAIN_GUARD, consequence_of, when_text, where_text
from mainguard.rules.wording import (
    CONSEQUENCE_WITHIN,
    assumptions_text,
    brackets_text,
    callee_text,
    first_that_fits,
    in_order,
    shortened,
    targets_text,
)
from mainguard.text.edits import Edit
from mainguard.text.span import Span

_RIGHT_TEST = '__name__ == "__main__"'
_LETS_THROUGH = "lets the child through"
_ENDS = "ends the child early"


def check(context: Context) -> Iterator[Diagnostic]:
    """One finding a guard of this module, or a place where the child ends if no guard sent it there."""
    # A test that a call which the child needs lies behind has to let the child through.
    reported = {guard.span for call in context.trace.needed for guard in call.guards}
    for start in sorted(context.trace.starts, key=lambda start: start.certainty is not Certainty.CERTAIN):
        for guard in start.guards:
            if guard.module == context.module.key and guard.span not in reported:
                reported.add(guard.span)
                yield _let_through(context, guard, start)
    for refused in context.trace.refused_methods:
        for guard in refused.guards:
            if guard.module == context.module.key and guard.span not in reported:
                reported.add(guard.span)
                yield _refusing(context, guard, refused)
    for ended in context.trace.exits:
        guard_here = ended.guard if ended.guard and ended.guard.module == context.module.key else None
        span = guard_here.span if guard_here else ended.site.span
        if span not in reported and (guard_here or ended.site.module == context.module.key):
            reported.add(span)
            message = _ending(context, ended, guard_here)
            yield Diagnostic(RULE.name, RULE.code, RULE.severity, span, message, targets=ended.targets, subject=ended)


def fixes(context: Context, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Test for the main module instead, where the test decides about a branch that the child must not enter."""
    guard = diagnostic.subject
    if not isinstance(guard, GuardInPath) or not guard.outcome:
        return
    found = _find(context, guard.span)
    if found is None:
        return
    why = _why_unsafe(found)
    safety = Safety.UNSAFE if why else Safety.SAFE
    yield Fix(f"Test `{_RIGHT_TEST}` instead", safety, (Edit(guard.span, _RIGHT_TEST),), why_unsafe=why)


def _let_through(context: Context, guard: GuardInPath, start: UnguardedStart) -> Diagnostic:
    is_certain = start.certainty is Certainty.CERTAIN
    return Diagnostic(
        RULE.name,
        RULE.code,
        RULE.severity if is_certain else Severity.WARNING,
        guard.span,
        _message(context, guard, start),
        certainty=start.certainty,
        api=start.api.name,
        start_method=start.method.value,
        chain=start.chain,
        targets=start.targets,
        subject=guard,
    )


def _refusing(context: Context, guard: GuardInPath, refused: RefusedMethod) -> Diagnostic:
    """A guard that lets the child through to a choice of the start method, which the child refuses."""
    is_certain = refused.certainty is Certainty.CERTAIN
    others = tuple(assumption for assumption in refused.assumptions if assumption.span != guard.span)
    callee = refused.chain[-1]
    call = f"{callee_text(callee.name, 28)}{brackets_text(callee.span, refused.call)}"
    ends = f"`{call}` ends it: it has a start method already"
    where = f" on {targets_text(refused.targets, context.target_versions)}" if refused.targets else ""
    is_known = len(others) == len(refused.assumptions)
    truth = f"is {_truth(guard)} there too, so" if is_known else f"may be {_truth(guard)} there too, and then"
    return Diagnostic(
        RULE.name,
        RULE.code,
        RULE.severity if is_certain else Severity.WARNING,
        guard.span,
        first_that_fits(
            f"{_before(_LETS_THROUGH, guard.text)}: it {truth} {ends}{where}{assumptions_text(others, longest, most)}"
            for longest, most in ((28, 2), (20, 1), (12, 0))
        ),
        certainty=refused.certainty,
        api=refused.api.name,
        start_method=refused.method.value,
        chain=refused.chain,
        targets=refused.targets,
        subject=guard,
    )


def _message(context: Context, guard: GuardInPath, start: UnguardedStart) -> str:
    """What the guard does not do, why, what comes of it, and what to do where there is room to say so."""
    others = tuple(assumption for assumption in start.assumptions if assumption.span != guard.span)
    is_known = len(others) == len(start.assumptions)
    callee = start.chain[-1]
    call = f"{callee_text(callee.name, 28)}{brackets_text(callee.span, start.call)}"
    fails = f"`{call}` {consequence_of(start, Effect.ERROR)}"
    where = where_text(context, start)
    truth = f"is {_truth(guard)} there too, so" if is_known else f"may be {_truth(guard)} there too, and then"
    advice = f"; test only `{_RIGHT_TEST}`" if guard.outcome and guard.text != _RIGHT_TEST else ""

    def text(longest: int, most: int, advised: str) -> str:
        when = when_text(context, replace(start, assumptions=others), longest, most) if is_known or others else ""
        return f"{_before(_LETS_THROUGH, guard.text)}: it {truth} {fails}{where}{when}{advised}"

    return first_that_fits(text(*lengths) for lengths in ((28, 2, advice), (28, 2, ""), (20, 1, ""), (12, 0, "")))


def _ending(context: Context, ended: SilentExit, guard: GuardInPath | None) -> str:
    where = f" on {targets_text(ended.targets, context.target_versions)}" if ended.targets else ""

    def text(longest: int, advised: bool) -> str:  # noqa: FBT001 -- one of the two lengths
        work = f"the work of `{callee_text(ended.start.name, longest)}` is not done"
        why = work if guard is None else f"`{shortened(guard.text, longest)}` is {_truth(guard)} there, so {work}"
        advice = "guard what the child must not do instead" if guard else f"put it under `{MAIN_GUARD}`"
        return f"{_before(_ENDS, ended.what)}{where}: {why}{f'; {advice}' if advised else ''}"

    return first_that_fits(text(*lengths) for lengths in ((28, True), (28, False), (16, False), (12, False)))


def _before(consequence: str, text: str) -> str:
    """`` `sys.exit(0)` ends the child early ``."""
    return f"`{shortened(text, CONSEQUENCE_WITHIN - len(consequence) - 3)}` {consequence}"


def _truth(guard: GuardInPath) -> str:
    return "true" if guard.outcome else "false"


@dataclass(frozen=True, slots=True)
class _Test:
    """A guard's expression and the statement whose test it is, or whose test it is part of."""

    expression: ast.expr
    branch: ast.If | ast.While
    function: str | None
    """The function that it is in, if any."""


def _find(context: Context, span: Span) -> _Test | None:
    """The ``if`` or ``while`` that a guard decides: by itself or with ``and`` and ``or``."""
    around = top_level_statement(context.module.tree, span)
    if around is not None:
        placed, statement = around
        function = None
        for node in ast.walk(statement):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and placed.span(node).contains(span):
                function = node.name
            elif isinstance(node, ast.If | ast.While):
                expression = next((one for one in _operands(node.test) if placed.span(one) == span), None)
                if expression is not None:
                    return _Test(expression, node, function)
    return None


def _operands(test: ast.expr) -> Iterator[ast.expr]:
    yield test
    if isinstance(test, ast.BoolOp):
        for value in test.values:
            yield from _operands(value)


def _why_unsafe(found: _Test) -> str:
    """Empty when the test holds in every script and its branch binds nothing that the child could need."""
    bound = sorted(bound_names(found.branch.body))
    if bound:
        return f"the child process no longer gets {in_order(f'`{name}`' for name in bound[:3])}"
    if found.function:
        return f"`{found.function}` no longer does it when another module calls it"
    if found.branch.orelse:
        return "the child process runs the `else` branch instead"
    if not _holds_in_every_script(found.expression):
        return "the old test may hold where the new one does not"
    return ""


def _holds_in_every_script(test: ast.expr) -> bool:
    match test:
        case ast.BoolOp(op=ast.Or(), values=values):
            compared = {_name_compared(value) for value in values}
            return "__main__" in compared and compared <= {"__main__", "__mp_main__"}
        case ast.Compare(left=ast.Name(id="__name__"), ops=[ast.In()], comparators=[container]):
            elements = getattr(container, "elts", [])
            return any(isinstance(element, ast.Constant) and element.value == "__main__" for element in elements)
        case ast.Compare(left=left, ops=[ast.NotEq()], comparators=[right]):
            texts = [side.value for side in (left, right) if isinstance(side, ast.Constant)]
            return texts == ["__mp_main__"]
        case ast.Compare(left=ast.Call(func=asked), ops=[ast.Is()], comparators=[ast.Constant(value=None)]):
            return _last_name(asked) == "parent_process"
        case ast.Compare(
            left=ast.Attribute(value=ast.Call(func=asked), attr="name"),
            ops=[ast.Eq()],
            comparators=[ast.Constant(value="MainProcess")],
        ):
            return _last_name(asked) == "current_process"
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=asked)):
            return _last_name(asked) == "parent_process"
        case _:
            return False


def _name_compared(test: ast.expr) -> object:
    """The text that ``test`` compares ``__name__`` with for equality."""
    match test:
        case ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()], comparators=[ast.Constant(value=text)]):
            return text
        case _:
            return None


def _last_name(callee: ast.expr) -> str:
    match callee:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


RULE = Rule(
    name="ineffective-main-guard",
    code="MG302",
    family="guards",
    summary="detects guards that let the child process through to a start, or end it before it can work",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
    check=check,
    fixes=fixes,
)
