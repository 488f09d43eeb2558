"""Tests for the main module that cannot tell it from others, because of a slip in the spelling."""

from __future__ import annotations

import ast
import difflib
import re
import unicodedata
from collections.abc import Iterator

from mainguard.fixes.fix import Fix, Safety
from mainguard.rules.rule import Context, Diagnostic, FixAvailability, Rule, Severity
from mainguard.rules.wording import shortened, source_of
from mainguard.syntax.tree import PlacedBlock
from mainguard.text.edits import Edit
from mainguard.text.span import Span

_PROCESS_NAMES = frozenset({"__main__", "__mp_main__", "__parents_main__"})
_NAME = frozenset({"__name__"})
_CLOSE_TO_MAIN = 0.75
_LONGEST = 28
"""Of an expression in a message, so that what comes of it stands near the beginning."""
_IDENTITY = re.compile(r"\bis(?P<negated>\s+not)?\b")
_IS_WORKS_FROM = (3, 13)
"""The version from which ``__name__ is "__main__"`` holds in a script (run on 3.10 to 3.14)."""


_NO_TEST = re.compile(
    r"\.__name__\b|\b(?!(?:and|assert|elif|else|if|in|is|match|not|or|return|while|yield)\()\w+\(__name__[,)]"
)
"""Where the name is an attribute, or all that a function is given: neither is compared as it stands."""


def check(context: Context) -> Iterator[Diagnostic]:
    """Every mistyped test for the main module, in functions too."""
    tree = context.module.tree
    if tree.is_plain and not _may_be_tested(tree.source.text):
        return
    for number in tree.outline.with_words(_NAME):
        placed = tree.blocks[number]
        for node in placed.block.tests:
            yield from _in_node(context, placed, node)


def fixes(context: Context, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Write what was meant."""
    del context
    if isinstance(diagnostic.subject, Edit):
        title = f"Change to `{diagnostic.subject.text.strip()}`"
        yield Fix(title, Safety.UNSAFE, (diagnostic.subject,), why_unsafe="code that was passed over begins to run")


def _may_be_tested(text: str) -> bool:
    """Whether ``__name__`` stands anywhere but where nothing can compare it: most files need not be parsed for that."""
    if not text.isascii():
        # Python compares identifiers in a normal form.
        text = unicodedata.normalize("NFKC", text)
    return "__name__" in text and "__name__" in _NO_TEST.sub("", text)


def _in_node(context: Context, placed: PlacedBlock, node: ast.AST) -> Iterator[Diagnostic]:
    match node:
        case ast.Compare(ops=[ast.In() | ast.NotIn()], left=ast.Name(id="__name__"), comparators=[container]):
            if isinstance(container, ast.Tuple | ast.List | ast.Set):
                yield from _among(context, placed, container.elts)
        case ast.Compare(
            left=left, ops=[(ast.Eq() | ast.NotEq() | ast.Is() | ast.IsNot()) as operator], comparators=[right]
        ):
            yield from _in_comparison(context, placed, left, operator, right)
        case ast.Match(subject=ast.Name(id="__name__"), cases=cases):
            patterns = (pattern for case in cases for pattern in ast.walk(case.pattern))
            yield from _among(context, placed, (one.value for one in patterns if isinstance(one, ast.MatchValue)))


def _in_comparison(
    context: Context, placed: PlacedBlock, left: ast.expr, operator: ast.cmpop, right: ast.expr
) -> Iterator[Diagnostic]:
    is_equality = isinstance(operator, ast.Eq | ast.Is)

    def whole() -> Span:
        return Span(placed.span(left).start, placed.span(right).end)

    def text() -> str:
        return shortened(source_of(context, whole()), _LONGEST)

    def outcome() -> str:
        return f"`{text()}` is {'never' if is_equality else 'always'} true"

    # What a guard that is spelled as it should be has no need of is computed where it is said.
    for one, other in ((left, right), (right, left)):
        match one, other:
            case ast.Name(id="__name__"), ast.Name(id="__main__"):
                message = f'`{text()}` compares with a variable, not with the text `"__main__"`'
                yield _diagnostic(span := placed.span(other), message, Edit(span, '"__main__"'))
            case ast.Name(id="__name__"), ast.Constant(value=str(value)) if _is_slip(context, value):
                comes_out = outcome()
                if value in _own_names(context):
                    comes_out = f"`{text()}` is {'false' if is_equality else 'true'} when this file is run"
                message = f'{comes_out}: the main module is called `"__main__"`'
                yield _diagnostic(span := placed.span(other), message, Edit(span, _quoted_like(context, span)))
            case ast.Constant(value="__main__"), ast.Constant(value="__name__"):
                message = f"{outcome()}: it compares two texts"
                yield _diagnostic(span := placed.span(other), message, Edit(span, "__name__"))
            case ast.Name(id="__name__"), ast.Constant(value="__main__") if _compares_identity(context, operator):
                truth = "false" if isinstance(operator, ast.Is) else "true"
                message = f"`{text()}` is {truth} before Python 3.13, even in the main module: `is` compares identity"
                edit = _equality(context, Span(placed.span(left).end, placed.span(right).start))
                yield _diagnostic(whole(), message, edit)
            case _:
                continue


def _among(context: Context, placed: PlacedBlock, values: Iterator[ast.expr] | list[ast.expr]) -> Iterator[Diagnostic]:
    """Slips among several texts that ``__name__`` is compared with at once."""
    for value in values:
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and _is_slip(context, value.value):
            span = placed.span(value)
            written = shortened(source_of(context, span), _LONGEST)
            message = f'`{written}` is never the name of a module: the main one is called `"__main__"`'
            yield _diagnostic(span, message, Edit(span, _quoted_like(context, span)))


def _is_slip(context: Context, text: str) -> bool:
    """Whether ``text`` was meant to be ``__main__``: the same letters, or nearly so between underscores.

    A file may ask for its own name, ``"main"`` in ``main.py``; but then it tells that from ``"__main__"`` somewhere.
    """
    if text in _PROCESS_NAMES:
        return False
    if text in _own_names(context) and context.module.tree.has("__main__"):
        return False
    letters = re.sub(r"[\W_]", "", text).lower()
    if letters == "main" or text == "__name__":
        return True
    is_between_underscores = text.startswith("_") and text.endswith("_")
    return is_between_underscores and difflib.SequenceMatcher(None, letters, "main").ratio() >= _CLOSE_TO_MAIN


def _own_names(context: Context) -> tuple[str, str]:
    own = context.module.name
    return own, own.rpartition(".")[2]


def _compares_identity(context: Context, operator: ast.cmpop) -> bool:
    return isinstance(operator, ast.Is | ast.IsNot) and context.target_versions[0] < _IS_WORKS_FROM


def _equality(context: Context, between: Span) -> Edit:
    """Writes ``==`` for the ``is``, or ``!=`` for the ``is not``, between two operands."""
    found = _IDENTITY.search(context.module.tree.source.text, between.start, between.end)
    if found is None:
        return Edit(between, " == ")
    return Edit(Span(*found.span()), "!=" if found["negated"] else "==")


def _quoted_like(context: Context, span: Span) -> str:
    quote = source_of(context, span)[-1]
    return f"{quote}__main__{quote}"


def _diagnostic(span: Span, message: str, edit: Edit) -> Diagnostic:
    return Diagnostic(RULE.name, RULE.code, RULE.severity, span, message, subject=edit)


RULE = Rule(
    name="mistyped-main-guard",
    code="MG301",
    family="guards",
    summary="detects tests of `__name__` that come out the same in every module because of a slip in the spelling",
    severity=Severity.WARNING,
    fix=FixAvailability.ALWAYS,
    since="0.1.0",
    check=check,
    fixes=fixes,
)
