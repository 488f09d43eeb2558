"""How a file is written: what new lines in it should look like."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from mainguard.syntax.tree import Block, PlacedBlock, Tree
from mainguard.syntax.weakly import remembered_weakly

_QUOTE = re.compile(r"[A-Za-z]*(?:\"{3}|'{3}|(?P<quote>[\"']))")

_STRINGS_LOOKED_AT = 500
"""As many as the parser keeps."""


@dataclass(frozen=True, slots=True)
class Style:
    """The indentation of one level and the quotation mark that a file uses most."""

    indent: str = "    "
    quote: str = '"'


def style_of(tree: Tree) -> Style:
    """The style of the text of ``tree``; four spaces and double quotes where it shows nothing else."""
    shown = [_shown(placed.block) for placed in tree.blocks]
    indents = Counter(indent for each in shown for indent in each.indents)
    quotes = Counter(islice((quote for each in shown for quote in each.quotes), _STRINGS_LOOKED_AT))
    indent = indents.most_common(1)[0][0] if indents else Style().indent
    return Style(indent, "'" if quotes["'"] > quotes['"'] else '"')


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the text of one block shows."""

    indents: tuple[str, ...]
    """What the first line of the body of each of its statements is indented by."""
    quotes: str
    """The quotation marks of its strings, one after the other."""


@remembered_weakly
def _shown(block: Block) -> _Shown:
    at_start = PlacedBlock(block, 0)
    indents = (indent for statement in block.statements for indent in _indents(at_start, statement))
    quotes = (quote for statement in block.statements for quote in _quotes(at_start, statement))
    return _Shown(tuple(indents), "".join(islice(quotes, _STRINGS_LOOKED_AT)))


def _indents(placed: PlacedBlock, statement: ast.stmt) -> Iterator[str]:
    body = getattr(statement, "body", None)
    if isinstance(body, list) and body:
        lines = placed.block.lines
        first = placed.statement_span(body[0]).start
        start = lines.line_start(lines.line_of(first))
        indent = placed.block.text[start:first]
        if indent and not indent.strip(" \t"):
            yield indent


def _quotes(placed: PlacedBlock, statement: ast.stmt) -> Iterator[str]:
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            opening = _QUOTE.match(placed.block.text, placed.span(node).start)
            if opening is not None and opening["quote"]:
                yield opening["quote"]
        if not isinstance(node, ast.JoinedStr):  # before 3.12 the places of what is in it are not right
            waiting.extend(ast.iter_child_nodes(node))
