"""Reads ``# mainguard: ignore[rule]`` and ``# mainguard: ignore-file[rule]`` out of a file's comments."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mainguard.engine.comments import comments
from mainguard.syntax.tree import Tree
from mainguard.text.span import Span

_MARK = "mainguard:"
_DIRECTIVE = re.compile(
    r"#\s*mainguard:\s*(?P<keyword>ignore-file|ignore)(?![\w-])(?:\s*\[(?P<names>[^\[\]#]*)\]|(?!\s*\[))"
)
_NAME = re.compile(r"[^\s,]+")


class Scope(enum.Enum):
    """How far a suppression reaches; the values are the keywords."""

    LINE = "ignore"
    FILE = "ignore-file"


@dataclass(frozen=True, slots=True)
class Name:
    """A rule's name or code as it stands in a suppression."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Directive:
    """One suppression."""

    scope: Scope
    line: int
    """The 0-based line it stands on."""
    span: Span
    """From its ``#`` to the closing bracket, or to the keyword's end where there is none."""
    comment: Span
    """The whole comment, which may say more."""
    names: tuple[Name, ...] | None
    """What it suppresses; ``None`` for everything."""


def directives(tree: Tree) -> tuple[Directive, ...]:
    """Every suppression of a file, in order; one whose bracket is not closed is none."""
    if not tree.has(_MARK):
        return ()
    return tuple(_read(tree))


def directive_at(tree: Tree, offset: int) -> Directive | None:
    """The suppression that ``offset`` lies in, borders included; looks no further than its line where there is none."""
    lines = tree.source.lines
    if _MARK not in lines.line_text(lines.line_of(offset)):
        return None
    return next((one for one in directives(tree) if one.span.start <= offset <= one.span.end), None)


def _read(tree: Tree) -> Iterator[Directive]:
    text, lines = tree.source.text, tree.source.lines
    for comment in comments(tree, _MARK):
        for match in _DIRECTIVE.finditer(text, comment.start, comment.end):
            names = None
            if match["names"] is not None:
                found = _NAME.finditer(text, *match.span("names"))
                names = tuple(Name(name.group(), Span(*name.span())) for name in found)
            scope = Scope(match["keyword"])
            yield Directive(scope, lines.line_of(comment.start), Span(*match.span()), comment, names)
