"""Cuts a text into its top-level statements without parsing it.

The cut is what makes a broken line harmless: each block is parsed by itself, so the other blocks keep
their findings while one of them is half typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mainguard.text.span import Span

_TOKEN = re.compile(
    r"""
      (?P<triple>\"{3}|'{3})
    | (?P<string>"(?:\\(?:\r\n|[\s\S])|[^"\\\r\n])*"? | '(?:\\(?:\r\n|[\s\S])|[^'\\\r\n])*'?)
    | (?P<comment>\#[^\r\n]*)
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<continued>\\(?:\r\n|\r|\n))
    | (?P<newline>\r\n|\r|\n)
    """,
    re.VERBOSE,
)
_TRIPLE_END = {quotes: re.compile(rf"(?:\\[\s\S]|[^\\])*?{quotes}") for quotes in ('"""', "'''")}
_CONTINUES_STATEMENT = re.compile(r"(?:else|elif|except|finally)\b")
# Words that no expression can hold at the start of a line: an open bracket or string before them was left open.
_ONLY_STARTS_STATEMENT = re.compile(
    r"(?:(?:async[ ]+)?def[ ]+\w+\(|class[ ]+\w+[:(]|import[ ]+\w|from[ ]+[\w.]+[ ]+import\b|@\w|if[ ]+__name__"
    r"|while[ ].*:|with[ ].*:|try:|raise[ ]|del[ ]|pass\b)"
)
_SUSPECT_LINE = re.compile(rf"^{_ONLY_STARTS_STATEMENT.pattern}", re.MULTILINE)


def block_spans(text: str) -> Iterator[Span]:
    """The spans of the top-level statements of ``text``, in order.

    Blank and comment lines between statements are in no span; a span ends after its last line's end.
    """
    start: int | None = None
    content_end = 0
    decorated = False
    for line_start, line_end in _logical_lines(text):
        first = _skip_form_feeds(text, line_start)
        line = text[first:line_end].strip()
        if not line or line.startswith("#"):
            continue
        indented = text[first] in " \t"
        continues = indented or decorated or _CONTINUES_STATEMENT.match(line)
        if start is None or not continues:
            if start is not None:
                yield Span(start, content_end)
            start = first
        if not indented:
            decorated = line.startswith("@")
        content_end = line_end
    if start is not None:
        yield Span(start, content_end)


def _skip_form_feeds(text: str, at: int) -> int:
    while at < len(text) and text[at] in "\f\ufeff":
        at += 1
    return at


def _logical_lines(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each logical line: brackets, strings and backslashes join physical lines."""
    start = at = depth = 0
    while match := _TOKEN.search(text, at):
        at = match.end()
        kind = match.lastgroup
        if kind == "triple":
            at = _string_end(text, match.group(), at)
        elif kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(0, depth - 1)
        elif kind == "newline" and (depth == 0 or _ONLY_STARTS_STATEMENT.match(text, at)):
            depth = 0
            yield start, at
            start = at
    if start < len(text):
        yield start, len(text)


def _string_end(text: str, quotes: str, at: int) -> int:
    """The end of a triple-quoted string that opened before ``at``.

    One that is never closed ends before the first line that can only be a statement.
    """
    closed = _TRIPLE_END[quotes].match(text, at)
    suspect = _SUSPECT_LINE.search(text, at, closed.end() if closed else len(text))
    if suspect and (closed is None or text.count(quotes, at) % 2 == 0):
        return suspect.start() - 1
    return closed.end() if closed else len(text)
