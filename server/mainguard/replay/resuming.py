"""Runs that go on from where the text begins to differ.

Where somebody types in one block, a module's runs come to that block in the same way again and again.  So each of them
remembers what it was when it came there, and is made to be that again for a text that is the same so far.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from mainguard.replay.answers import AnsweredModules, AnsweredResolver
from mainguard.replay.execution import Execution
from mainguard.replay.module_bodies import Body, Progress
from mainguard.replay.modules import ProjectModule
from mainguard.replay.store import Originals, Store
from mainguard.replay.world import RunWorld
from mainguard.syntax.outline import Asked

MOST_POINTS = 12
"""Where more worlds matter than that, they are too many to be remembered."""
_BROUGHT_BACK_OTHERWISE = frozenset({"world", "catalogue", "modules", "resolver", "records", "store"})
_HELD = tuple(each.name for each in fields(Execution) if each.name not in _BROUGHT_BACK_OTHERWISE)


@dataclass(frozen=True, eq=False)
class Point:
    """A run as it was when it came to a block of its main module: the run itself, and how to make it that again.

    All that changes is in the fields of the execution, in the body, or in tables.
    """

    execution: Execution
    body: Body
    progress: Progress
    asked: Asked
    """What had been asked of the module's outline."""
    held: Mapping[str, Any]
    """The fields."""
    contents: tuple[tuple[Any, Any], ...]
    """Of each field that is a list, dict or set, which others may hold, too, itself and a copy."""
    originals: Originals

    @classmethod
    def here(cls, execution: Execution, body: Body) -> Point | None:
        """The present moment; ``None`` where another module than main is made of the same text."""
        key = body.state.module.key
        if sum(loaded[0] == key for loaded in (*execution.states, *execution.deferred)) > 1:
            return None
        originals = Originals(state.table for state in execution.states.values())
        held = {name: getattr(execution, name) for name in _HELD}
        contents = tuple((value, value.copy()) for value in held.values() if isinstance(value, list | dict | set))
        # Between two statements of the main module nobody is going to take anything back.
        execution.store = Store(originals)
        return cls(execution, body, body.progress(), body.outline.asked.copy(), held, contents, originals)

    def restore(self) -> None:
        """Make the run what it was, but for the module's text."""
        self.originals.restore()
        vars(self.execution).update(self.held)
        for value, copy in self.contents:
            if value or copy:
                _refill(value, copy)
        self.execution.store = Store(self.originals)


@dataclass(frozen=True, eq=False)
class Resumption:
    """The points of all worlds in which one module ran, before the same block."""

    module: ProjectModule
    first: int
    """The number of that block: what is in front of it is behind these runs."""
    points: Mapping[RunWorld, Point]
    answered: tuple[AnsweredModules, AnsweredResolver]
    """What they had been answered, and perhaps more."""
    circumstances: object
    """What else they depend on."""

    @property
    def asked(self) -> Asked:
        """What all of them had asked of the outline."""
        found = Asked()
        for point in self.points.values():
            found.absorb(point.asked)
        return found


class Checkpoints:
    """What runs of one module leave for the next ones, and what they take up."""

    def __init__(
        self, first: int | None, modules: AnsweredModules, resolver: AnsweredResolver, before: Resumption | None = None
    ) -> None:
        """``first``: in front of which block the runs leave a point, if any; ``before``: what they may take up."""
        self._first = first
        self.answered = modules, resolver
        self._before = before
        self._points: dict[RunWorld, Point] = {}
        self._known = before.answered if before is not None else (modules.copy(), resolver.copy())

    def watch(self, body: Body) -> None:
        """Remember the run of ``body`` where it comes to the block."""

        def come() -> None:
            point = Point.here(body.run, body) if len(self._points) < MOST_POINTS else None
            if point is not None:
                self._points[body.run.world] = point
                modules, resolver = self.answered
                self._known = modules.copy(), resolver.copy()

        body.until, body.reached = self._first, come

    def resumed(self, world: RunWorld, module: ProjectModule) -> Body | None:
        """The run in ``world`` as far as it is remembered, of the present text of ``module``."""
        point = self._before.points.get(world) if self._before is not None else None
        if self._before is None or point is None:
            return None
        point.restore()
        point.body.go_back(point.progress, module, self._before.first)
        module.tree.outline.asked = point.asked.copy()
        if self._first is not None and self._before.first < self._first:
            self.watch(point.body)
        else:
            self._points[world] = point
        return point.body

    def left(self, module: ProjectModule, circumstances: object) -> Resumption | None:
        """What the next runs may take up."""
        if self._first is None or not self._points:
            return None
        return Resumption(module, self._first, self._points, self._known, circumstances)


def _refill(value: Any, copy: Any) -> None:
    if isinstance(value, list):
        value[:] = copy
    else:
        value.clear()
        value.update(copy)
