"""What a text may import, found without parsing it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

_STATEMENT = re.compile(
    r"(?:^|[;:])[ \t\f]*(?:"
    r"from[ \t\f]*(?P<dots>[. \t\f]*)(?P<module>[\w.]*)[ \t\f]*\bimport\b(?P<names>[ \t\f]*\([^)]*\)?|[^\n;]*)"
    r"|import\b(?P<modules>[^\n;]*))",
    re.MULTILINE,
)
_CONTINUED = re.compile(r"\\\r?\n")
_COMMENT = re.compile(r"#[^\n]*")
_RENAMED = re.compile(r"\bas[ \t]+\w+")
_WORDS = re.compile(r"[\w.]+")

_NOT_INDENTED = re.compile(r"^[^\s#)\]}]", re.MULTILINE)
_NAMES = re.compile(r"\w+|\*")
_BLOCK = re.compile(r"(?:async|class|def|for|while|with)\b|@")


class Imported(NamedTuple):
    """An import as it is written."""

    level: int
    """How many dots stand in front."""
    module: str
    names: tuple[str, ...]
    """What is taken from the module, with what it is called here, or ``*``; each may be a module below it."""


def imported(text: str) -> Iterator[Imported]:
    """Every import that the text may hold, in functions too; what stands in strings may be among them."""
    if "\\" in text:
        text = _CONTINUED.sub(" ", text)
    for found in _STATEMENT.finditer(text):
        modules = found["modules"]
        if modules is None:
            names = _WORDS.findall(_COMMENT.sub("", found["names"])) or ["*"]
            yield Imported(found["dots"].count("."), found["module"], tuple(names))
        else:
            yield from (Imported(0, name, ()) for name in _WORDS.findall(_RENAMED.sub("", modules)))


def names_bound(text: str) -> frozenset[str]:
    """At least the names that imports outside of functions and classes bind, and ``*`` where one takes all."""
    if "\\" in text:
        text = _CONTINUED.sub(" ", text)
    headers = [header.start() for header in _NOT_INDENTED.finditer(text)]
    is_block: dict[int, bool] = {}
    bound: set[str] = set()
    for found in _STATEMENT.finditer(text):
        line = text.rfind("\n", 0, found.start() + 1) + 1
        header = headers[at - 1] if (at := bisect_left(headers, line)) else 0
        if header not in is_block:
            is_block[header] = _is_certain_block(text, header)
        if text[line : line + 1] not in " \t\f" or not is_block[header]:
            bound.update(_NAMES.findall(found["names"] or found["modules"]))
    return frozenset(bound)


def _is_certain_block(text: str, header: int) -> bool:
    """Whether a function, a class or another block that is no branch starts at ``header``, which is not indented.

    It may stand in a string, where one is open.
    """
    is_block = _BLOCK.match(text, header) is not None
    return is_block and not any(text.count(quotes, 0, header) % 2 for quotes in ('"""', "'''"))


def without_imports(text: str) -> str:
    """``text`` without what ``imported`` finds in it."""
    return _STATEMENT.sub("", text) if "import" in text else text
