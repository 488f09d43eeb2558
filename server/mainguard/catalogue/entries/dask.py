"""Dask's own schedulers.  File and line of dask 2026.8.0."""

from mainguard.catalogue.api import Api, Instance, Sets
from mainguard.catalogue.dask_schedulers import CASES, CHECKED, IN_PROCESSES, collection, computes

_SETTINGS = ("scheduler", "scheduler-address", "multiprocessing.context")
_WORKER_METHOD = "distributed.worker.multiprocessing-method"
_BAG = ("from_sequence", "from_delayed", "from_url", "read_text", "read_avro", "range", "concat", "zip", "map")

ENTRIES = (
    Api(
        name="dask.delayed",
        aliases=("dask.delayed.delayed",),
        parameters=("obj",),
        returns=Instance("dask.delayed.Delayed"),
        checked="dask 2026.8.0: delayed.py",
    ),
    Api("dask.delayed.Delayed.__call__", returns=Instance("dask.delayed.Delayed"), checked="dask 2026.8.0: delayed.py"),
    *collection("dask.delayed.Delayed", "threads", CASES, ()),
    *collection(
        "dask.bag.Bag",
        "processes",
        ("api_dask_bag_compute",),
        tuple(f"dask.bag.{name}" for name in _BAG),
    ),
    *(
        Api(f"dask.{name}", aliases=(f"dask.base.{name}",), starts=computes("threads"), checked=CHECKED, cases=CASES)
        for name in ("compute", "persist")
    ),
    Api(
        name="dask.multiprocessing.get",
        parameters=("dsk", "keys"),
        starts=IN_PROCESSES,
        checked=CHECKED,
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
