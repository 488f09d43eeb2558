"""The blocks that were parsed last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

_Parsed = TypeVar("_Parsed")

OVERHEAD = 100


class ParsedBlocks(Generic[_Parsed]):
    """Remembers what texts were parsed to, as long as they are not too much text together.

    Not a number of blocks is what counts: a class may be as long as a thousand assignments, and a tree takes some
    twenty times the memory of its text.  What is typed in leaves one text a keystroke.  For any thread.
    """

    def __init__(self, parse: Callable[[str], _Parsed], most_characters: int, longest: int) -> None:
        """Each text counts as so many characters as it has, and ``OVERHEAD`` for what there is of any.

        A text of more than ``longest`` characters is parsed whenever it is asked for.
        """
        self._parse = parse
        self._most_characters = most_characters
        self._longest = longest
        self._parsed: OrderedDict[str, _Parsed] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    def __call__(self, text: str) -> _Parsed:
        """What ``text`` is parsed to."""
        with self._lock:
            known = self._parsed.get(text)
            if known is not None:
                self._parsed.move_to_end(text)
                return known
        parsed = self._parse(text)
        if len(text) <= self._longest:
            self._keep(text, parsed)
        return parsed

    def cache_clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._parsed.clear()
            self._characters = 0

    @property
    def characters(self) -> int:
        """How much text is remembered, as it counts."""
        return self._characters

    def _keep(self, text: str, parsed: _Parsed) -> None:
        with self._lock:
            if text in self._parsed:
                return
            self._parsed[text] = parsed
            self._characters += len(text) + OVERHEAD
            while self._characters > self._most_characters:
                oldest, _ = self._parsed.popitem(last=False)
                self._characters -= len(oldest) + OVERHEAD
