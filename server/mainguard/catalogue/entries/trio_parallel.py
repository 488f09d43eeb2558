"""trio-parallel.  File and line of trio-parallel 1.3.0."""

from mainguard.catalogue.api import Api, Instance, StartMethod, Starts

_STARTS = Starts(method=StartMethod.SPAWN)
_CHECKED = "trio-parallel 1.3.0: _proc.py:46 and 67, _impl.py:131, spawn on every platform"

ENTRIES = (
    Api(
        name="trio_parallel.run_sync",
        parameters=("sync_fn",),
        starts=_STARTS,
        checked=_CHECKED,
        cases=("api_trio_parallel_run_sync",),
    ),
    Api(
        name="trio_parallel.open_worker_context",
        parameters=("idle_timeout", "init", "retire", "grace_period", "worker_type"),
        returns=Instance("trio_parallel.WorkerContext"),
        checked=f"{_CHECKED}; it starts nothing by itself",
    ),
    Api("trio_parallel.WorkerContext.run_sync", parameters=("sync_fn",), starts=_STARTS, checked=_CHECKED),
)
