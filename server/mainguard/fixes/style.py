"""How a file is written: what new lines in it should look like."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from mainguard.syntax.tree import PlacedBlock, Tree

_QUOTE = re.compile(r"[A-Za-z]*(?:\"{3}|'{3}|(?P<quote>[\"']))")

_STRINGS_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Style:
    """The indentation of one level and the quotation mark that a file uses most."""

    indent: str = "    "
    quote: str = '"'


def style_of(tree: Tree) -> Style:
    """The style of the text of ``tree``; four spaces and double quotes where it shows nothing else."""
    indents = Counter(indent for placed, statement in tree.statements for indent in _indents(placed, statement))
    quoted = (quote for placed, statement in tree.statements for quote in _quotes(placed, statement))
    quotes = Counter(islice(quoted, _STRINGS_LOOKED_AT))
    indent = indents.most_common(1)[0][0] if indents else Style().indent
    return Style(indent, "'" if quotes["'"] > quotes['"'] else '"')


def _indents(placed: PlacedBlock, statement: ast.stmt) -> Iterator[str]:
    """What the first line of a top-level statement's body is indented by."""
    body = getattr(statement, "body", None)
    if isinstance(body, list) and body:
        lines = placed.block.lines
        first = placed.statement_span(body[0]).start - placed.start
        start = lines.line_start(lines.line_of(first))
        indent = placed.block.text[start:first]
        if indent and not indent.strip(" \t"):
            yield indent


def _quotes(placed: PlacedBlock, statement: ast.stmt) -> Iterator[str]:
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            opening = _QUOTE.match(placed.block.text, placed.span(node).start - placed.start)
            if opening is not None and opening["quote"]:
                yield opening["quote"]
        if not isinstance(node, ast.JoinedStr):  # before 3.12 the places of what is in it are not right
            waiting.extend(ast.iter_child_nodes(node))
