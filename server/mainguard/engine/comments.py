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


def comments(tree: Tree, word: str = "") -> Iterator[Span]:
    """The comments of a file in order, each from its ``#`` to the end of its line.

    Statements and gaps between them whose text does not have ``word`` in it are passed over.
    """
    return _tokens(tree, "comment", word)


def strings(tree: Tree) -> Iterator[Span]:
    """The string literals of a file in order, without their prefixes."""
    return _tokens(tree, "string")


def _tokens(tree: Tree, kind: str, word: str = "") -> Iterator[Span]:
    """Every block is scanned by itself: a string left open in one does not swallow the comments of the next."""
    text = tree.source.text
    for start, end in _segments(tree):
        if text.find(word, start, end) >= 0:
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
