"""The trees of files that are looked into as modules."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from threading import Lock
from weakref import WeakValueDictionary

from mainguard.project.stamps import Content, Stamp, content_of
from mainguard.syntax.tree import Tree, parse
from mainguard.text.source import Source, UndecodableSourceError


class FileTrees:
    """Makes one tree of each content of a file, as long as anybody holds it.

    Those that were asked for last keep what was parsed of them; of the others it is made again when needed.
    """

    def __init__(self, most_characters: int) -> None:
        """``most_characters``: of how much text what was parsed is kept."""
        self._most_characters = most_characters
        self._contents: dict[str, Content | None] = {}
        self._trees: WeakValueDictionary[tuple[str, Stamp], Tree] = WeakValueDictionary()
        self._last: OrderedDict[tuple[str, Stamp], Tree] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    @property
    def contents(self) -> Mapping[str, Content | None]:
        """What was read of each file, the last time; ``None`` of an unreadable one."""
        return self._contents

    def tree(self, key: str, stamp: Stamp) -> Tree | None:
        """The tree of the file at the absolute path ``key`` that has the ``stamp``; ``None`` when it has no text."""
        place = key, stamp
        with self._lock:
            if place in self._last:
                self._last.move_to_end(place)
                return self._last[place]
            tree = self._trees.get(place) or self._read(key, stamp)
            if tree is not None:
                self._trees[place] = self._last[place] = tree
                self._characters += len(tree.source.text)
            return tree

    def trim(self) -> None:
        """Let go of what was parsed of more text than is kept: before a check, since one parses no file twice."""
        with self._lock:
            while self._characters > self._most_characters and len(self._last) > 1:
                _, oldest = self._last.popitem(last=False)
                self._characters -= len(oldest.source.text)
                oldest.forget()

    def _read(self, key: str, stamp: Stamp) -> Tree | None:
        try:
            content = Path(key).read_bytes()
        except OSError:
            self._contents[key] = None
            return None
        before, now = self._contents.get(key), content_of(content, stamp)
        is_other = before is not None and before.digest != now.digest
        # What came of two contents in one run can be had from neither of them.
        self._contents[key] = replace(now, digest="") if is_other else now
        try:
            return parse(Source.decode(content))
        except UndecodableSourceError:
            return None
