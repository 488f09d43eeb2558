"""The way into the replay: a module in, its trace out."""

from __future__ import annotations

from mainguard.catalogue.own_starts import catalogue_with
from mainguard.replay.alike import Alike
from mainguard.replay.import_records import ImportRecords
from mainguard.replay.losses import Losses
from mainguard.replay.modules import Modules, ProjectModule, Resolver
from mainguard.replay.relevance import nothing_to_see
from mainguard.replay.reuse import Replays
from mainguard.replay.runs import Runs
from mainguard.replay.serving import Serving
from mainguard.replay.trace import ApiCall, Trace
from mainguard.replay.verdict import Verdicts
from mainguard.replay.waiting import Waiting
from mainguard.replay.world import Target


def replay(
    module: ProjectModule,
    modules: Modules,
    resolver: Resolver,
    targets: tuple[Target, ...],
    starts_processes: tuple[str, ...] = (),
    records: ImportRecords | None = None,
    replays: Replays | None = None,
) -> Trace:
    """What ``module`` does when it is run as a script on ``targets``, and what its children do with it again.

    ``starts_processes`` are the user's own calls that start a process.  ``records`` is what other replays have
    found out about imports while no file, no setting and no answer of ``resolver`` changed; it takes up what this one
    finds.  ``replays`` is what replays of the module have seen while anything may have changed.  Raises nothing for
    any user code.
    """
    known = catalogue_with(starts_processes)
    without = nothing_to_see(module, modules, resolver, known, records)
    if without is not None:
        return Trace(module.key, starts=(), exits=(), calls=(), modules_read=without)
    circumstances = targets, starts_processes
    if replays is None:
        return _replayed(Runs(module, modules, resolver, known, records or ImportRecords()), targets)
    trace = replays.trace_of(module, modules, resolver, circumstances)
    if trace is None:
        checkpoints = replays.checkpoints(module, modules, resolver, circumstances)
        # What others have found out, nobody would have been asked.
        runs = Runs(module, *checkpoints.answered, known, ImportRecords(), checkpoints)
        trace = _replayed(runs, targets)
        replays.remember(module, checkpoints, circumstances, trace)
    return trace


def _replayed(runs: Runs, targets: tuple[Target, ...]) -> Trace:
    """The trace of what the runs do."""
    alike = Alike(runs, targets)
    verdicts, losses, serving = Verdicts(runs, alike), Losses(runs, alike), Serving(runs)
    waiting = Waiting()
    for target in alike.each():
        verdicts.judge(target)
        losses.judge(target)
        serving.judge(target)
        waiting.judge(runs.parent(target).execution)
    observed = _calls(runs)
    names = verdicts.names_bound_on_import() if any(call.api.starts for call in observed) else None
    executions = runs.executions
    return Trace(
        module=runs.module.key,
        starts=verdicts.starts(),
        exits=verdicts.exits(),
        calls=observed,
        lost_targets=losses.lost(),
        method_choices=verdicts.method_choices(),
        refused_methods=verdicts.refused_methods(),
        in_threads=serving.in_threads(),
        served_again=serving.served_again(),
        needed=serving.needed(),
        missed=serving.missed(),
        stuck_imports=waiting.stuck(),
        children=verdicts.children(),
        names_bound_on_import=names,
        questions=tuple(sorted(set().union(*(each.questions for each in executions)))),
        modules_read=frozenset().union(*(each.read for each in executions)),
    )


def _calls(runs: Runs) -> tuple[ApiCall, ...]:
    """Each call of interest once for all arguments that it is made with, though several runs have seen it."""
    seen: dict[object, ApiCall] = {}
    for run in runs.parents():
        for call in run.calls:
            arguments = repr(sorted(call.arguments.items(), key=lambda item: item[0]))
            seen.setdefault((call.site.module, call.call, arguments, call.is_complete), call)
    return tuple(seen.values())
