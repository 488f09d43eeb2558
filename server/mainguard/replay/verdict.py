"""What follows from the parent's run and the child's together.

A start fails where the parent reaches a start that makes a child and the child, running the module again, reaches
a start under no condition that the parent did not meet as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from mainguard.catalogue.api import Reenters, StartMethod
from mainguard.replay.alike import Alike
from mainguard.replay.execution import NOWHERE, ChoiceSeen, StartSeen, deduplicated
from mainguard.replay.flow import FOREVER
from mainguard.replay.runs import Finished, Runs
from mainguard.replay.test_modules import is_imported_by_child, is_of_tests
from mainguard.replay.trace import (
    Assumption,
    Certainty,
    ChildSeen,
    MethodChoice,
    RefusedMethod,
    SilentExit,
    UnguardedStart,
    World,
)
from mainguard.replay.world import FORKSERVER_RUNS_MAIN_FROM, UNKNOWN_NAME, Target


@dataclass
class _Failure:
    """One failing start, collected over worlds and targets."""

    seen: StartSeen
    assumptions: tuple[Assumption, ...]
    worlds: set[World] = field(default_factory=set)
    targets: list[Target] = field(default_factory=list)
    is_unpickled: bool = True


@dataclass
class _Refusal:
    """One refused call, collected over targets."""

    seen: ChoiceSeen
    spawner: StartSeen
    assumptions: tuple[Assumption, ...]
    targets: list[Target] = field(default_factory=list)


@dataclass
class Verdicts:
    """Collects the failures of one module, target by target."""

    runs: Runs
    alike: Alike
    _failures: dict[object, _Failure] = field(default_factory=dict)
    _exits: dict[object, tuple[SilentExit, list[Target]]] = field(default_factory=dict)
    _refusals: dict[object, _Refusal] = field(default_factory=dict)
    _children: dict[ChildSeen, None] = field(default_factory=dict)

    def judge(self, target: Target) -> None:
        """Add what fails on ``target``."""
        reached = self.runs.parent(target).execution.starts
        self._children.update((_child(start), None) for start in reached if _makes_child(start, target))
        for importer in reached:
            if _reenters(importer) is Reenters.IMPORT_STRING and self.runs.is_own(importer.import_string):
                self._judge_import(self.runs.imported(target, importer.environment), importer, target)
        parent = [start for start in reached if _runs_main(start, target)]
        spawners = [start for start in parent if target.method(start.method) is not StartMethod.FORK]
        for spawner in spawners:
            if self.runs.is_own(spawner.import_string):
                environment = frozenset.intersection(*(start.environment for start in spawners))
                self._judge_import(self.runs.imported(target, environment), spawner, target)
        if is_of_tests(self.runs.module):
            seen = self.runs.parent(target).execution
            spawners = [start for start in spawners if is_imported_by_child(self.runs.module, start, seen)]
        if not spawners:
            return
        environment = frozenset.intersection(*(start.environment for start in spawners))
        for (key, name, package_main_too), children in _by_child(spawners, target).items():
            sent = frozenset[str]().union(*(start.sent for start in children))
            main = next(start.main for start in children if start.main.key == key)
            rerun = self.runs.of(main).rerun(
                target,
                environment,
                name,
                sent,
                package_main_too=package_main_too,
                default_method=children[0].default if len({start.default for start in children}) == 1 else None,
            )
            self._judge_choices(rerun, self.runs.parent(target), children, target)
            if not self._judge_rerun(rerun, parent, children, target):
                self._judge_exit(rerun, children, target)

    def starts(self) -> tuple[UnguardedStart, ...]:
        """Every failing start once."""
        return tuple(self._unguarded(failure) for failure in self._failures.values())

    def exits(self) -> tuple[SilentExit, ...]:
        """Every place where the child stops before its work."""
        return tuple(replace(ended, targets=self.alike.named(targets)) for ended, targets in self._exits.values())

    def method_choices(self) -> tuple[MethodChoice, ...]:
        """The choices of a start method that the parent made on some target, once."""
        seen = [choice for run in self.runs.parents() for choice in run.choices]
        choices = (MethodChoice(one.api, one.chain, one.statement, one.call, one.guards) for one in seen)
        return tuple(dict.fromkeys(choices))

    def refused_methods(self) -> tuple[RefusedMethod, ...]:
        """Every choice of a start method that a child refuses, once."""
        return tuple(self._refused(refusal) for refusal in self._refusals.values())

    def children(self) -> tuple[ChildSeen, ...]:
        """Every child that the parent makes, as far as a child's run can tell one from another."""
        return tuple(self._children)

    def names_bound_on_import(self) -> frozenset[str] | None:
        """The module's names when it is imported; ``None`` when the import does not come to its end."""
        finished = self.runs.imported(self.alike.first, frozenset())
        if not finished.flow.falls or finished.execution.was_exhausted:
            return None
        return frozenset(name for name in finished.table.bound() if name.isidentifier())

    def _judge_rerun(self, rerun: Finished, parent: list[StartSeen], spawners: list[StartSeen], target: Target) -> bool:
        """Add the starts that the child reaches; whether one of them is certain."""
        certain = False
        for again in rerun.execution.starts:
            if not _runs_main(again, target) or _is_forked(again, spawners, target):
                continue
            same = [start for start in parent if start.site == again.site]
            same = [start for start in same if start.chain[0] == again.chain[0]] or same
            met = _met_by_parent(again, same, spawners)
            if met is None or not (same or again.main.key == self.runs.module.key):
                continue
            assumptions = deduplicated([*again.path, *again.conditions, *met.path, *met.conditions])
            seen = same[0] if same else again
            seen = seen if seen.guards == again.guards else replace(seen, guards=again.guards)
            failure = self._add(seen, assumptions, World.RERUN, target)
            # What is reached from no place in the main module is imported to unpickle the work.
            failure.is_unpickled = failure.is_unpickled and again.chain[0].span == NOWHERE
            certain = certain or not assumptions
        return certain

    def _judge_import(self, imported: Finished, spawner: StartSeen, target: Target) -> None:
        for again in imported.execution.starts:
            if again.site == spawner.site and _is_subset(again.path, spawner.path):
                assumptions = deduplicated([*again.path, *again.conditions, *spawner.path, *spawner.conditions])
                self._add(again, assumptions, World.IMPORT, target)

    def _judge_exit(self, rerun: Finished, spawners: list[StartSeen], target: Target) -> None:
        raised = None if rerun.flow.falls else rerun.flow.raised
        if raised is None or raised.site is None or raised.name == FOREVER or rerun.execution.is_refused:
            return
        if spawners[0].main.key != self.runs.module.key or all(start.may_fork for start in spawners):
            return
        if any(failure.seen.statement == raised.statement for failure in self._failures.values()):
            return
        ended = SilentExit(raised.site, raised.statement, raised.what, raised.guard, spawners[0].site)
        _, targets = self._exits.setdefault((raised.site.module, raised.site.span), (ended, []))
        targets.append(target)

    def _judge_choices(self, rerun: Finished, parent: Finished, spawners: list[StartSeen], target: Target) -> None:
        """Add the choices of a start method that the child refuses."""
        if spawners[0].main.key != self.runs.module.key:
            return
        spawner = min(spawners, key=_doubts)
        for again in rerun.execution.choices:
            same = [choice for choice in parent.execution.choices if choice.site == again.site]
            is_guarded = bool(again.path) and not any(_is_subset(again.path, choice.path) for choice in same)
            if not again.is_refused or is_guarded:
                continue
            assumptions = deduplicated([*again.path, *spawner.path, *spawner.conditions])
            key = (again.chain[0].span, again.site.module, again.site.span)
            refusal = self._refusals.setdefault(key, _Refusal(again, spawner, assumptions))
            if len(assumptions) < len(refusal.assumptions):
                refusal.assumptions = assumptions
            if target not in refusal.targets:
                refusal.targets.append(target)

    def _add(self, seen: StartSeen, assumptions: tuple[Assumption, ...], world: World, target: Target) -> _Failure:
        key = (seen.chain[0].span, seen.site.module, seen.site.span, seen.api.name)
        failure = self._failures.setdefault(key, _Failure(seen, assumptions))
        if len(assumptions) < len(failure.assumptions):
            failure.assumptions = assumptions
        failure.worlds.add(world)
        if target not in failure.targets:
            failure.targets.append(target)
        return failure

    def _unguarded(self, failure: _Failure) -> UnguardedStart:
        seen = failure.seen
        return UnguardedStart(
            api=seen.api,
            chain=seen.chain,
            statement=seen.statement,
            call=seen.call,
            certainty=Certainty.POSSIBLE if failure.assumptions else Certainty.CERTAIN,
            assumptions=failure.assumptions,
            method=seen.method,
            worlds=frozenset(failure.worlds),
            guards=seen.guards,
            targets=self.alike.named(failure.targets),
            is_unpickled=failure.is_unpickled and World.RERUN in failure.worlds,
            is_in_forkserver=all(_is_forkserver_run(seen, target) for target in failure.targets),
        )

    def _refused(self, refusal: _Refusal) -> RefusedMethod:
        seen = refusal.seen
        return RefusedMethod(
            api=seen.api,
            chain=seen.chain,
            statement=seen.statement,
            call=seen.call,
            start=refusal.spawner.site,
            certainty=Certainty.POSSIBLE if refusal.assumptions else Certainty.CERTAIN,
            assumptions=refusal.assumptions,
            method=refusal.spawner.method,
            guards=seen.guards,
            targets=self.alike.named(refusal.targets),
        )


def _is_forked(again: StartSeen, spawners: list[StartSeen], target: Target) -> bool:
    """Whether the child forks there, which nothing keeps it from.

    While it runs main again, its default is the parent's (``multiprocessing/spawn.py``, ``prepare``); afterwards, when
    an import string is imported, it is what the child was made with (``process.py``, ``_bootstrap``).
    """
    if again.method not in (StartMethod.DEFAULT, StartMethod.DEFAULT_WITHOUT_FORKSERVER):
        return target.method(again.method) is StartMethod.FORK
    return all(
        spawner.import_string is None and target.method(spawner.default) is StartMethod.FORK for spawner in spawners
    )


def _runs_main(start: StartSeen, target: Target) -> bool:
    """Whether the new process runs the main module again, with the target's Python version."""
    since = start.api.starts.since if start.api.starts is not None else (0, 0)
    return _reenters(start) is Reenters.MAIN and target.version >= since


def _reenters(start: StartSeen) -> Reenters:
    return start.api.starts.reenters if start.api.starts is not None else Reenters.MAIN


def _makes_child(start: StartSeen, target: Target) -> bool:
    if _reenters(start) is Reenters.MAIN:
        return target.method(start.method) is not StartMethod.FORK
    return _reenters(start) is Reenters.IMPORT_STRING


def _child(start: StartSeen) -> ChildSeen:
    return ChildSeen(
        main=start.main.key,
        process_name=start.process_name,
        environment=start.environment,
        unpickles=start.sent,
        import_string=start.import_string,
        runs_main=_reenters(start) is Reenters.MAIN,
        start=start.site,
    )


def _by_child(spawners: list[StartSeen], target: Target) -> dict[tuple[str, str, bool], list[StartSeen]]:
    """The starts whose children wake up alike: with the same main module, process name and view of packages."""
    groups: dict[tuple[str, str, bool], list[StartSeen]] = {}
    for start in spawners:
        package_main_too = start.api.starts is not None and start.api.starts.package_main_too
        groups.setdefault((start.main.key, _process_name(start, target), package_main_too), []).append(start)
    return groups


def _met_by_parent(again: StartSeen, same: list[StartSeen], spawners: list[StartSeen]) -> StartSeen | None:
    """A start of the parent under whose conditions the child reaches ``again``: the same one if the parent reaches it.

    A test that the parent passes for sure and the child only perhaps is a guard: ``__name__ == "__main__" or FORCE``.
    """
    candidates = [start for start in same or spawners if _is_subset(again.path, start.path)]
    makers = [start for start in candidates if start in spawners]
    if makers:
        return min(makers, key=_doubts)
    return min(spawners, key=_doubts) if candidates else None


def _process_name(spawner: StartSeen, target: Target) -> str:
    """What the process is called while main is run again; 3.14's forkserver does that before any child has a name."""
    return "MainProcess" if _is_forkserver_run(spawner, target) else spawner.process_name or UNKNOWN_NAME


def _is_forkserver_run(start: StartSeen, target: Target) -> bool:
    """Whether it is the forkserver that runs main again, not the child."""
    return target.method(start.method) is StartMethod.FORKSERVER and target.version >= FORKSERVER_RUNS_MAIN_FROM


def _doubts(start: StartSeen) -> int:
    return len(start.path) + len(start.conditions)


def _is_subset(inner: Iterable[Assumption], outer: Iterable[Assumption]) -> bool:
    known = {(each.module, each.span, each.holds) for each in outer}
    return all((each.module, each.span, each.holds) in known for each in inner)
