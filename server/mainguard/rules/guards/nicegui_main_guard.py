"""NiceGUI's ``ui.run()`` behind a guard that keeps out the child process, which needs the call."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mainguard.catalogue.api import Effect
from mainguard.fixes.fix import Fix, Safety
from mainguard.replay.trace import Certainty, GuardInPath, ServerCall
from mainguard.rules.places import innermost_statement, top_level_statement
from mainguard.rules.rule import Context, Diagnostic, FixAvailability, Rule, Severity
from mainguard.rules.server_wording import conditions_text, place_here, server_call_text
from mainguard.rules.wording import first_that_fits, shortened
from mainguard.text.edits import Edit

_BOTH = '{"__main__", "__mp_main__"}'
_LENGTHS = (40, 28, 20)
"""How long the expressions in a message may be: the first with which it is no longer than a message should be."""
_DASH_M = " if run with `python -m`"


def check(context: Context) -> Iterator[Diagnostic]:
    """Every call that the child needs and does not reach; in a notebook NiceGUI starts no child."""
    if context.module.is_notebook:
        return
    for call in context.trace.missed:
        is_certain = call.certainty is Certainty.CERTAIN and not context.module.is_never_rerun
        yield Diagnostic(
            RULE.name,
            RULE.code,
            RULE.severity if is_certain else Severity.WARNING,
            place_here(context, call).span,
            _message(context, call),
            certainty=Certainty.CERTAIN if is_certain else Certainty.POSSIBLE,
            api=call.api.name,
            start_method="spawn",
            chain=call.chain,
            guards=call.guards,
            subject=call,
        )


def fixes(context: Context, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Let the child through as well, where the guards are comparisons of ``__name__``."""
    call = diagnostic.subject
    if not isinstance(call, ServerCall) or context.module.is_never_rerun:
        return
    edits: list[Edit] = []
    reasons: list[str] = []
    for guard in _keeping_out(call):
        test = _comparison(context, guard)
        if test is None:
            return
        edits.append(Edit(guard.span, f"__name__ {'in' if guard.outcome else 'not in'} {_BOTH}"))
        if not _guards_little(context, guard, call):
            reasons.append("the child process then runs all that the guard kept from it")
    if edits:
        safety = Safety.UNSAFE if reasons else Safety.SAFE
        yield Fix(f"Test `__name__ in {_BOTH}` instead", safety, tuple(edits), why_unsafe="".join(reasons[:1]))


def _message(context: Context, call: ServerCall) -> str:
    """`` `ui.run()` hangs: `__name__ == "__main__"` keeps out its child process, which needs the call; … ``."""
    shown = server_call_text(context, call, Effect.HANG.value)

    def text(longest: int) -> str:
        if context.module.is_never_rerun:
            depends = _DASH_M
            why = "its child process needs the call and does not run a package's `__main__`; pass `reload=False`"
        else:
            depends = conditions_text(call.assumptions, longest)
            guards = _keeping_out(call)
            why = "its child process needs the call and does not reach it"
            if guards:
                why = f"`{shortened(guards[-1].text, longest)}` keeps out its child process, which needs the call"
            why += f"; test `__name__ in {_BOTH}`"
        return f"`{shown}` {Effect.HANG.value}{depends}: {why}"

    return first_that_fits(map(text, _LENGTHS))


def _keeping_out(call: ServerCall) -> list[GuardInPath]:
    """The guards on the way that let the parent through and no other process; all of them where that is not plain."""
    names = [guard for guard in call.guards if "__name__" in guard.text]
    narrow = [guard for guard in names if "__mp_main__" not in guard.text]
    return list(dict.fromkeys(narrow or call.guards))


def _comparison(context: Context, guard: GuardInPath) -> ast.Compare | None:
    """The guard's test where it is a comparison of ``__name__`` with ``"__main__"`` alone, in this module."""
    if guard.module != context.module.key:
        return None
    try:
        test = ast.parse(guard.text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
    match test:
        case ast.Compare(left=left, ops=[ast.Eq() | ast.Is()], comparators=[right]) if guard.outcome:
            return test if _is_name_and_main(left, right) else None
        case ast.Compare(left=left, ops=[ast.NotEq() | ast.IsNot()], comparators=[right]) if not guard.outcome:
            return test if _is_name_and_main(left, right) else None
        case ast.Compare(left=ast.Name(id="__name__"), ops=[ast.In()], comparators=[container]) if guard.outcome:
            return test if _is_only_main(container) else None
        case ast.Compare(left=ast.Name(id="__name__"), ops=[ast.NotIn()], comparators=[container]):
            return test if not guard.outcome and _is_only_main(container) else None
        case _:
            return None


def _is_name_and_main(left: ast.expr, right: ast.expr) -> bool:
    names = [side.id for side in (left, right) if isinstance(side, ast.Name)]
    texts = [side.value for side in (left, right) if isinstance(side, ast.Constant)]
    return names == ["__name__"] and texts == ["__main__"]


def _is_only_main(container: ast.expr) -> bool:
    elements = getattr(container, "elts", [])
    return [getattr(element, "value", None) for element in elements] == ["__main__"]


def _guards_little(context: Context, guard: GuardInPath, call: ServerCall) -> bool:
    """Whether the guard decides about nothing but the statement that leads to the call, and what cannot do harm."""
    around = innermost_statement(context.module.tree, guard.span)
    if around is None:
        return False
    placed, branch = around
    if not isinstance(branch, ast.If):
        return False
    if not guard.outcome:
        top = top_level_statement(context.module.tree, guard.span)
        return top is not None and top[1] is branch and not branch.orelse and call.statement.start > guard.span.end
    others = [one for one in branch.body if not any(placed.span(one).contains(site.span) for site in call.chain)]
    return not branch.orelse and all(isinstance(one, ast.Import | ast.ImportFrom | ast.Pass) for one in others)


RULE = Rule(
    name="nicegui-main-guard",
    code="MG303",
    family="guards",
    summary="detects guards that keep the child process of NiceGUI from the call that it needs",
    severity=Severity.ERROR,
    fix=FixAvailability.SOMETIMES,
    since="0.1.0",
    check=check,
    fixes=fixes,
)
