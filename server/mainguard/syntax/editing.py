"""The tree of an edited text, made from the tree before: an edit costs what it touches, not what is open.

A text is cut as it would be from its start.  The cut up to a block depends on nothing behind it but for a few strings,
those whose end is guessed since they seem to be left open; from the first of them on the text is cut again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from mainguard.syntax.blocks import begins_alike, followed_spans
from mainguard.syntax.outline import Outline, Section
from mainguard.syntax.tree import BLOCKS_IN_SECTION, Block, Cut, PlacedBlock, Tree, cut_pieces, parse, was_cut_wrongly
from mainguard.text.source import Source
from mainguard.text.span import Span


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


def edited(tree: Tree, source: Source) -> Tree:
    """The tree of ``source``, a text like that of ``tree``; costs what differs where ``tree`` was made so itself."""
    return EditableTree(tree, tree.cut).edited(source).tree if tree.cut is not None else parse(source)


@dataclass(frozen=True, eq=False)
class EditableTree:
    """A tree, and how its text was cut."""

    tree: Tree
    _before: Cut | None
    """``None`` where it was cut wrongly."""

    @classmethod
    def of(cls, source: Source) -> EditableTree:
        """The tree of a text that nothing is known of."""
        return cls(Tree(Source("")), Cut([], [], [], [], [], [])).edited(source)

    def edited(self, source: Source) -> EditableTree:
        """The tree of ``source``, the same as ``parse`` gives; never raises."""
        cut = self._before
        if cut is None:
            return EditableTree.of(source)
        before, after = self.tree.source.text, source.text
        changed = source.changed_from(self.tree.source)
        first, last = changed.start, changed.end
        moved = len(after) - len(before)
        start = _unchanged(cut, before, after, min([first, *cut.guesses[:1]]))
        guesses = cut.guesses[: bisect_left(cut.guesses, cut.starts[start])] if start < len(cut.starts) else []
        spans, resumed = _cut_again(cut, after, start, last, moved, guesses)
        guesses += [at + moved for at in cut.guesses if resumed < len(cut.starts) and at > cut.starts[resumed]]
        pieces = [(piece, number == 0) for span in spans for number, piece in enumerate(cut_pieces(after, span))]
        blocks = [*cut.blocks[:start], *(piece.block for piece, _ in pieces), *cut.blocks[resumed:]]
        starts = [*cut.starts[:start], *(piece.start for piece, _ in pieces)]
        ends = [*cut.ends[:start], *(piece.start + len(piece.block.text) for piece, _ in pieces)]
        if moved:
            starts += [at + moved for at in cut.starts[resumed:]]
            ends += [at + moved for at in cut.ends[resumed:]]
        else:
            starts += cut.starts[resumed:]
            ends += cut.ends[resumed:]
        is_cut = [*cut.is_cut[:start], *(is_head for _, is_head in pieces), *cut.is_cut[resumed:]]
        sections = _sections_with(cut.sections, start, resumed, [piece.block for piece, _ in pieces])
        outline = Outline(sections)
        broken = outline.broken
        placed = _Placed(blocks, starts)
        if broken and was_cut_wrongly(after, _cuts(placed, is_cut, broken), has_guesses=bool(guesses)):
            return EditableTree(Tree(source), None)
        made = Cut(blocks, starts, ends, is_cut, guesses, sections)
        tree = Tree(source, placed, outline, broken, starts, made)
        tree.first_places.update(_first_places(self.tree, changed, after))
        return EditableTree(tree, made)


def _first_places(former: Tree, changed: Span, text: str) -> Iterator[tuple[str, int]]:
    """Where words are in ``text`` that were looked for in the text before, as far as that needs no search of it all."""
    moved = len(text) - len(former.source.text)
    for word, at in former.first_places.items():
        if 0 <= at <= changed.start - len(word):
            yield word, at
            continue
        is_touched = 0 <= at < changed.end
        around = max(changed.start - len(word) + 1, 0), changed.end + moved + len(word) - 1
        if not is_touched and text.find(word, *around) < 0:
            yield word, at if at < 0 else at + moved


def _unchanged(cut: Cut, before: str, after: str, first: int) -> int:
    """The number of the first block that has to be cut again when the text is new from ``first`` on.

    What is new may go on with the block in front of it, or have been saved from what was broken there; but for a block
    that begins as it did.
    """
    at = bisect_left(cut.starts, first) - 1
    if at >= 0 and cut.is_cut[at] and begins_alike(before, after, cut.starts[at]):
        return at
    at = bisect_left(cut.ends, first) - 1
    while at > 0 and not cut.is_cut[at]:
        at -= 1
    return max(at, 0)


def _cut_again(cut: Cut, text: str, start: int, last: int, moved: int, guesses: list[int]) -> tuple[list[Span], int]:
    """The new blocks of ``text`` from the one numbered ``start`` on, and the number of the next old one."""
    spans: list[Span] = []
    for span, following in followed_spans(text, cut.starts[start] if start else 0, guesses.append):
        if span is not None:
            spans.append(span)
        old = following - moved
        at = bisect_left(cut.starts, old)
        if old >= last and at < len(cut.starts) and cut.starts[at] == old and cut.is_cut[at]:
            while guesses and guesses[-1] >= following:
                guesses.pop()
            return spans, at
    return spans, len(cut.starts)


def _sections_with(sections: Sequence[Section], start: int, resumed: int, made: list[Block]) -> list[Section]:
    """The sections with the blocks from ``start`` to ``resumed`` replaced by ``made``; others are kept."""
    front: list[Section] = []
    back: list[Section] = []
    middle: list[Block] = []
    former: list[Section] = []
    number = 0
    is_made = False
    for section in sections:
        end = number + len(section.blocks)
        if end <= start:
            front.append(section)
        elif number >= resumed and is_made:
            back.append(section)
        else:
            former.append(section)
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
    new = [Section.made_of(former, tuple(middle[at : at + count]), made) for at in range(0, len(middle), count or 1)]
    return [*front, *new, *back]


def _cuts(placed: Sequence[PlacedBlock], is_cut: Sequence[bool], broken: Sequence[int]) -> list[list[PlacedBlock]]:
    """The pieces of each block from the first one that does not parse to the one behind the last."""
    start, end = broken[0], broken[-1] + 1
    while start > 0 and not is_cut[start]:
        start -= 1
    heads = 0
    while end < len(placed) and (heads := heads + is_cut[end]) < 2:
        end += 1
    cuts: list[list[PlacedBlock]] = []
    for number in range(start, end):
        if is_cut[number]:
            cuts.append([])
        cuts[-1].append(placed[number])
    return cuts
