"""MPIRE.  File and line of mpire 2.10.2."""

from mainguard.catalogue.api import Api, Effect, Equals, Instance, Not, Sends, StartMethod, Starts

_POOL = "mpire.WorkerPool"
_STARTS = Starts(
    when=Not(Equals("self.start_method", ("threading",))), method=StartMethod.FORK_OR_SPAWN, effect=Effect.STALL
)
_FOR_EACH = ("func", "iterable_of_args")
_ONCE = ("func", "args", "kwargs")
_METHODS = {
    "map": _FOR_EACH,
    "map_unordered": _FOR_EACH,
    "imap": _FOR_EACH,
    "imap_unordered": _FOR_EACH,
    "apply": _ONCE,
    "apply_async": _ONCE,
}

ENTRIES = (
    Api(
        name=_POOL,
        aliases=("mpire.pool.WorkerPool",),
        parameters=(
            *("n_jobs", "daemon", "cpu_ids", "shared_objects", "pass_worker_id", "use_worker_state"),
            *("start_method", "keep_alive", "use_dill"),
        ),
        returns=Instance(_POOL, context="start_method"),
        checked="mpire 2.10.2: pool.py:38-93, the constructor starts nothing",
        cases=("api_mpire_workerpool_ctor",),
    ),
    *(
        Api(
            name=f"{_POOL}.{method}",
            parameters=parameters,
            starts=_STARTS,
            sends=Sends(("func",), effect=Effect.STALL),
            checked="mpire 2.10.2: context.py:49, pool.py:222, 733 and 892, fork where there is one",
            cases=("api_mpire_workerpool_default", "api_mpire_workerpool_spawn", "api_mpire_workerpool_threading"),
        )
        for method, parameters in _METHODS.items()
    ),
)
