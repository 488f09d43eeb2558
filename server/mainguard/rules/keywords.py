"""Takes a keyword argument out of a call."""

from __future__ import annotations

import ast
import re

from mainguard.fixes.fix import Fix, Safety
from mainguard.replay.trace import Argument
from mainguard.rules.rule import Context
from mainguard.rules.wording import source_of
from mainguard.text.edits import Edit
from mainguard.text.source import Source
from mainguard.text.span import Span

_COMMA = re.compile(r"\s*,")
_BLANKS = re.compile(r"[ \t]*")


def remove_keyword(context: Context, parameter: str, argument: Argument) -> Fix | None:
    """Remove ``argument``, written as a keyword at the call; ``None`` when it is not.

    Safe when evaluating the value does nothing else and no comment goes with it.
    """
    if argument.keyword_span is None or argument.span is None:
        return None
    edit = Edit(_with_comma(context.module.tree.source, argument.keyword_span), "")
    why = _why_unsafe(source_of(context, argument.span), source_of(context, argument.keyword_span))
    return Fix(f"Remove `{parameter}`", Safety.UNSAFE if why else Safety.SAFE, (edit,), why_unsafe=why)


def _with_comma(source: Source, keyword: Span) -> Span:
    """The keyword with one comma beside it, and with its line where it has one to itself."""
    text, lines = source.text, source.lines
    comma = _COMMA.match(text, keyword.end)
    end = comma.end() if comma else keyword.end
    after = _end_of_blanks(text, end)
    before = keyword.start - len(text[: keyword.start]) + len(text[: keyword.start].rstrip())
    line = lines.line_start(lines.line_of(keyword.start))
    begins_line = not text[line : keyword.start].strip()
    if begins_line and text[after : after + 1] in ("\r", "\n"):
        return Span(line, lines.line_start(lines.line_of(after) + 1))
    if comma and text[after : after + 1] == ")":
        return Span(before, end)
    if comma or begins_line:
        return Span(keyword.start, after)
    return Span(before - 1 if text[before - 1] == "," else before, keyword.end)


def _end_of_blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at


def _why_unsafe(value: str, keyword: str) -> str:
    try:
        node = ast.parse(f"({value})", mode="eval").body
    except SyntaxError:
        return "its value may do something"
    plain = (
        ast.Constant
        | ast.List
        | ast.Tuple
        | ast.Set
        | ast.Dict
        | ast.Name
        | ast.UnaryOp
        | ast.unaryop
        | ast.expr_context
    )
    if not all(isinstance(child, plain) for child in ast.walk(node)):
        return f"`{' '.join(value.split())}` is no longer evaluated"
    return "a comment in it goes with it" if "\n" in keyword and "#" in keyword else ""
