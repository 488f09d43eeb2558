"""What was found out about the newest result: editors ask for the same again whenever the cursor moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from mainguard.lsp.snapshot import Checked
from mainguard.lsp.worker import Worker

P = ParamSpec("P")
T = TypeVar("T")


class Memory:
    """Has a worker find out about results, the same about the same result only once."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._checked: Checked | None = None
        self._found: dict[object, Any] = {}
        """By the function that found it, and what it was given besides the result."""

    def forget(self) -> None:
        """Some module has changed, which a fix may look at although the result does not depend on it."""
        self._checked = None

    async def found(
        self, find: Callable[Concatenate[Checked, P], T], checked: Checked, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What ``find`` returns for the result; it raises what that raises."""
        if self._checked is not checked:
            self._checked, self._found = checked, {}
        known, key = self._found, (find, args, *kwargs.items())
        if key not in known:
            known[key] = await self._worker.run(find, checked, *args, **kwargs)
        found: T = known[key]
        return found
