"""What the parent sends to a child that does not find it.

A child looks for a function or class of the main module by its name, in what its own run of that module has bound.
A notebook, and a package's ``__main__``, it does not run at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from mainguard.catalogue.api import StartMethod
from mainguard.replay.alike import Alike
from mainguard.replay.execution import SendSeen
from mainguard.replay.runs import Runs
from mainguard.replay.trace import Assumption, Certainty, LostTarget
from mainguard.replay.world import UNKNOWN_NAME, Target


@dataclass
class _Loss:
    seen: SendSeen
    assumptions: tuple[Assumption, ...]
    targets: list[Target] = field(default_factory=list)


@dataclass
class Losses:
    """Collects what is not found, target by target."""

    runs: Runs
    alike: Alike
    _losses: dict[object, _Loss] = field(default_factory=dict)

    def judge(self, target: Target) -> None:
        """Add what is not found on ``target``."""
        for send in self.runs.parent(target).execution.sends:
            if self._is_lost(send, target):
                key = (send.chain[0].span, send.chain[-1], send.sent)
                loss = self._losses.setdefault(key, _Loss(send, send.path))
                if len(send.path) < len(loss.assumptions):
                    loss.assumptions = send.path
                if target not in loss.targets:
                    loss.targets.append(target)

    def lost(self) -> tuple[LostTarget, ...]:
        """Everything that is not found, once for each call that sends it."""
        return tuple(self._target(loss) for loss in self._losses.values())

    def _is_lost(self, send: SendSeen, target: Target) -> bool:
        is_forked = target.method(send.method) is StartMethod.FORK
        if not send.sent.is_findable:
            return send.even_if_forked or not is_forked
        if is_forked:
            return False
        rerun = self.runs.rerun(target, send.environment, UNKNOWN_NAME, frozenset())
        if not rerun.flow.falls or rerun.execution.was_exhausted or rerun.execution.is_refused:
            return False
        return send.sent.name not in rerun.table

    def _target(self, loss: _Loss) -> LostTarget:
        seen = loss.seen
        return LostTarget(
            api=seen.api,
            chain=seen.chain,
            statement=seen.statement,
            call=seen.call,
            sent=seen.sent,
            certainty=Certainty.POSSIBLE if loss.assumptions else Certainty.CERTAIN,
            assumptions=loss.assumptions,
            method=seen.method,
            targets=self.alike.named(loss.targets),
        )
