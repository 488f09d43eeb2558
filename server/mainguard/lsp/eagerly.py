"""Coroutines that have begun outside of a task, since they mostly have nothing to wait for."""

from __future__ import annotations

import types
from collections.abc import Callable, Coroutine, Generator
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")


async def continued(coroutine: Coroutine[Any, Any, T], waits_for: Any) -> T:
    """What ``coroutine`` returns or raises; it has been sent ``None``, and gave ``waits_for``."""
    return await _rest(coroutine, waits_for)


@types.coroutine
def _rest(coroutine: Coroutine[Any, Any, T], waits_for: Any) -> Generator[Any, Any, T]:
    step: Callable[[], Any]
    while True:
        try:
            step = partial(coroutine.send, (yield waits_for))
        except BaseException as error:  # noqa: BLE001 - it is for the coroutine, as being cancelled is
            step = partial(coroutine.throw, error)
        try:
            waits_for = step()
        except StopIteration as end:
            result: T = end.value
            return result
