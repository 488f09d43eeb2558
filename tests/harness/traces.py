"""Hand-made traces, for what no replay is needed to say."""

from __future__ import annotations

from harness.project import module_of
from mainguard.catalogue.api import Api, StartMethod, Starts
from mainguard.engine.settings import SUPPORTED_VERSIONS
from mainguard.replay.modules import NoModules, ProjectModule
from mainguard.replay.trace import Assumption, Certainty, Site, Trace, UnguardedStart, World
from mainguard.rules.rule import Context
from mainguard.text.span import Span

PROCESS_START = Api("multiprocessing.Process.start", starts=Starts())


def context_of(text: str, *starts: UnguardedStart, questions: tuple[str, ...] = ()) -> Context:
    """What rules see of ``text`` when the replay saw ``starts``."""
    module = module_of(text)
    trace = Trace(module.key, starts, exits=(), calls=(), questions=questions)
    return Context(module, trace, NoModules(), SUPPORTED_VERSIONS)


def start_at(
    module: ProjectModule | str,
    callee: str,
    *,
    api: Api = PROCESS_START,
    assumptions: tuple[str, ...] = (),
    worlds: frozenset[World] = frozenset({World.RERUN}),
    targets: tuple[str, ...] = (),
) -> UnguardedStart:
    """The start by the first call of ``callee`` in a module or text, on a line of its own."""
    text = module if isinstance(module, str) else module.tree.source.text
    at = text.index(callee)
    end = text.index("\n", at)
    site = Site("main.py", Span(at, at + len(callee)), callee)
    unknown = tuple(Assumption(each, "main.py", Span(0, 0), holds=True) for each in assumptions)
    return UnguardedStart(
        api=api,
        chain=(site,),
        statement=Span(at, end),
        call=Span(at, end),
        certainty=Certainty.POSSIBLE if assumptions else Certainty.CERTAIN,
        assumptions=unknown,
        method=StartMethod.DEFAULT,
        worlds=worlds,
        guards=(),
        targets=targets,
    )
