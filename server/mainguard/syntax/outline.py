"""Which blocks of a file only bind names, and which names: an index over the facts of its blocks.

Blocks go by their number in the file.  The index is kept in sections of neighbouring blocks, each a pure function of
them, so that an edit makes one of them anew.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from mainguard.syntax.facts import Facts, Need

if TYPE_CHECKING:
    from mainguard.syntax.tree import Block

Needs = frozenset[Need]


@dataclass(frozen=True, eq=False)
class Section:
    """Neighbouring blocks."""

    blocks: tuple[Block, ...]

    @cached_property
    def active(self) -> tuple[int, ...]:
        """The blocks that may do more than bind names, by their numbers in the section."""
        return tuple(number for number, block in enumerate(self.blocks) if block.facts is None)

    @cached_property
    def binders(self) -> dict[str, list[int]]:
        """For each name the quiet blocks that bind it."""
        return self._index(lambda facts: facts.binds)

    @cached_property
    def readers(self) -> dict[str, list[int]]:
        """For each name the quiet blocks that read it when they run."""
        return self._index(lambda facts: facts.reads)

    @cached_property
    def groups(self) -> dict[Needs, list[int]]:
        """The quiet blocks by what has to hold for them; those that need nothing are left out."""
        found: dict[Needs, list[int]] = {}
        for number, block in enumerate(self.blocks):
            if block.facts is not None and block.facts.needs:
                found.setdefault(block.facts.needs, []).append(number)
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word in the blocks."""
        return frozenset[str]().union(*(block.words for block in self.blocks))

    def _index(self, names_of: Callable[[Facts], Iterable[str]]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, block in enumerate(self.blocks):
            if block.facts is not None:
                for name in names_of(block.facts):
                    found.setdefault(name, []).append(number)
        return found


@dataclass(eq=False)
class Outline:
    """The sections of one file."""

    sections: Sequence[Section]
    _starts: list[int] = field(init=False)
    """The number of each section's first block."""
    _binders: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _readers: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._starts = [0]
        for section in self.sections:
            self._starts.append(self._starts[-1] + len(section.blocks))

    @property
    def size(self) -> int:
        """How many blocks there are."""
        return self._starts[-1]

    @cached_property
    def active(self) -> tuple[int, ...]:
        """The blocks that have to run in order."""
        return self._numbers(section.active for section in self.sections)

    @cached_property
    def groups(self) -> dict[Needs, tuple[int, ...]]:
        """The quiet blocks by what has to hold for them."""
        found: dict[Needs, list[int]] = {}
        for start, section in zip(self._starts, self.sections, strict=False):
            for needs, numbers in section.groups.items():
                found.setdefault(needs, []).extend([start + number for number in numbers])
        return {needs: tuple(numbers) for needs, numbers in found.items()}

    def binders(self, name: str) -> tuple[int, ...]:
        """The quiet blocks that bind ``name``, ascending."""
        found = self._binders.get(name)
        if found is None:
            found = self._binders[name] = self._numbers(section.binders.get(name, ()) for section in self.sections)
        return found

    def readers(self, name: str) -> tuple[int, ...]:
        """The quiet blocks that read ``name`` when they run, ascending."""
        found = self._readers.get(name)
        if found is None:
            found = self._readers[name] = self._numbers(section.readers.get(name, ()) for section in self.sections)
        return found

    def names(self, end: int) -> frozenset[str]:
        """Every name that a quiet block before the one numbered ``end`` binds."""
        found: set[str] = set()
        for start, section in zip(self._starts, self.sections, strict=False):
            if start + len(section.blocks) <= end:
                found.update(section.binders)
            elif start < end:
                found.update(name for name, numbers in section.binders.items() if start + numbers[0] < end)
        return frozenset(found)

    def mentioning(self, words: Iterable[str]) -> tuple[int, ...]:
        """The blocks that mention one of ``words`` as an identifier."""
        wanted = frozenset(words)
        found: list[int] = []
        for start, section in zip(self._starts, self.sections, strict=False):
            if not wanted.isdisjoint(section.words):
                for number, block in enumerate(section.blocks, start):
                    if not wanted.isdisjoint(block.words) and not wanted.isdisjoint(block.mentions):
                        found.append(number)
        return tuple(found)

    def with_words(self, words: frozenset[str]) -> tuple[int, ...]:
        """The blocks in whose text one of ``words`` stands, strings and comments included."""
        found: list[int] = []
        for start, section in zip(self._starts, self.sections, strict=False):
            if not words.isdisjoint(section.words):
                found += [
                    number for number, block in enumerate(section.blocks, start) if not words.isdisjoint(block.words)
                ]
        return tuple(found)

    def block(self, number: int) -> Block:
        """The block with that number."""
        at = bisect_left(self._starts, number + 1) - 1
        return self.sections[at].blocks[number - self._starts[at]]

    def _numbers(self, by_section: Iterable[Iterable[int]]) -> tuple[int, ...]:
        found: list[int] = []
        for start, numbers in zip(self._starts, by_section, strict=False):
            found += [start + number for number in numbers]
        return tuple(found)
