"""The tree of an edited text, made from the tree before: an edit costs what it touches, not what is open.

A text is cut as it would be from its start.  The cut up to a block depends on nothing behind it but for a few strings,
those whose end is guessed since they seem to be left open; from the first of them on the text is cut again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import overload

from mainguard.syntax.blocks import block_spans
from mainguard.syntax.outline import Outline, Section
from mainguard.syntax.tree import BLOCKS_IN_SECTION, Block, PlacedBlock, Tree, cut_pieces, parses
from mainguard.text.source import Source
from mainguard.text.span import Span

_LONGEST_WINDOW = 20_000
"""How much text is parsed as one to learn whether it was cut wrongly between two blocks that do not parse."""


class _Placed(Sequence[PlacedBlock]):
    """Blocks at their places, each made when somebody asks for it, and then kept."""

    def __init__(self, blocks: list[Block], starts: list[int]) -> None:
        self._blocks, self._starts = blocks, starts
        self._made: dict[int, PlacedBlock] = {}

    def __len__(self) -> int:
        return len(self._blocks)

    @overload
    def __getitem__(self, at: int) -> PlacedBlock: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[PlacedBlock]: ...
    def __getitem__(self, at: int | slice) -> PlacedBlock | Sequence[PlacedBlock]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self._blocks)))]
        if at < 0:
            at += len(self._blocks)
        made = self._made.get(at)
        if made is None:
            made = self._made[at] = PlacedBlock(self._blocks[at], self._starts[at])
        return made


@dataclass(frozen=True, eq=False)
class EditableTree:
    """A tree, and how its text was cut: lists of the same length, an item a block."""

    tree: Tree
    _blocks: list[Block]
    _starts: list[int]
    _ends: list[int]
    _is_cut: list[bool]
    """Whether the text was cut before the block; else the block was saved from one that does not parse."""
    _guesses: list[int]
    """Where the strings are whose end was guessed, ascending."""
    _sections: list[Section]
    _is_cut_wrongly: bool = False

    @classmethod
    def of(cls, source: Source) -> EditableTree:
        """The tree of a text that nothing is known of."""
        empty = cls(Tree(Source("")), [], [], [], [], [], [])
        return empty.edited(source)

    def edited(self, source: Source) -> EditableTree:
        """The tree of ``source``, the same as ``parse`` gives; never raises."""
        if self._is_cut_wrongly:
            return EditableTree.of(source)
        before, after = self.tree.source.text, source.text
        first, last = _difference(before, after)
        moved = len(after) - len(before)
        start = self._unchanged(min([first, *self._guesses[:1]]))
        guesses = self._guesses[: bisect_left(self._guesses, self._starts[start])] if start < len(self._starts) else []
        spans, resumed = self._cut(after, start, last, moved, guesses)
        guesses += [at + moved for at in self._guesses if resumed < len(self._starts) and at > self._starts[resumed]]
        pieces = [(piece, number == 0) for span in spans for number, piece in enumerate(cut_pieces(after, span))]
        blocks = [*self._blocks[:start], *(piece.block for piece, _ in pieces), *self._blocks[resumed:]]
        starts = [*self._starts[:start], *(piece.start for piece, _ in pieces)]
        ends = [*self._ends[:start], *(piece.start + len(piece.block.text) for piece, _ in pieces)]
        if moved:
            starts += [at + moved for at in self._starts[resumed:]]
            ends += [at + moved for at in self._ends[resumed:]]
        else:
            starts += self._starts[resumed:]
            ends += self._ends[resumed:]
        is_cut = [*self._is_cut[:start], *(is_head for _, is_head in pieces), *self._is_cut[resumed:]]
        sections = self._sections_with(start, resumed, [piece.block for piece, _ in pieces])
        outline = Outline(sections)
        broken = outline.broken
        behind = ends[min(broken[-1] + 1, len(ends) - 1)] if broken else 0
        if broken and _was_cut_wrongly(after, starts[broken[0]], behind):
            return EditableTree(Tree(source), blocks, starts, ends, is_cut, guesses, sections, _is_cut_wrongly=True)
        tree = Tree(source, _Placed(blocks, starts), outline, broken, starts)
        return EditableTree(tree, blocks, starts, ends, is_cut, guesses, sections)

    def _unchanged(self, first: int) -> int:
        """The number of the first block that has to be cut again when the text is new from ``first`` on.

        What is new may go on with the block in front of it, or have been saved from what was broken there.
        """
        at = bisect_right(self._ends, first) - 1
        while at > 0 and not self._is_cut[at]:
            at -= 1
        return max(at, 0)

    def _cut(self, text: str, start: int, last: int, moved: int, guesses: list[int]) -> tuple[list[Span], int]:
        """The new blocks of ``text`` from the one numbered ``start`` on, and the number of the next old one."""
        spans: list[Span] = []
        for span in block_spans(text, self._starts[start] if start else 0, guesses.append):
            old = span.start - moved
            at = bisect_left(self._starts, old)
            if old >= last and at < len(self._starts) and self._starts[at] == old and self._is_cut[at]:
                while guesses and guesses[-1] >= span.start:
                    guesses.pop()
                return spans, at
            spans.append(span)
        return spans, len(self._starts)

    def _sections_with(self, start: int, resumed: int, made: list[Block]) -> list[Section]:
        """The sections with the blocks from ``start`` to ``resumed`` replaced by ``made``; others are kept."""
        front: list[Section] = []
        back: list[Section] = []
        middle: list[Block] = []
        number = 0
        is_made = False
        for section in self._sections:
            end = number + len(section.blocks)
            if end <= start:
                front.append(section)
            elif number >= resumed and is_made:
                back.append(section)
            else:
                middle += section.blocks[: max(start - number, 0)]
                if not is_made:
                    middle += made
                    is_made = True
                middle += section.blocks[max(resumed - number, 0) :]
            number = end
        if not is_made:
            middle += made
        size = BLOCKS_IN_SECTION
        count = len(middle) if len(middle) <= 2 * size else size
        cut = [Section(tuple(middle[at : at + count])) for at in range(0, len(middle), count or 1)]
        return [*front, *cut, *back]


def _was_cut_wrongly(text: str, start: int, end: int) -> bool:
    """Whether what begins with the first block that does not parse, up to the one behind the last, does as a whole.

    A short text is parsed whole, which is what ``parse`` does with every one; a long one would cost too much.
    """
    if len(text) <= _LONGEST_WINDOW:
        return parses(text)
    return end - start <= _LONGEST_WINDOW and parses(text[start:end])


def _difference(before: str, after: str) -> tuple[int, int]:
    """Where two texts begin to differ, and in the first one where they cease to."""
    shorter = min(len(before), len(after))
    front = _agreement(shorter, lambda low, high: after.startswith(before[low:high], low))
    moved = len(after) - len(before)
    end = len(before)
    back = _agreement(
        shorter - front, lambda low, high: after.startswith(before[end - high : end - low], end - high + moved)
    )
    return front, end - back


def _agreement(most: int, agree: Callable[[int, int], bool]) -> int:
    """The largest size up to ``most`` below which all agrees; asks for no stretch twice."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if agree(low, middle):
            low = middle
        else:
            high = middle - 1
    return low
