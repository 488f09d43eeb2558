"""loky.  File and line of loky 3.7.0."""

from mainguard.catalogue.api import Api, ContextFor, Equals, Instance, StartMethod, Starts

_EXECUTOR = "loky.ProcessPoolExecutor"
_STARTS = Starts(when=Equals("self.context._name", ("loky_init_main", "spawn", "forkserver")), method=StartMethod.SPAWN)

ENTRIES = (
    Api(
        name=_EXECUTOR,
        aliases=("loky.process_executor.ProcessPoolExecutor",),
        parameters=("max_workers", "job_reducers", "result_reducers", "timeout", "context", "initializer", "initargs"),
        returns=Instance(_EXECUTOR),
        checked="loky 3.7.0: process_executor.py, the constructor starts nothing",
        cases=("api_loky_executor_init_main",),
    ),
    Api(
        name="loky.get_reusable_executor",
        aliases=("loky.reusable_executor.get_reusable_executor",),
        parameters=("max_workers", "context", "timeout", "kill_workers", "reuse"),
        returns=Instance(_EXECUTOR),
        checked="loky 3.7.0: reusable_executor.py",
        cases=("api_loky_reusable_executor",),
    ),
    *(
        Api(
            name=f"{_EXECUTOR}.{method}",
            parameters=("fn",),
            starts=_STARTS,
            checked="loky 3.7.0: backend/spawn.py:111, backend/context.py:561-583, backend/process.py:24 and 48-68; "
            "its own method, loky, never runs main",
            cases=("api_loky_reusable_executor", "api_loky_executor_init_main"),
        )
        for method in ("submit", "map")
    ),
    Api(
        name="loky.backend.context.get_context",
        aliases=("loky.backend.get_context",),
        parameters=("method",),
        returns=ContextFor("method", of="loky.backend.context.BaseContext"),
        checked="loky 3.7.0: backend/context.py",
    ),
)
