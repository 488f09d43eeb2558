"""The trees of texts that are open in an editor."""

from __future__ import annotations

from collections import OrderedDict

from mainguard.syntax.editing import EditableTree
from mainguard.syntax.tree import Tree
from mainguard.text.source import Source


class EditedTexts:
    """Makes the tree of a file's text of the tree of the text that it had before, so that it costs what was typed.

    One thread at a time may ask.
    """

    def __init__(self, kept: int) -> None:
        """``kept``: of how many files the last tree is remembered."""
        self._kept = kept
        self._trees: OrderedDict[str, EditableTree] = OrderedDict()

    def tree(self, key: str, source: Source) -> Tree:
        """The tree of ``source``, the present text of the file called ``key``; the same one for the same text."""
        before = self._trees.pop(key, None)
        if before is None:
            now = EditableTree.of(source)
        elif before.tree.source is source:
            now = before
        else:
            now = before.edited(source)
        self._trees[key] = now
        if len(self._trees) > self._kept:
            self._trees.popitem(last=False)
        return now.tree
