"""The edits that put units under a guard, or under a function, and leave everything else as it is written."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from mainguard.fixes.style import Style
from mainguard.fixes.units import Guard, Unit
from mainguard.text.edits import Edit
from mainguard.text.lines import LineIndex
from mainguard.text.source import Source
from mainguard.text.span import Span

_BEFORE_INDENT = re.compile(r"(?:[ \t\f\ufeff]*[\f\ufeff])?")
"""A form feed sets Python's count of the indentation back to nothing, so indentation goes behind it."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_STRING_STARTS = {"FSTRING_START", "TSTRING_START"}
_STRING_ENDS = {"FSTRING_END", "TSTRING_END"}


class UnclearLayoutError(ValueError):
    """Text whose strings cannot be told from its code, so that nothing in it can be indented safely."""


@dataclass(frozen=True)
class Layout:
    """A file as lines, its units and how it is written.  All methods raise ``UnclearLayoutError``."""

    source: Source
    units: tuple[Unit, ...]
    style: Style

    def guarded(self, run: Sequence[int]) -> Iterator[Edit]:
        """The edits that put the units of ``run``, with nothing but guards between them, under one guard.

        It is the guard before, among or after them, if there is one; it keeps its spelling and its comment.
        """
        host = self.host(run)
        members = sorted({*run, *(() if host is None else (host,))})
        top = members[0]
        first_guard = self._guard(host)
        indent = (first_guard.indent if first_guard else None) or self.style.indent
        opening = None if host == top else f"{self._header(first_guard)}{self._newline(self.units[top].head)}"
        dissolved = {
            index: guard
            for index in members
            if (guard := self.units[index].guard) is not None and (index == host or self._is_alike(guard, indent))
        }
        yield from self._indented(members, indent, opening, dissolved)
        for index, guard in dissolved.items():
            yield from self._opened(guard, indent, is_top=index == top)

    def as_function(self, run: Sequence[int], name: str, global_names: Sequence[str]) -> Iterator[Edit]:
        """The edits that make the units of ``run``, which stand side by side, the body of a new function.

        It is called under the guard directly after them, or under a new one.
        """
        head, last = self.units[run[0]].head, self.units[run[-1]].last
        newline, indent = self._newline(head), self.style.indent
        opening = newline * self._missing_blank_lines(range(head - 1, -1, -1)) + f"def {name}() -> None:{newline}"
        if global_names:
            opening += f"{indent}global {', '.join(global_names)}{newline}"
        yield from self._indented(run, indent, opening, ())
        below = self.lines.line_start(last + 1)
        guard = self._guard(run[-1] + 1)
        if guard is not None:
            missing = self._missing_blank_lines(range(last + 1, self.lines.line_count))
            if missing:
                yield Edit(Span(below, below), newline * missing)
            yield self._called(guard, name, newline)
        else:
            call = f"{self._header(None)}{newline}{indent}{name}()"
            ends_with_line = self._end_of_line(self.lines.line_start(last)) < below
            text = f"{newline * 2}{call}{newline}" if ends_with_line else f"{newline * 3}{call}"
            yield Edit(Span(below, below), text)

    def host(self, run: Sequence[int]) -> int | None:
        """The guard that ``run`` joins: the one directly before it, else among it, else directly after it."""
        candidates = (run[0] - 1, *run, run[-1] + 1)
        return next((index for index in candidates if self._guard(index) is not None), None)

    @property
    def lines(self) -> LineIndex:
        """The lines of the file."""
        return self.source.lines

    def _guard(self, index: int | None) -> Guard | None:
        return self.units[index].guard if index is not None and 0 <= index < len(self.units) else None

    def _header(self, guard: Guard | None) -> str:
        """The guard's first line without its line end; with its comment, unless that is the comment of the body."""
        if guard is None:
            return f"if __name__ == {self.style.quote}__main__{self.style.quote}:"
        end = guard.header.end if guard.indent is None else self._end_of_line(guard.header.end)
        return self.source.text[guard.header.start : end].rstrip()

    def _is_alike(self, guard: Guard, indent: str) -> bool:
        """Whether nothing but the header needs to go for the body of ``guard`` to stand under another one."""
        return guard.indent is None or (guard.indent == indent and self._header(guard).endswith(":"))

    def _opened(self, guard: Guard, indent: str, *, is_top: bool) -> Iterator[Edit]:
        """The edits that take away the guard's own header, or put its body on a line of its own."""
        start = guard.header.start
        if is_top:
            if guard.indent is None:
                yield Edit(Span(guard.header.end, guard.body), self._newline(self.lines.line_of(start)) + indent)
        elif guard.indent is None:
            yield Edit(Span(start, guard.body), indent)
        else:
            yield Edit(Span(start, self.lines.line_start(self.lines.line_of(start) + 1)), "")

    def _called(self, guard: Guard, name: str, newline: str) -> Edit:
        """The edit that makes a call of ``name`` the first statement of ``guard``."""
        if guard.indent is None:
            indent = newline + self.style.indent
            return Edit(Span(guard.header.end, guard.body), f"{indent}{name}(){indent}")
        end = self._end_of_line(guard.header.end)
        return Edit(Span(end, end), f"{newline}{guard.indent}{name}()")

    def _indented(
        self, members: Sequence[int], indent: str, opening: str | None, dissolved: Collection[int]
    ) -> Iterator[Edit]:
        """Indent every line of ``members`` that starts in code, behind ``opening``; of ``dissolved`` only comments."""
        top = self.units[members[0]].head
        for before, index in zip((None, *members), members, strict=False):
            unit = self.units[index]
            if before is not None:
                yield from self._gap(range(self.units[before].last + 1, unit.head), indent)
            statement = range(unit.first, unit.first if index in dissolved else unit.last + 1)
            inside_strings = _lines_inside_strings(self.lines, statement)
            for line in range(unit.first if opening is None and unit.head == top else unit.head, statement.stop):
                if line not in inside_strings:
                    yield from self._indent(line, (opening or "") + indent if line == top else indent)

    def _gap(self, lines: range, indent: str) -> Iterator[Edit]:
        """Indent the comments between two units, and leave one blank line where there are more."""
        for line in lines:
            if not self._is_blank(line):
                yield from self._indent(line, indent)
            elif line > lines.start and self._is_blank(line - 1):
                yield Edit(Span(self.lines.line_start(line), self.lines.line_start(line + 1)), "")

    def _indent(self, line: int, indent: str) -> Iterator[Edit]:
        start = self.lines.line_start(line)
        if self.lines.line_text(line).strip(" \t\f\ufeff"):
            match = _BEFORE_INDENT.match(self.source.text, start)
            at = match.end() if match else start
            yield Edit(Span(at, at), indent)

    def _is_blank(self, line: int) -> bool:
        """Whether nothing is lost with ``line``; a form feed would be."""
        return not self.lines.line_text(line).strip(" \t")

    def _missing_blank_lines(self, lines: Sequence[int]) -> int:
        """How many of the two blank lines around a definition are missing in ``lines``, which lead away from it."""
        for missing, line in zip((2, 1), lines, strict=False):
            if not self._is_blank(line):
                return missing
        return 0

    def _newline(self, line: int) -> str:
        """How ``line`` ends, or as the file's lines do."""
        found = _LINE_END.match(self.source.text, self._end_of_line(self.lines.line_start(line)))
        return found.group() if found else self.source.newline

    def _end_of_line(self, offset: int) -> int:
        """Where the line that holds ``offset`` ends, its line end not included."""
        line = self.lines.line_of(offset)
        return self.lines.line_start(line) + len(self.lines.line_text(line))


def _lines_inside_strings(lines: LineIndex, among: range) -> Collection[int]:
    """The lines of the statement in the lines ``among`` that start inside a string literal."""
    code = io.StringIO("".join(f"{lines.line_text(line)}\n" for line in among))
    inside: set[int] = set()
    open_since: list[int] = []
    try:
        for token in tokenize.generate_tokens(code.readline):
            name = tokenize.tok_name[token.type]
            if name in _STRING_STARTS:
                open_since.append(token.start[0])
            elif name in _STRING_ENDS:
                inside.update(range(open_since.pop() + 1, token.end[0] + 1))
            elif name == "STRING":
                inside.update(range(token.start[0] + 1, token.end[0] + 1))
    except (tokenize.TokenError, SyntaxError) as error:
        raise UnclearLayoutError(str(error)) from error
    return {among.start + row - 1 for row in inside}
