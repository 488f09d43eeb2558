"""Targets that nothing tells apart: what is seen on one of them is seen on all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from mainguard.catalogue.api import StartMethod
from mainguard.replay.runs import Runs
from mainguard.replay.world import FORKSERVER_RUNS_MAIN_FROM, Target


class Alike:
    """Which of the targets are judged, and which others each of them stands for."""

    def __init__(self, runs: Runs, targets: tuple[Target, ...]) -> None:
        """Nothing is judged yet."""
        self._runs = runs
        self._targets = targets
        self._judged_as: dict[Target, Target] = {}

    def each(self) -> Iterator[Target]:
        """The targets to judge; what a run asks meanwhile decides on which of them are left out."""
        judged: dict[object, Target] = {}
        kinds = _kinds(self._targets, self._runs.catalogue.first_versions)
        for target in self._targets:
            like = judged.setdefault(kinds[target], target)
            # A run that asked for the target may have been another one here.
            is_own = like is target or any(run.depends_on_target for run in self._runs.executions)
            self._judged_as[target] = target if is_own else like
            if is_own:
                yield target

    @property
    def first(self) -> Target:
        """Any of the targets."""
        return self._targets[0]

    def named(self, judged: list[Target]) -> tuple[str, ...]:
        """The targets that those of ``judged`` stand for, as a trace has them: none for all of them."""
        names = tuple(dict.fromkeys(str(target) for target in self._targets if self._judged_as[target] in judged))
        return () if len(names) == len(self._targets) else names


@lru_cache(maxsize=64)
def _kinds(targets: tuple[Target, ...], first_versions: frozenset[tuple[int, int]]) -> Mapping[Target, object]:
    """What a verdict asks of each target."""
    versions = (*sorted(first_versions), FORKSERVER_RUNS_MAIN_FROM)
    return {
        target: (*map(target.method, StartMethod), *(target.version >= version for version in versions))
        for target in targets
    }
