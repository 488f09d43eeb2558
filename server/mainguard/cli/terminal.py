"""Plain text: results to stdout, everything about the run to stderr."""

from __future__ import annotations

import io
import sys
import unicodedata
from typing import TextIO

import click

_LINE_AND_PARAGRAPH_SEPARATORS = frozenset({"Zl", "Zp"})
_CONTROLS_AND_SURROGATES = frozenset({"Cc", "Cs"})
_BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def complain(message: str) -> None:
    """Say on stderr what went wrong."""
    click.echo(f"mainguard: {message}", err=True)


def write_bytes(content: bytes) -> None:
    """Put ``content`` on stdout as it is: text would have its line ends changed on Windows."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def accept_any_text(*streams: TextIO) -> None:
    """Have characters that a stream's encoding lacks written as escapes instead of failing."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def printable(text: str) -> str:
    """``text`` with escapes for what would move the cursor, end the line or turn the direction of writing."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(character) for character in text)


def _escaped(character: str) -> str:
    category = unicodedata.category(character)
    if category in _CONTROLS_AND_SURROGATES | _LINE_AND_PARAGRAPH_SEPARATORS or character in _BIDIRECTIONAL:
        return character.encode("unicode_escape", "backslashreplace").decode("ascii")
    return character
