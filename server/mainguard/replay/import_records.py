"""What importing a module came to, for the next run that imports it.

Most modules only bind names when they are imported.  What such an import loads is remembered, and the module runs when
somebody reads one of its names, which in most runs is never.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from mainguard.replay.modules import ProjectModule
from mainguard.replay.shared_reach import SharedReach
from mainguard.replay.world import Environment, Target

Loaded = tuple[str, str]
"""A module in a run: its key, and the name under which it runs."""

Circumstances = tuple[Target | None, Environment]
"""What else an import may depend on: the target that a run is for, and the environment variables that it has set."""


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """An import that does nothing but bind names."""

    module: ProjectModule
    loaded: Mapping[Loaded, ProjectModule]
    """All that is loaded afterwards, the module itself among it."""
    reads_environment: bool
    """Whether environment variables have a say in what is bound."""
    was_exhausted: bool
    """Whether some of it was not replayed to its end."""


@dataclass(eq=False)
class ImportLog:
    """What an import that is running has done so far, beside binding names."""

    own: Loaded
    since: int
    """When it began, as ``values.now`` counts."""
    _others: list[tuple[int, int]] = field(default_factory=list)
    """When values of other modules were made meanwhile: from, until."""
    loaded: dict[Loaded, ProjectModule] = field(default_factory=dict)
    unfinished: set[Loaded] = field(default_factory=set)
    """The modules that it imports and that are still running because they import it."""
    reads_environment: bool = False
    was_exhausted: bool = False
    does_more: bool = False

    def add_others(self, start: int, end: int) -> None:
        """What was made between the two moments, up to now, is another module's."""
        while self._others and self._others[-1][0] >= start:
            self._others.pop()
        self._others.append((start, end))

    def is_own(self, born: int) -> bool:
        """Whether what was made at that moment is the imported module's own."""
        at = bisect_right(self._others, born, key=lambda each: each[0]) - 1
        return born >= self.since and (at < 0 or born >= self._others[at][1])


@dataclass(eq=False)
class ImportRecords:
    """The imports that bind names and do nothing else, and what has to do with starts, as long as no file changes."""

    _records: dict[tuple[Loaded, tuple[str, ...], Circumstances], ImportRecord] = field(default_factory=dict)
    reach: SharedReach | None = None
    """What has to do with starts, told by names."""

    def get(self, module: ProjectModule, name: str, around: Circumstances) -> ImportRecord | None:
        """What importing ``module`` under ``name`` comes to, where that is nothing but names."""
        found = self._records.get(((module.key, name), module.searched_first, around))
        return found if found is not None and found.module.tree is module.tree else None

    def add(self, name: str, around: Circumstances, record: ImportRecord) -> None:
        """Remember what importing a module under ``name`` came to."""
        self._records[(record.module.key, name), record.module.searched_first, around] = record
