"""What to change in a text to make another of it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from mainguard.lsp.documents import lines_of
from mainguard.text.edits import Edit
from mainguard.text.source import Source
from mainguard.text.span import Span


def line_edits(before: Source, after: str) -> Iterator[Edit]:
    """Edits of whole lines, in order, that make ``after`` of ``before``; lines that stay the same are in none."""
    old, new = lines_of(before), lines_of(Source(after))
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        if kind != "equal":
            span = Span(before.lines.line_start(start), before.lines.line_start(end))
            yield Edit(span, "".join(new[new_start:new_end]))
