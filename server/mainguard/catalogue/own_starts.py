"""Entries that users add: what the setting ``starts-processes`` says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from mainguard.catalogue.api import Api, Instance, StartMethod, Starts
from mainguard.catalogue.registry import Catalogue, catalogue

EXAMPLE = "mylib.start_workers"

WRITTEN = r"[^\W\d]\w*(?:\.[^\W\d]\w*)+(?::(?:spawn|forkserver))?"
"""What the setting takes, as a regular expression of Python and of JavaScript."""

_METHODS: Mapping[str, StartMethod] = {
    "": StartMethod.DEFAULT,
    "spawn": StartMethod.SPAWN,
    "forkserver": StartMethod.FORKSERVER,
}


def own_entries(written: Iterable[str]) -> tuple[Api, ...]:
    """An entry for each of ``written``, ``"mylib.start"`` or ``"mylib.start:spawn"``: a start whenever it is called.

    Raises ``ValueError`` for the first that is neither; the message says what is wrong.
    """
    return tuple(_entry(each) for each in written)


@lru_cache(maxsize=16)
def catalogue_with(starts_processes: tuple[str, ...]) -> Catalogue:
    """The catalogue that ships with mainguard, and what a user adds, which comes first.  Raises as ``own_entries``."""
    shipped = catalogue()
    if not starts_processes:
        return shipped
    own = {entry.name: entry for entry in own_entries(starts_processes)}
    return replace(shipped, by_name={**shipped.by_name, **own}, own=own)


def _entry(written: str) -> Api:
    if re.fullmatch(WRITTEN, written) is None:
        known = " or ".join(f":{each}" for each in _METHODS if each)
        raise ValueError(f"{written!r} is no dotted name such as {EXAMPLE!r}, which {known} may follow")
    name, _, method = written.partition(":")
    starts = Starts(method=_METHODS[method])
    shipped = catalogue().get(name)
    if shipped is not None:
        return replace(shipped, name=name, aliases=(), import_aliases=(), starts=starts, harmless="")
    is_class = name.rpartition(".")[2].lstrip("_")[:1].isupper()
    return Api(name, starts=starts, returns=Instance(name) if is_class else None)
