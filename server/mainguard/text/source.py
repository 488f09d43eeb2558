"""Source text as a value, and its way from and to bytes."""

from __future__ import annotations

import codecs
import io
import re
import tokenize
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from weakref import ref

from mainguard.text.edits import difference
from mainguard.text.lines import LineIndex
from mainguard.text.span import Span

_LINE_END = re.compile(r"\r\n|\r|\n")


class UndecodableSourceError(ValueError):
    """Bytes that are not Python source; the message says why, in CPython's words where it has some."""


@dataclass(frozen=True)
class Source:
    """The text of one file, with its line ends as they are, and how to write it back."""

    text: str
    encoding: str = "utf-8"
    has_bom: bool = False

    @classmethod
    def decode(cls, content: bytes) -> Source:
        """The text of ``content`` by the rules of PEP 263.  Raises ``UndecodableSourceError``."""
        if b"\x00" in content:
            raise UndecodableSourceError("source code cannot contain null bytes")
        has_bom = content.startswith(codecs.BOM_UTF8)
        try:
            encoding, _ = tokenize.detect_encoding(_first_lines(content).readline)
            text = content.decode(encoding)
        except (SyntaxError, LookupError, UnicodeError) as error:
            raise UndecodableSourceError(str(error)) from error
        return cls(text.removeprefix("\ufeff"), encoding.removesuffix("-sig"), has_bom)

    def encode(self) -> bytes:
        """The bytes to write to disk.  Raises ``UnicodeEncodeError`` where the encoding lacks a character."""
        return (codecs.BOM_UTF8 if self.has_bom else b"") + self.text.encode(self.encoding)

    def with_text(self, text: str) -> Source:
        """Another text that is written back the same way."""
        return Source(text, self.encoding, self.has_bom)

    def edited(self, span: Span, text: str) -> Source:
        """This text with ``text`` in place of ``span``, its line index made of this one's."""
        result = self.with_text("".join((self.text[: span.start], text, self.text[span.end :])))
        # Where the cached property below keeps it.
        result.__dict__["lines"] = self.lines.edited(span, len(text), result.text)
        result.__dict__["_made_of"] = ref(self), span
        return result

    def changed_from(self, former: Source) -> Span:
        """The span of ``former`` around which nothing differs: that of the edit where this was made of it by one."""
        made_of, span = self._made_of
        return span if made_of() is former else difference(former.text, self.text).span

    @cached_property
    def _made_of(self) -> tuple[Callable[[], Source | None], Span]:
        """What this was made of, which it does not keep, and the span that was replaced there."""
        return (lambda: None), Span(0, 0)

    @cached_property
    def lines(self) -> LineIndex:
        """The line index, built when first asked for."""
        return LineIndex(self.text)

    @cached_property
    def newline(self) -> str:
        """The line end of the first line, ``\\n`` where there is none."""
        first = _LINE_END.search(self.text)
        return first.group() if first else "\n"


def _first_lines(content: bytes) -> io.BytesIO:
    """The lines that may say what the encoding is, ended as ``tokenize`` wants them: it takes no lone ``\\r``."""
    return io.BytesIO(b"\n".join(re.split(rb"\r\n|\r|\n", content, maxsplit=2)[:2]))
