"""The module level: what may do more than bind names runs in order, the rest when somebody reads the names."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from mainguard.replay import blocks, imports, quiet, statements
from mainguard.replay.execution import Execution
from mainguard.replay.flow import Flow
from mainguard.replay.modules import ProjectModule
from mainguard.replay.scope import Frame, ModuleState
from mainguard.replay.values import now
from mainguard.syntax.facts import Use
from mainguard.syntax.outline import Needs, Outline


def run_module_body(run: Execution, state: ModuleState) -> Flow:
    """Run a module's top-level statements."""
    return Body(run, state).go_on()


@dataclass(frozen=True, eq=False)
class Progress:
    """How far a body had come when it got to a block."""

    refused: frozenset[Needs]
    """The groups that are not quiet: what they need is not so."""
    accepted: Mapping[str, frozenset[Needs]]
    total: Flow
    declared_global: frozenset[str]


@dataclass
class Body:
    """One run of one module's top level."""

    run: Execution
    state: ModuleState
    until: int | None = None
    """Where the body is to stop for ``reached``: at the first block from that one on, or behind the last one."""
    reached: Callable[[], None] = lambda: None
    outer: Frame = field(init=False)
    outline: Outline = field(init=False)
    checks: dict[int, Needs] = field(init=False)
    """What has to hold for a group of quiet blocks, by the first of them."""
    accepted: dict[str, frozenset[Needs]] = field(default_factory=dict)
    """The groups that are quiet, by the names that this depends on."""
    refused: set[Needs] = field(default_factory=set)
    """The groups that run in order."""
    queue: list[tuple[int, bool]] = field(init=False)
    """The blocks to run, and before them, with ``False``, those at which a group is checked."""
    total: Flow = field(default_factory=Flow)
    """What the blocks that ran have come to."""
    around: tuple[int, int] = field(init=False)
    """How much path and how many guards the whole body lies behind."""

    def __post_init__(self) -> None:
        self.outer = imports.root_frame(self.state)
        self.around = len(self.run.path), len(self.run.guards)
        self._look_at(self.state.module)
        self.queue = self._from(0)

    def go_on(self) -> Flow:
        """Run what is left to run."""
        return blocks.go_on(self.run, self._steps(), self.total, *self.around)

    def progress(self) -> Progress:
        """How far it has come."""
        declared = frozenset(self.outer.scope.declared_global)
        return Progress(frozenset(self.refused), dict(self.accepted), self.total.copy(), declared)

    def go_back(self, progress: Progress, module: ProjectModule, first: int) -> None:
        """Have it come so far in ``module``, which is the same up to the block numbered ``first`` that is next."""
        self.state.module = module
        self._look_at(module)
        self.queue = self._from(first)
        self.refused = set(progress.refused)
        for needs in self.refused:
            self._run_from(first, needs)
        self.accepted = dict(progress.accepted)
        self.total = progress.total.copy()
        self.outer.scope.declared_global.clear()
        self.outer.scope.declared_global.update(progress.declared_global)

    def _look_at(self, module: ProjectModule) -> None:
        self.outline = module.tree.outline
        self.checks = {number: needs for needs, number in self.outline.firsts.items()}

    def _from(self, first: int) -> list[tuple[int, bool]]:
        """The queue from the block numbered ``first`` on, before anything ran there."""
        found = [(number, False) for number in self.checks if number >= first]
        found += [(number, True) for number in self.outline.active if number >= first]
        heapq.heapify(found)
        return found

    def _steps(self) -> Iterator[Callable[[], Flow]]:
        """What has to run in order."""
        names = self.state.table
        names.begin(self.outline, self._make, self._rebound)
        while self.queue:
            self._come_to(self.queue[0][0])
            number, is_run = heapq.heappop(self.queue)
            names.at = number
            if not is_run:
                self._check(self.checks[number])
            elif number not in names.done:
                names.done.add(number)
                frame = self._frame(number)
                for statement in self.outline.block(number).statements:
                    yield partial(statements.top_level, self.run, statement, frame)
        self._come_to(self.outline.size)
        names.at = self.outline.size

    def _come_to(self, number: int) -> None:
        if self.until is not None and number >= self.until:
            self.until = None
            self.reached()

    def _check(self, needs: Needs) -> None:
        """Take the blocks that need ``needs`` to be quiet, or let them run in order."""
        roots = {need.root for need in needs if need.use is not Use.IMPORT}
        is_bound_before = not any(self.outline.is_bound_behind(root, needs) for root in roots)
        if is_bound_before and all(quiet.is_met(self.run, need, self.outer, self._rebound) for need in needs):
            for root in roots:
                self.accepted[root] = self.accepted.get(root, frozenset()) | {needs}
        else:
            self._run_in_order(needs)

    def _rebound(self, name: str) -> None:
        """What was quiet because of what ``name`` was is so no longer."""
        for needs in self.accepted.pop(name, ()):
            self._run_in_order(needs)

    def _run_in_order(self, needs: Needs) -> None:
        self.refused.add(needs)
        for number in self.outline.group(needs):
            if number < self.state.table.at:
                self.state.table.make(number)
        self._run_from(self.state.table.at, needs)

    def _run_from(self, first: int, needs: Needs) -> None:
        """Have the blocks of a group run in order, from the one numbered ``first`` on."""
        for number in self.outline.group(needs):
            if number >= first:
                heapq.heappush(self.queue, (number, True))

    def _make(self, number: int) -> None:
        frame, since = self._frame(number), now()
        with self.run.aside():
            for statement in self.outline.block(number).statements:
                statements.execute(self.run, statement, frame)
        importing = self.run.import_logs[-1] if self.run.import_logs else None
        if importing is not None and importing.own != (self.state.module.key, self.state.name):
            importing.add_others(since, now())

    def _frame(self, number: int) -> Frame:
        return Frame(self.state, self.state.module.tree.blocks[number], self.outer.scope)
