r"""Reads fixtures: Markdown whose headings name cases and whose blocks are their files.

* Headings are case names; a heading has cases or sub-headings, not both.
* All ````` ```python ````` blocks below one heading are one file, ``main.py``; a block with a path, as in
  ````` ```python `helpers.py` `````, is another file of the same project.
* ````` ```python fixed ````` is ``main.py`` after every fix, ````` ```python fixed safe ````` after the safe ones.
* ````` ```toml ````` sets ``Settings`` for its heading and those below; by default only the file's own rule is on.
* A marker ``# error: [rule] at="source text" "part of the message"`` stands at the end of the line on which the finding
  starts, or on lines of its own above it; each part may be left out.  ``at`` is the exact text of the finding, with
  ``...`` for any text.  ``\"`` and ``\\`` are escapes in both texts.

Markers are taken out before the analysis, which therefore sees what a user would write.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mainguard.engine.settings import Settings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MAIN = "main.py"

_HEADING = re.compile(r"(#+)[ ]+(.+)")
_FENCE = re.compile(r"(?P<fence>`{3,})(?P<info>.*)")
_FILE_INFO = re.compile(r"python `(?P<path>[^`]+)`")
_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_MARKER = re.compile(
    rf"""
    (?P<code>.*?)[ \t]*
    \#[ ]error
    (?: : (?:[ ]\[(?P<rule>[\w-]+)\])? (?:[ ]at={_QUOTED})? (?:[ ]{_QUOTED})? )?
    """,
    re.VERBOSE,
)
_LOOKS_LIKE_MARKER = re.compile(r"#[ ]*error\b")


class FixtureError(Exception):
    """A fixture that does not keep to the format."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A finding that is expected."""

    line: int
    """The 0-based line of the analysed text on which it starts."""
    written_on: int
    """The 1-based line of the Markdown file that says so."""
    rule: str
    at: str | None
    message: str | None


@dataclass(frozen=True, slots=True)
class CodeFile:
    """One file of a case's project, its markers taken out."""

    path: str
    text: str
    markers: tuple[Marker, ...]
    origin: tuple[int, ...]
    """For every line of ``text`` the 1-based line of the Markdown file that it comes from."""


@dataclass(frozen=True, slots=True)
class FixedBlock:
    """What ``main.py`` is after its fixes."""

    text: str
    written_on: int
    """The 1-based line of its first line."""
    line_count: int


@dataclass(frozen=True, slots=True)
class Case:
    """Everything below one heading."""

    fixture: Path
    rule: str
    """The rule that the fixture is named after."""
    name: str
    written_on: int
    files: tuple[CodeFile, ...]
    fixed: FixedBlock | None
    fixed_safely: FixedBlock | None
    settings: Settings

    @property
    def checked_files(self) -> tuple[CodeFile, ...]:
        """``main.py``, and every other file that has markers; all of them where there is no ``main.py``."""
        has_main = any(file.path == MAIN for file in self.files)
        return tuple(file for file in self.files if not has_main or file.path == MAIN or file.markers)

    def __str__(self) -> str:
        return f"{self.fixture.name}:{self.name}"


@dataclass
class _Heading:
    """A heading on the way down to the current line, with what was found below it so far."""

    level: int
    name: str
    written_on: int
    settings: dict[str, Any]
    files: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    fixed: dict[str, FixedBlock] = field(default_factory=dict)


def read_fixture(path: Path) -> tuple[Case, ...]:
    """The cases of one Markdown file.  Raises ``FixtureError``."""
    return tuple(_cases(path, path.stem.replace("_", "-"), path.read_text(encoding="utf-8")))


def _cases(path: Path, rule: str, text: str) -> Iterator[Case]:
    stack = [_Heading(0, "", 0, {"select": [rule]})]
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        if fence := _FENCE.fullmatch(lines[at]):
            end = lines.index(fence["fence"], at + 1)
            _take_block(stack[-1], fence["info"].strip(), at + 2, lines[at + 1 : end])
            at = end
        elif heading := _HEADING.fullmatch(lines[at]):
            yield from _leave(path, rule, stack, len(heading[1]))
            if stack[-1].files:
                raise FixtureError(f"{path}:{at + 1}: `{stack[-1].name}` has blocks and sub-headings")
            stack.append(_Heading(len(heading[1]), heading[2], at + 1, dict(stack[-1].settings)))
        at += 1
    yield from _leave(path, rule, stack, 1)


def _leave(path: Path, rule: str, stack: list[_Heading], level: int) -> Iterator[Case]:
    """Close the headings that a heading of ``level`` ends."""
    while stack[-1].level >= level:
        heading = stack.pop()
        if heading.files:
            yield Case(
                fixture=path,
                rule=rule,
                name=" / ".join([*(above.name for above in stack[2:]), heading.name]),
                written_on=heading.written_on,
                files=tuple(_file(path, rule, name, lines) for name, lines in heading.files.items()),
                fixed=heading.fixed.get("python fixed"),
                fixed_safely=heading.fixed.get("python fixed safe"),
                settings=_settings(heading.settings),
            )


def _take_block(heading: _Heading, info: str, first: int, lines: list[str]) -> None:
    if info == "toml":
        heading.settings.update(tomllib.loads("\n".join(lines)))
    elif info in ("python fixed", "python fixed safe"):
        heading.fixed[info] = FixedBlock("".join(f"{line}\n" for line in lines), first, len(lines))
    elif info == "python" or _FILE_INFO.fullmatch(info):
        match = _FILE_INFO.fullmatch(info)
        name = match["path"] if match else MAIN
        heading.files.setdefault(name, []).extend(enumerate(lines, first))
    elif info.startswith("python"):
        raise FixtureError(f"line {first - 1}: a block cannot be `{info}`")


def _settings(table: dict[str, Any]) -> Settings:
    values = {key.replace("-", "_"): tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    return Settings(**values)


def _file(path: Path, rule: str, name: str, lines: list[tuple[int, str]]) -> CodeFile:
    """Take the markers out of a block."""
    code: list[str] = []
    origin: list[int] = []
    markers: list[Marker] = []
    for number, line in lines:
        found = _MARKER.fullmatch(line)
        if found is None:
            if _LOOKS_LIKE_MARKER.search(line):
                raise FixtureError(f"{path}:{number}: not a marker: {line.strip()}")
            code.append(line)
            origin.append(number)
            continue
        at, message = (text and re.sub(r"\\(.)", r"\1", text) for text in (found[3], found[4]))
        markers.append(Marker(len(code), number, found["rule"] or rule, at, message))
        if found["code"].strip():
            code.append(found["code"])
            origin.append(number)
    return CodeFile(name, "".join(f"{line}\n" for line in code), tuple(markers), tuple(origin))
