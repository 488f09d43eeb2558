"""What follows for servers: calls that fail in a thread, and calls that somebody lacks or comes to as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mainguard.catalogue.api import Reenters, StartMethod
from mainguard.replay.execution import CallSeen, Execution, LaterStart, StartSeen, deduplicated
from mainguard.replay.runs import Finished, Runs
from mainguard.replay.trace import Assumption, Certainty, ReachedAgain, ServedAgain, ServerCall
from mainguard.replay.world import Target

_CHILD = "SpawnProcess-1"


@dataclass
class Serving:
    """Collects what is wrong with the servers of one module, target by target."""

    runs: Runs
    _in_threads: dict[object, ServerCall] = field(default_factory=dict)
    _served_again: dict[object, ServedAgain] = field(default_factory=dict)
    _needed: dict[object, ServerCall] = field(default_factory=dict)
    _missed: dict[object, ServerCall] = field(default_factory=dict)

    def judge(self, target: Target) -> None:
        """Add what is wrong on ``target``."""
        parent = self.runs.parent(target).execution
        _keep(self._in_threads, (_server_call(seen, seen.path) for seen in parent.in_threads))
        _keep(self._needed, (_server_call(seen, seen.path) for seen in parent.needed))
        for again in self._again(target, parent):
            self._served_again.setdefault((again.call.chain[0], again.call.chain[-1]), again)
        _keep(self._missed, self._not_in_child(target, parent.needed))

    def in_threads(self) -> tuple[ServerCall, ...]:
        """Calls in another thread that work in the main thread only."""
        return tuple(self._in_threads.values())

    def served_again(self) -> tuple[ServedAgain, ...]:
        """Calls that serve, and that more than the program itself comes to."""
        return tuple(self._served_again.values())

    def needed(self) -> tuple[ServerCall, ...]:
        """Calls that a child needs to reach as well."""
        return tuple(self._needed.values())

    def missed(self) -> tuple[ServerCall, ...]:
        """Calls that the parent reaches and the child, which needs them, does not."""
        return tuple(self._missed.values())

    def _again(self, target: Target, parent: Execution) -> Iterator[ServedAgain]:
        """What serves for certain at the module level, and who else comes to it."""
        starts = _starts(target, parent)
        for seen in parent.served:
            if seen.is_offline or seen.path or seen.api.needed_in_child is not None:
                continue
            call = _server_call(seen, ())
            if self.runs.is_own(seen.import_string) and _reaches(self.runs.imported(target, seen.environment), seen):
                yield ServedAgain(call, ReachedAgain.IMPORT_STRING, self.runs.module.name)
            elif seen.imported is not None:
                yield ServedAgain(call, ReachedAgain.IMPORT, seen.imported.name)
            else:
                for start in starts:
                    if start.site != seen.chain[-1] and _reaches(self._child(target, start), seen):
                        yield ServedAgain(call, ReachedAgain.CHILD, start.site.name)

    def _child(self, target: Target, start: StartSeen | LaterStart) -> Finished:
        return self.runs.rerun(target, start.environment, _CHILD, frozenset())

    def _not_in_child(self, target: Target, needed: list[CallSeen]) -> Iterator[ServerCall]:
        for seen in needed:
            if seen.is_offline:
                continue
            child = self.runs.rerun(target, seen.environment, _CHILD, frozenset())
            again = [each for each in child.execution.needed if each.api is seen.api and not each.is_offline]
            if not again and not child.execution.was_exhausted:
                yield _server_call(seen, seen.path)


def _starts(target: Target, parent: Execution) -> list[StartSeen | LaterStart]:
    """What starts processes on ``target`` that run main again, while the module runs or later."""
    now = [start for start in parent.starts if start.api.starts and start.api.starts.reenters is Reenters.MAIN]
    found: list[StartSeen | LaterStart] = [start for start in now if not start.path and not start.conditions]
    found += parent.later
    return [start for start in found if target.method(start.method) is not StartMethod.FORK]


def _reaches(run: Finished, seen: CallSeen) -> bool:
    """Whether ``run`` comes to the same call for certain."""
    return any(again.chain[-1] == seen.chain[-1] and not again.path for again in run.execution.served)


def _keep(found: dict[object, ServerCall], calls: Iterable[ServerCall]) -> None:
    """Each call once, by the way that is known best."""
    for call in calls:
        key = (call.chain[0], call.chain[-1])
        known = found.get(key)
        if known is None or len(call.assumptions) < len(known.assumptions):
            found[key] = call


def _server_call(seen: CallSeen, assumptions: Iterable[Assumption]) -> ServerCall:
    depends_on = deduplicated([*assumptions])
    return ServerCall(
        api=seen.api,
        chain=seen.chain,
        statement=seen.statement,
        call=seen.call,
        certainty=Certainty.POSSIBLE if depends_on else Certainty.CERTAIN,
        assumptions=depends_on,
        guards=seen.guards,
    )
