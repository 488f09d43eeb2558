"""Cuts a text into its top-level statements without parsing it.

The cut is what makes a broken line harmless: each block is parsed by itself, so the other blocks keep
their findings while one of them is half typed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

from mainguard.text.span import Span

TOKEN = re.compile(
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
_PLAIN = r"""[^\r\n"'\#()\[\]{}\\]*"""
_STRING = r"""(?:"[^"\\\r\n]*"(?!")|'[^'\\\r\n]*'(?!'))"""
_BRACKETS = rf"[(\[{{]{_PLAIN}(?:{_STRING}{_PLAIN})*[)\]}}]"
_OUTER_BRACKETS = rf"[(\[{{]{_PLAIN}(?:(?:{_STRING}|{_BRACKETS}){_PLAIN})*[)\]}}]"
_SIMPLE_LINE = re.compile(
    rf"{_PLAIN}(?:(?:{_STRING}|{_OUTER_BRACKETS}){_PLAIN})*(?:\#[^\r\n]*)?(?P<newline>\r\n|\r|\n)"
)
"""Most logical lines, each a physical one: read at once rather than token by token.  No part of it can begin as what is
around it goes on, so that a line which is none costs no more than a few looks at each character."""
TRIPLE_END = {quotes: re.compile(rf"(?:\\[\s\S]|[^\\])*?{quotes}") for quotes in ('"""', "'''")}
_CONTINUES_STATEMENT = re.compile(r"(?:else|elif|except|finally)\b")
_LINE_START = r"(?<![^\r\n])"
# Words that no expression can hold at the start of a line: an open bracket or string before them was left open.
_ONLY_STARTS_STATEMENT = re.compile(
    _LINE_START + r"(?:(?:async[ ]+)?def[ ]+\w+\(|class[ ]+\w+[:(]|import[ ]+\w|from[ ]+[\w.]+[ ]+import\b|@\w"
    r"|if[ ]+__name__|while[ ].*:|with[ ].*:|try:|raise[ ]|del[ ]|pass\b)"
)
_MAY_START_STATEMENT = re.compile(_LINE_START + r"(?:[^\W\d]|@)")
_WITH_OPEN_BRACE = re.compile(
    r"""(?<!\w)(?:[ft]r?|r[ft])(?:\"{3}|'{3}|"[^"\r\n]*\{[^}"\r\n]*"|'[^'\r\n]*\{[^}'\r\n]*')""", re.IGNORECASE
)
_NEVER = re.compile(r"(?!)")
_OPENS_SUITE = re.compile(r"(?:async|class|def|elif|else|except|finally|for|if|match|try|while|with)\b")


def block_spans(text: str, at: int = 0, looked_ahead: Callable[[int], None] | None = None) -> Iterator[Span]:
    """The spans of the top-level statements of ``text``, in order, from the one on that starts at ``at``.

    Blank and comment lines between statements are in no span; a span ends after its last line's end.  ``looked_ahead``
    is told the place of each string whose end was found by what the whole text is like.
    """
    return (span for span, _ in followed_spans(text, at, looked_ahead) if span is not None)


def followed_spans(
    text: str, at: int = 0, looked_ahead: Callable[[int], None] | None = None
) -> Iterator[tuple[Span | None, int]]:
    """The same, each with where the next one starts, whose end nobody has looked for yet.

    At first comes ``None`` with the start of the first one; behind the last one starts nothing but the text's end.
    """
    start, end = None, at
    decorated = False
    for line in _code_lines(text, _ONLY_STARTS_STATEMENT, at, looked_ahead):
        if not line.is_indented:
            if not (decorated or _CONTINUES_STATEMENT.match(line.code)) or start is None:
                yield (Span(start, end) if start is not None else None), line.start
                start = line.start
            decorated = line.code.startswith("@")
        elif start is None:
            yield None, line.start
            start = line.start
        end = line.end
    yield (Span(start, end) if start is not None else None), len(text)


def begins_alike(text: str, other: str, at: int) -> bool:
    """Whether the statement in front of ``at``, where one starts, goes as far in both texts, which differ behind it."""
    return all(
        (begins.match(text, at) is None) == (begins.match(other, at) is None)
        for begins in (_CONTINUES_STATEMENT, _ONLY_STARTS_STATEMENT)
    )


def may_be_misread(text: str) -> bool:
    """Whether there may be a string in ``text`` that ends elsewhere than it is taken to.

    From Python 3.12 on (PEP 701), what is in the braces of an f-string may hold its quotes.
    """
    return sys.version_info >= (3, 12) and _WITH_OPEN_BRACE.search(text) is not None


def piece_spans(text: str) -> Iterator[Span]:
    """The spans that a statement which does not parse is cut into, to save those that were swallowed by it.

    Cuts before each line that can start a statement, even inside brackets, which may have been left open, and before
    an indentation that nothing asked for.  Strings are not cut.
    """
    return _piece_spans(text, _CONTINUES_STATEMENT)


def last_clause_spans(text: str) -> Iterator[Span]:
    """The spans of a compound statement without its last clause, which may be half typed, and of that clause."""
    clauses = list(clause_spans(text))
    if len(clauses) > 1:
        yield Span(clauses[0].start, clauses[-2].end)
    yield from clauses[-1:]


def clause_spans(text: str) -> Iterator[Span]:
    """The spans of the clauses of a compound statement that does not parse: as pieces, but ``else`` is one, too."""
    return _piece_spans(text, _NEVER)


def _piece_spans(text: str, continues: re.Pattern[str]) -> Iterator[Span]:
    span: Span | None = None
    opens_suite = False
    for line in _code_lines(text, _MAY_START_STATEMENT):
        joins = opens_suite if line.is_indented else continues.match(line.code)
        if span is not None and not joins:
            yield span
            span = None
        if not line.is_indented:
            opens_suite = _OPENS_SUITE.match(line.code) is not None
        span = Span(span.start if span else line.start, line.end)
    if span is not None:
        yield span


class _CodeLine(NamedTuple):
    """A logical line that holds more than a comment."""

    start: int
    end: int
    code: str
    """Without what surrounds it: indentation and line end."""
    is_indented: bool


def _code_lines(
    text: str, starts: re.Pattern[str], at: int = 0, looked_ahead: Callable[[int], None] | None = None
) -> Iterator[_CodeLine]:
    for line_start, end in _logical_lines(text, starts, at, looked_ahead):
        start = _skip_form_feeds(text, line_start)
        code = text[start:end].strip(" \t\f\r\n")
        if code and not code.startswith("#"):
            yield _CodeLine(start, end, code, text[start] in " \t")


def _skip_form_feeds(text: str, at: int) -> int:
    while at < len(text) and text[at] in "\f\ufeff":
        at += 1
    return at


def _logical_lines(
    text: str, starts: re.Pattern[str], at: int = 0, looked_ahead: Callable[[int], None] | None = None
) -> Iterator[tuple[int, int]]:
    """Start and end of each logical line: brackets, strings and backslashes join physical lines.

    What is open where ``starts`` matches was left open, and joins no longer.
    """
    strings = _TripleQuotes(text, starts, looked_ahead)
    start, depth = at, 0
    while match := (_SIMPLE_LINE.match(text, at) if start == at else None) or TOKEN.search(text, at):
        at = match.end()
        kind = match.lastgroup
        if kind == "triple":
            at = strings.end(match.group(), at)
        elif kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(0, depth - 1)
        elif kind == "newline" and (depth == 0 or starts.match(text, at)):
            depth = 0
            yield start, at
            start = at
    if start < len(text):
        yield start, len(text)


class _TripleQuotes:
    """Finds the ends of triple-quoted strings, asked for in the order of the text, in linear time for all of them."""

    def __init__(self, text: str, starts: re.Pattern[str], looked_ahead: Callable[[int], None] | None = None) -> None:
        self._looked_ahead = looked_ahead
        self._text = text
        self._starts = starts
        self._counted: dict[str, tuple[int, int]] = {}
        self._never_closed: set[str] = set()

    def end(self, quotes: str, at: int) -> int:
        """The end of the string that opened before ``at``.

        One that is never closed, or is closed only by the opening quotes of another, ends before the first line that
        can only be a statement.
        """
        closed = None if quotes in self._never_closed else TRIPLE_END[quotes].match(self._text, at)
        if closed is None:
            self._note(at)
            self._never_closed.add(quotes)
            start = self._starts.search(self._text, at)
            return start.start() - 1 if start else len(self._text)
        start = _ONLY_STARTS_STATEMENT.search(self._text, at, closed.end())
        if start:
            self._note(at)
        if start and self._remaining(quotes, at) % 2 == 0:
            return start.start() - 1
        return closed.end()

    def _note(self, at: int) -> None:
        if self._looked_ahead is not None:
            self._looked_ahead(at)

    def _remaining(self, quotes: str, at: int) -> int:
        """How often ``quotes`` occur from ``at`` on; ``at`` is never smaller than before."""
        before, remaining = self._counted.get(quotes) or (at, self._text.count(quotes, at))
        remaining -= self._text.count(quotes, before, at)
        self._counted[quotes] = at, remaining
        return remaining
