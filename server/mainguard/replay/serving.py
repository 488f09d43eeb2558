"""What follows for servers: calls that fail in a thread, and calls that somebody lacks or comes to as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mainguard.replay.execution import CallSeen, deduplicated
from mainguard.replay.runs import Runs
from mainguard.replay.trace import Assumption, Certainty, ServerCall
from mainguard.replay.world import Target

_CHILD = "SpawnProcess-1"


@dataclass
class Serving:
    """Collects what is wrong with the servers of one module, target by target."""

    runs: Runs
    _in_threads: dict[object, ServerCall] = field(default_factory=dict)
    _needed: dict[object, ServerCall] = field(default_factory=dict)
    _missed: dict[object, ServerCall] = field(default_factory=dict)

    def judge(self, target: Target) -> None:
        """Add what is wrong on ``target``."""
        parent = self.runs.parent(target).execution
        _keep(self._in_threads, (_server_call(seen, seen.path) for seen in parent.in_threads))
        _keep(self._needed, (_server_call(seen, seen.path) for seen in parent.needed))
        _keep(self._missed, self._not_in_child(target, parent.needed))

    def in_threads(self) -> tuple[ServerCall, ...]:
        """Calls in another thread that work in the main thread only."""
        return tuple(self._in_threads.values())

    def needed(self) -> tuple[ServerCall, ...]:
        """Calls that a child needs to reach as well."""
        return tuple(self._needed.values())

    def missed(self) -> tuple[ServerCall, ...]:
        """Calls that the parent reaches and the child, which needs them, does not."""
        return tuple(self._missed.values())

    def _not_in_child(self, target: Target, needed: list[CallSeen]) -> Iterator[ServerCall]:
        for seen in needed:
            if seen.is_offline:
                continue
            child = self.runs.rerun(target, seen.environment, _CHILD, frozenset())
            again = [each for each in child.execution.needed if each.api is seen.api and not each.is_offline]
            if not again and not child.execution.was_exhausted:
                yield _server_call(seen, seen.path)


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
