"""Which blocks of a file only bind names, and which names: an index over the facts of its blocks.

Blocks go by their number in the file.  The index is kept in sections of neighbouring blocks, each a pure function of
them, so that an edit makes one of them anew.
"""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from mainguard.syntax.facts import Facts, Need
from mainguard.syntax.imports import Imported

if TYPE_CHECKING:
    from mainguard.syntax.tree import Block

Needs = frozenset[Need]

_QUESTIONS_KEPT = 8


@dataclass(frozen=True, eq=False)
class Section:
    """Neighbouring blocks."""

    blocks: tuple[Block, ...]

    @cached_property
    def active(self) -> tuple[int, ...]:
        """The blocks that may do more than bind names, by their numbers in the section."""
        return tuple(number for number, block in enumerate(self.blocks) if block.facts is None)

    @cached_property
    def broken(self) -> tuple[int, ...]:
        """The blocks that do not parse, by their numbers in the section."""
        return tuple(number for number, block in enumerate(self.blocks) if block.problem is not None)

    @cached_property
    def classes(self) -> tuple[int, ...]:
        """The quiet blocks that make a class, by their numbers in the section."""
        return tuple(
            number
            for number, block in enumerate(self.blocks)
            if block.facts is not None and any(isinstance(each, ast.ClassDef) for each in block.statements)
        )

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
    def imports(self) -> tuple[Imported, ...]:
        """What the blocks may import anywhere; more than they do, never less."""
        return tuple(each for block in self.blocks for each in block.imports)

    @classmethod
    def made_of(cls, former: Sequence[Section], blocks: tuple[Block, ...], added: Sequence[Block]) -> Section:
        """A section of ``blocks``, which all were in ``former`` but for those ``added``: what they lack, it lacks."""
        lacked = set.intersection(*(each.lacked for each in former)) if former else ()
        made = cls(blocks)
        made.lacked.update(words for words in lacked if all(words.isdisjoint(block.words) for block in added))
        return made

    @cached_property
    def lacked(self) -> set[frozenset[str]]:
        """Words that were asked for and of which none stands in the blocks."""
        return set()

    def has_words(self, words: frozenset[str]) -> bool:
        """Whether one of ``words`` stands in the blocks, strings and comments included."""
        if words in self.lacked:
            return False
        if any(not words.isdisjoint(block.words) for block in self.blocks):
            return True
        if len(self.lacked) < _QUESTIONS_KEPT:
            self.lacked.add(words)
        return False

    def with_words(self, words: frozenset[str]) -> tuple[int, ...]:
        """The blocks in whose text one of ``words`` stands, by their numbers in the section."""
        if words in self.lacked:
            return ()
        found = self._with_words.get(words)
        if found is None:
            found = tuple(number for number, block in enumerate(self.blocks) if not words.isdisjoint(block.words))
            if not found and len(self.lacked) < _QUESTIONS_KEPT:
                self.lacked.add(words)
            elif len(self._with_words) < _QUESTIONS_KEPT:
                self._with_words[words] = found
        return found

    def mentioning(self, words: frozenset[str]) -> tuple[int, ...]:
        """The blocks that mention one of ``words`` as an identifier, by their numbers in the section."""
        found = self._mentioning.get(words)
        if found is None:
            found = tuple(
                number
                for number, block in enumerate(self.blocks)
                if not words.isdisjoint(block.words) and not words.isdisjoint(block.mentions)
            )
            if len(self._mentioning) < _QUESTIONS_KEPT:
                self._mentioning[words] = found
        return found

    @cached_property
    def _with_words(self) -> dict[frozenset[str], tuple[int, ...]]:
        """What was found."""
        return {}

    @cached_property
    def _mentioning(self) -> dict[frozenset[str], tuple[int, ...]]:
        """What was found."""
        return {}

    def _index(self, names_of: Callable[[Facts], Iterable[str]]) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, block in enumerate(self.blocks):
            if block.facts is not None:
                for name in names_of(block.facts):
                    found.setdefault(name, []).append(number)
        return found


@dataclass(eq=False)
class Asked:
    """What has been asked of an outline, so that one can tell what else has the same answers."""

    ran: set[int] = field(default_factory=set)
    """The blocks that were looked into."""
    latest: dict[str, dict[int, int | None]] = field(default_factory=dict)
    """By name and the number that the search ended at: the quiet block that was found to bind it last."""
    readers: dict[str, int] = field(default_factory=dict)
    """By name the largest number up to which those were asked for that read it."""
    bound_behind: dict[tuple[str, Needs], bool] = field(default_factory=dict)
    groups: set[Needs] = field(default_factory=set)
    """Those of which every block was asked for."""
    words: set[str] = field(default_factory=set)
    """What was asked for to be mentioned."""
    has_names: bool = False
    """Whether the names that are bound were asked for."""
    has_all: bool = False
    """Whether it was asked for what any block may have a say in."""

    def copy(self) -> Asked:
        """The same, which what is asked from now on does not change."""
        made = Asked()
        made.absorb(self)
        return made

    def absorb(self, other: Asked) -> None:
        """Add what ``other`` has."""
        self.ran |= other.ran
        for name, found in other.latest.items():
            self.latest.setdefault(name, {}).update(found)
        for name, end in other.readers.items():
            self.readers[name] = max(end, self.readers.get(name, 0))
        self.bound_behind |= other.bound_behind
        self.groups |= other.groups
        self.words |= other.words
        self.has_names |= other.has_names
        self.has_all |= other.has_all


@dataclass(eq=False)
class Outline:
    """The sections of one file."""

    sections: Sequence[Section]
    asked: Asked = field(default_factory=Asked)
    _starts: list[int] = field(init=False)
    """The number of each section's first block."""

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

    @property
    def classes(self) -> tuple[int, ...]:
        """The quiet blocks that make a class; any block may have a say in that."""
        self.look_at_all()
        return self._classes

    @cached_property
    def _classes(self) -> tuple[int, ...]:
        return self._numbers(section.classes for section in self.sections)

    @property
    def broken(self) -> tuple[int, ...]:
        """The blocks that do not parse."""
        return self._numbers(section.broken for section in self.sections)

    @cached_property
    def firsts(self) -> dict[Needs, int]:
        """By what has to hold for quiet blocks, the first that needs it."""
        found: dict[Needs, int] = {}
        for start, section in zip(self._starts, self.sections, strict=False):
            for needs, numbers in section.groups.items():
                if needs not in found:
                    found[needs] = start + numbers[0]
        return found

    def first(self, needs: Needs) -> int | None:
        """The first quiet block that needs ``needs``."""
        for start, section in zip(self._starts, self.sections, strict=False):
            numbers = section.groups.get(needs)
            if numbers is not None:
                return start + numbers[0]
        return None

    def group(self, needs: Needs) -> tuple[int, ...]:
        """The quiet blocks that need ``needs``."""
        self.asked.groups.add(needs)
        return self._numbers(section.groups.get(needs, ()) for section in self.sections)

    def is_bound_behind(self, name: str, needs: Needs) -> bool:
        """Whether a quiet block binds ``name`` behind the first that needs ``needs``, or does so itself."""
        found = self.asked.bound_behind[name, needs] = self.binds_behind(name, self.firsts[needs])
        return found

    def binds_behind(self, name: str, number: int) -> bool:
        """Whether a quiet block from the one numbered ``number`` on binds ``name``; remembers no question."""
        last = self._latest(name, self.size)
        return last is not None and last >= number

    def latest(self, name: str, end: int) -> int | None:
        """The last quiet block in front of ``end`` that binds ``name``."""
        known = self.asked.latest.setdefault(name, {})
        if end not in known:
            known[end] = self._latest(name, end)
        return known[end]

    def readers(self, name: str, end: int) -> tuple[int, ...]:
        """The quiet blocks in front of ``end`` that read ``name`` when they run, ascending."""
        self.asked.readers[name] = max(end, self.asked.readers.get(name, 0))
        found: list[int] = []
        for start, section in zip(self._starts, self.sections, strict=False):
            if start >= end:
                break
            found += [start + number for number in section.readers.get(name, ()) if start + number < end]
        return tuple(found)

    def binders(self, name: str) -> tuple[int, ...]:
        """The quiet blocks that bind ``name``, ascending."""
        self.look_at_all()
        return self._numbers(section.binders.get(name, ()) for section in self.sections)

    def names(self, end: int) -> frozenset[str]:
        """Every name that a quiet block before the one numbered ``end`` binds."""
        if end < self.size:
            self.look_at_all()
        self.asked.has_names = True
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
        self.asked.words |= wanted
        return self._numbers(section.mentioning(wanted) for section in self.sections)

    def with_words(self, words: frozenset[str]) -> tuple[int, ...]:
        """The blocks in whose text one of ``words`` stands, strings and comments included; remembers no question."""
        return self._numbers(section.with_words(words) for section in self.sections)

    def has_words(self, words: frozenset[str]) -> bool:
        """Whether there are any such blocks; remembers no question."""
        return any(section.has_words(words) for section in self.sections)

    def block(self, number: int) -> Block:
        """The block with that number, to be looked into."""
        self.asked.ran.add(number)
        return self._block(number)

    def look_at_all(self) -> None:
        """Somebody reads the whole text, so that any change of it counts."""
        self.asked.has_all = True

    def change_from(self, before: Outline) -> Change:
        """What of ``before`` is replaced by what of this, so that all blocks around are the same ones."""
        front, back = _common_ends(before.sections, self.sections)
        old = _blocks(before.sections[front : len(before.sections) - back])
        new = _blocks(self.sections[front : len(self.sections) - back])
        start, end = _common_ends(old, new)
        removed, added = old[start : len(old) - end], new[start : len(new) - end]
        return Change(self._starts[front] + start, tuple(removed), tuple(added))

    def _block(self, number: int) -> Block:
        at = bisect_left(self._starts, number + 1) - 1
        return self.sections[at].blocks[number - self._starts[at]]

    def _latest(self, name: str, end: int) -> int | None:
        for at in range(bisect_left(self._starts, end) - 1, -1, -1):
            numbers = self.sections[at].binders.get(name)
            if numbers is not None:
                start = self._starts[at]
                before = bisect_left(numbers, end - start)
                if before:
                    return start + numbers[before - 1]
        return None

    def _numbers(self, by_section: Iterable[Iterable[int]]) -> tuple[int, ...]:
        found: list[int] = []
        for start, numbers in zip(self._starts, by_section, strict=False):
            found += [start + number for number in numbers]
        return tuple(found)


@dataclass(frozen=True)
class Change:
    """Neighbouring blocks in the place of others."""

    start: int
    """The number of the first of both."""
    removed: tuple[Block, ...]
    added: tuple[Block, ...]

    @property
    def end(self) -> int:
        """The number that the block behind those removed had."""
        return self.start + len(self.removed)

    @property
    def distance(self) -> int:
        """By how much the numbers of all blocks behind have grown."""
        return len(self.added) - len(self.removed)

    def number(self, before: int) -> int:
        """What number the block numbered ``before``, which was not removed, has now."""
        return before if before < self.start else before + self.distance


def _blocks(sections: Iterable[Section]) -> list[Block]:
    return [block for section in sections for block in section.blocks]


def _common_ends(left: Sequence[object], right: Sequence[object]) -> tuple[int, int]:
    """How many items both begin with, and how many of the others both end with."""
    most = min(len(left), len(right))
    front = next((at for at in range(most) if left[at] is not right[at]), most)
    back = next((at for at in range(most - front) if left[-1 - at] is not right[-1 - at]), most - front)
    return front, back
