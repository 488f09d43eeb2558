"""Dask's own schedulers.  File and line of dask 2026.8.0."""

from mainguard.catalogue.api import (
    AllOf,
    AnyOf,
    Api,
    Condition,
    Equals,
    Given,
    Instance,
    Not,
    Sets,
    StartMethod,
    Starts,
)

_PROCESSES = ("processes", "multiprocessing")
_CHECKED = "dask 2026.8.0: multiprocessing.py:133-144 and 199-201, base.py"
_CASES = ("api_dask_compute_processes", "api_dask_compute_threads")
_SETTINGS = ("scheduler", "scheduler-address", "multiprocessing.context")
_WORKER_METHOD = "distributed.worker.multiprocessing-method"


def _by_processes(default: str) -> Condition:
    """Whether the call computes in processes: by its own argument, else by the configuration, else by ``default``."""
    return AnyOf(
        (
            Equals("scheduler", _PROCESSES),
            AllOf((Not(Given("scheduler")), Equals("%dask.scheduler", _PROCESSES, default=default))),
        )
    )


def _starts(default: str) -> Starts:
    return Starts(when=_by_processes(default), method=StartMethod.SPAWN, method_from="%dask.multiprocessing.context")


def _collection(name: str, default: str, cases: tuple[str, ...], makers: tuple[str, ...]) -> tuple[Api, ...]:
    """The functions that make a collection, and what computes it; all other methods give another collection."""
    made = Instance(name)
    return (
        Api(name, returns=made, checked=_CHECKED),
        *(Api(maker, returns=made, checked=_CHECKED) for maker in makers),
        *(
            Api(f"{name}.{method}", starts=_starts(default), checked=_CHECKED, cases=cases)
            for method in ("compute", "persist")
        ),
        Api(f"{name}.*", returns=made, checked=_CHECKED),
    )


_BAG = ("from_sequence", "from_delayed", "from_url", "read_text", "read_avro", "range", "concat", "zip", "map")
_FRAME = ("from_pandas", "from_delayed", "from_map", "read_csv", "read_parquet", "read_json", "read_table", "concat")
_ARRAY = ("from_array", "from_delayed", "ones", "zeros", "full", "arange", "linspace", "stack", "concatenate")

ENTRIES = (
    Api(
        name="dask.delayed",
        aliases=("dask.delayed.delayed",),
        parameters=("obj",),
        returns=Instance("dask.delayed.Delayed"),
        checked="dask 2026.8.0: delayed.py",
    ),
    Api("dask.delayed.Delayed.__call__", returns=Instance("dask.delayed.Delayed"), checked="dask 2026.8.0: delayed.py"),
    *_collection("dask.delayed.Delayed", "threads", _CASES, ()),
    *_collection(
        "dask.bag.Bag",
        "processes",
        ("api_dask_bag_compute",),
        tuple(f"dask.bag.{name}" for name in _BAG),
    ),
    *_collection("dask.dataframe.DataFrame", "threads", _CASES, tuple(f"dask.dataframe.{name}" for name in _FRAME)),
    *_collection("dask.array.Array", "threads", _CASES, tuple(f"dask.array.{name}" for name in _ARRAY)),
    *(
        Api(f"dask.{name}", aliases=(f"dask.base.{name}",), starts=_starts("threads"), checked=_CHECKED, cases=_CASES)
        for name in ("compute", "persist")
    ),
    Api(
        name="dask.multiprocessing.get",
        parameters=("dsk", "keys"),
        starts=Starts(method=StartMethod.SPAWN, method_from="%dask.multiprocessing.context"),
        checked=_CHECKED,
    ),
    Api(
        name="dask.config.set",
        parameters=("arg", "config"),
        sets=(
            *(Sets(f"dask.{key}", f"arg[{key}]") for key in _SETTINGS),
            Sets("dask.scheduler", "scheduler"),
            Sets(_WORKER_METHOD, f"arg[{_WORKER_METHOD}]"),
        ),
        checked="dask 2026.8.0: config.py, it holds from the call on, until a with block ends",
        cases=("form_dask_config_scheduler_processes",),
    ),
)
