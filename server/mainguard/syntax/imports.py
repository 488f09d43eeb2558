"""What a text may import, found without parsing it."""

from __future__ import annotations

import re
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


def without_imports(text: str) -> str:
    """``text`` without what ``imported`` finds in it."""
    return _STATEMENT.sub("", text) if "import" in text else text
