"""Remembering what was computed of an object for as long as somebody has the object."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

K = TypeVar("K")
V = TypeVar("V")


def remembered_weakly(function: Callable[[K], V]) -> Callable[[K], V]:
    """``function``, called once for each object: what is typed in leaves nothing behind when it is gone.

    What it returns must not lead to the object.
    """
    known: WeakKeyDictionary[K, V] = WeakKeyDictionary()

    @wraps(function)
    def remembering(of: K) -> V:
        try:
            return known[of]
        except KeyError:
            found = known[of] = function(of)
            return found

    return remembering
