"""joblib.  File and line of joblib 1.6.0."""

from mainguard.catalogue.api import ABSENT, AllOf, AnyOf, Api, Effect, Equals, Given, Instance, Not, Same, Sets, Starts

_PARALLEL = "joblib.Parallel"
_IS_MULTIPROCESSING = AnyOf(
    (
        Equals("self.backend", ("multiprocessing",)),
        AllOf((Not(Given("self.backend")), Equals("%joblib.backend", ("multiprocessing",)))),
    )
)
_HAS_SEVERAL = AnyOf(
    (
        Not(Equals("self.n_jobs", (1,), default=1)),
        AllOf((Not(Given("self.n_jobs")), Not(Equals("%joblib.n_jobs", (1,), default=1)))),
    )
)


def _configuration(name: str, n_jobs: object, cases: tuple[str, ...]) -> Api:
    return Api(
        name=f"joblib.{name}",
        aliases=(f"joblib.parallel.{name}",),
        parameters=("backend",) if n_jobs is ABSENT else ("backend", "n_jobs"),
        returns=Instance(f"joblib.{name}"),
        sets=(Sets("joblib.backend", "backend"), Sets("joblib.n_jobs", "n_jobs", n_jobs)),
        checked="joblib 1.6.0: parallel.py:363-395 and 549, it holds from the call on, until a with block ends",
        cases=cases,
    )


ENTRIES = (
    Api(
        name=_PARALLEL,
        aliases=("joblib.parallel.Parallel",),
        parameters=("n_jobs", "backend", "return_as", "verbose", "timeout", "pre_dispatch", "batch_size"),
        returns=Instance(_PARALLEL),
        checked="joblib 1.6.0: parallel.py:1236, the constructor starts nothing",
    ),
    Api(
        name=f"{_PARALLEL}.__call__",
        parameters=("iterable",),
        starts=Starts(
            when=AllOf((_IS_MULTIPROCESSING, _HAS_SEVERAL)),
            method_from="$JOBLIB_START_METHOD",
            effect=Effect.STALL,
        ),
        checked="joblib 1.6.0: _parallel_backends.py:583-594, parallel.py:579-583 and 1301; the default backend, loky, "
        "never runs main (loky/backend/process.py:24)",
        cases=(
            "api_joblib_parallel_default",
            "api_joblib_parallel_multiprocessing",
            "api_joblib_parallel_backend_ctx",
            "api_joblib_parallel_config_ctx",
            "api_joblib_parallel_njobs1",
            "api_joblib_start_method_env",
        ),
    ),
    Api(
        name=f"{_PARALLEL}.__enter__",
        returns=Same("self"),
        checked="joblib 1.6.0: parallel.py, it keeps the workers between calls",
    ),
    _configuration("parallel_config", ABSENT, ("api_joblib_parallel_config_ctx",)),
    _configuration("parallel_backend", -1, ("api_joblib_parallel_backend_ctx",)),
)
