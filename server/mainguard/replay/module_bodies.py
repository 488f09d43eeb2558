"""The module level: what may do more than bind names runs in order, the rest when somebody reads the names."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from mainguard.replay import blocks, imports, quiet, statements
from mainguard.replay.execution import Execution
from mainguard.replay.flow import Flow
from mainguard.replay.scope import Frame, ModuleState
from mainguard.replay.values import now
from mainguard.syntax.facts import Use
from mainguard.syntax.outline import Needs, Outline


def run_module_body(run: Execution, state: ModuleState) -> Flow:
    """Run a module's top-level statements."""
    return blocks.in_order(run, _Body(run, state).steps())


@dataclass
class _Body:
    """One run of one module's top level."""

    run: Execution
    state: ModuleState
    outer: Frame = field(init=False)
    outline: Outline = field(init=False)
    checks: dict[int, Needs] = field(init=False)
    """What has to hold for a group of quiet blocks, by the first of them."""
    accepted: dict[str, set[Needs]] = field(default_factory=dict)
    """The groups that are quiet, by the names that this depends on."""
    queue: list[tuple[int, bool]] = field(init=False)
    """The blocks to run, and before them, with ``False``, those at which a group is checked."""

    def __post_init__(self) -> None:
        self.outer = imports.root_frame(self.state)
        self.outline = self.state.module.tree.outline
        self.checks = {number: needs for needs, number in self.outline.firsts.items()}
        self.queue = [(number, False) for number in self.checks]
        self.queue += [(number, True) for number in self.outline.active]
        heapq.heapify(self.queue)

    def steps(self) -> Iterator[Callable[[], Flow]]:
        """What has to run in order."""
        names = self.state.table
        names.begin(self.outline, self._make, self._rebound)
        while self.queue:
            number, is_run = heapq.heappop(self.queue)
            names.at = number
            if not is_run:
                self._check(self.checks[number])
            elif number not in names.done:
                names.done.add(number)
                frame = self._frame(number)
                for statement in self.outline.block(number).statements:
                    yield partial(statements.top_level, self.run, statement, frame)
        names.at = self.outline.size

    def _check(self, needs: Needs) -> None:
        """Take the blocks that need ``needs`` to be quiet, or let them run in order."""
        roots = {need.root for need in needs if need.use is not Use.IMPORT}
        is_bound_before = not any(self.outline.is_bound_behind(root, needs) for root in roots)
        if is_bound_before and all(quiet.is_met(self.run, need, self.outer, self._rebound) for need in needs):
            for root in roots:
                self.accepted.setdefault(root, set()).add(needs)
        else:
            self._run_in_order(needs)

    def _rebound(self, name: str) -> None:
        """What was quiet because of what ``name`` was is so no longer."""
        for needs in self.accepted.pop(name, ()):
            self._run_in_order(needs)

    def _run_in_order(self, needs: Needs) -> None:
        for number in self.outline.group(needs):
            if number < self.state.table.at:
                self.state.table.make(number)
            else:
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
        return replace(self.outer, placed=self.state.module.tree.blocks[number])
