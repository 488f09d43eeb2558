"""Replays a text, for tests of the trace."""

from __future__ import annotations

from collections.abc import Mapping

from harness.project import MemoryProject
from mainguard.replay.modules import NoResolver, Resolver
from mainguard.replay.replay import replay
from mainguard.replay.trace import Site, Trace
from mainguard.replay.world import Target

SPAWN = Target("darwin", (3, 12))
FORK = Target("linux", (3, 12))
FORKSERVER = Target("linux", (3, 14))

RELOAD = 'uvicorn.run("elsewhere:app", reload=True)'
"""A call that starts a process on every target."""


def traced(
    text: str,
    *targets: Target,
    others: Mapping[str, str] | None = None,
    path: str = "main.py",
    resolver: Resolver | None = None,
) -> Trace:
    """The trace of ``text`` as the file ``path`` of a project that has ``others`` as well."""
    project = MemoryProject({**(others or {}), path: text})
    return replay(project.module(path), project, resolver or NoResolver(), targets or (SPAWN,))


def names(chain: tuple[Site, ...]) -> list[str]:
    """The chain as written."""
    return [site.name for site in chain]
