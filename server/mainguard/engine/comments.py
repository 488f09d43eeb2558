"""Finds comments and strings in a text without parsing it, so that a broken file has comments too."""

from __future__ import annotations

import re
from bisect import bisect_right
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


def comments(tree: Tree, word: str = "") -> Iterator[Span]:
    """The comments of a file in order, each from its ``#`` to the end of its line.

    Statements and gaps between them whose text does not have ``word`` in it are passed over.
    """
    text = tree.source.text
    # Every block is scanned by itself: a string left open in one does not swallow the comments of the next.
    for start, end in _segments(tree):
        if text.find(word, start, end) >= 0:
            yield from _tokens(text, start, end, "comment")


def is_in_string(tree: Tree, offset: int) -> bool:
    """Whether ``offset`` lies inside of a string literal; its quotes belong to it, and what is around them does not."""
    number = bisect_right(tree.starts, offset) - 1
    if number < 0:
        return False
    start = tree.starts[number]
    end = start + len(tree.blocks[number].block.text)
    return any(string.start < offset < string.end for string in _tokens(tree.source.text, start, end, "string"))


def _tokens(text: str, start: int, end: int, kind: str) -> Iterator[Span]:
    for match in _TOKEN.finditer(text, start, end):
        if match.lastgroup == kind:
            yield Span(*match.span())


def _segments(tree: Tree) -> Iterator[tuple[int, int]]:
    """The blocks and what is between them."""
    at = 0
    for placed in tree.blocks:
        end = placed.start + len(placed.block.text)
        yield at, placed.start
        yield placed.start, end
        at = end
    yield at, len(tree.source.text)
