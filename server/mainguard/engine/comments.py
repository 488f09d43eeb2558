"""Finds comments and strings in a text without parsing it, so that a broken file has comments too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mainguard.syntax.tree import Tree
from mainguard.text.span import Span

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<string>
          \"{3}(?:\\[\s\S]|[^\\])*?(?:\"{3}|\Z)
        | '{3}(?:\\[\s\S]|[^\\])*?(?:'{3}|\Z)
        | "(?:\\(?:\r\n|[\s\S])|[^"\\\r\n])*"?
        | '(?:\\(?:\r\n|[\s\S])|[^'\\\r\n])*'?
      )
    """,
    re.VERBOSE,
)


def comments(tree: Tree) -> Iterator[Span]:
    """The comments of a file in order, each from its ``#`` to the end of its line."""
    return _tokens(tree, "comment")


def strings(tree: Tree) -> Iterator[Span]:
    """The string literals of a file in order, without their prefixes."""
    return _tokens(tree, "string")


def _tokens(tree: Tree, kind: str) -> Iterator[Span]:
    """Every block is scanned by itself: a string left open in one does not swallow the comments of the next."""
    text = tree.source.text
    at = 0
    for placed in tree.blocks:
        end = placed.start + len(placed.block.text)
        yield from _scan(text, at, placed.start, kind)
        yield from _scan(text, placed.start, end, kind)
        at = end
    yield from _scan(text, at, len(text), kind)


def _scan(text: str, start: int, end: int, kind: str) -> Iterator[Span]:
    for match in _TOKEN.finditer(text, start, end):
        if match.lastgroup == kind:
            yield Span(*match.span())
