"""Dask's distributed scheduler.  File and line of distributed 2026.8.0."""

from mainguard.catalogue.api import AllOf, Api, Condition, Given, Instance, Not, Same, Sets, StartMethod, Starts, Truthy

REEXPORTS = {"dask.distributed": "distributed"}

_METHOD = "%distributed.worker.multiprocessing-method"
_CLIENT_PARAMETERS = ("address", "loop", "timeout", "set_as_default", "scheduler_file", "security", "asynchronous")
_CLUSTER_PARAMETERS = ("name", "n_workers", "threads_per_worker", "processes", "loop", "start", "host", "ip")
_IN_PROCESSES = Truthy("processes", default=True)
_HAS_NO_CLUSTER = AllOf((Not(Given("address")), Not(Given("scheduler_file"))))


def _starts(*conditions: Condition) -> Starts:
    return Starts(when=AllOf(conditions), method=StartMethod.SPAWN, method_from=_METHOD, worker="Process")


ENTRIES = (
    Api(
        name="distributed.Client",
        aliases=("distributed.client.Client",),
        parameters=_CLIENT_PARAMETERS,
        starts=_starts(_HAS_NO_CLUSTER, Not(Given("%dask.scheduler-address")), _IN_PROCESSES),
        returns=Instance("distributed.Client"),
        # Until it is closed, what collections compute goes to its workers.
        sets=(Sets("dask.scheduler", value="distributed"),),
        checked="distributed 2026.8.0: client.py:1137 and 1481, deploy/local.py:161-164, distributed.yaml:90",
        cases=("api_dask_client", "api_dask_client_threads"),
    ),
    Api(
        name="distributed.LocalCluster",
        aliases=("distributed.deploy.local.LocalCluster", "distributed.deploy.LocalCluster"),
        parameters=_CLUSTER_PARAMETERS,
        starts=_starts(_IN_PROCESSES),
        returns=Instance("distributed.LocalCluster"),
        checked="distributed 2026.8.0: deploy/local.py:161-164, process.py:97",
        cases=("api_dask_localcluster",),
    ),
    Api(
        name="distributed.LocalCluster.get_client",
        returns=Instance("distributed.Client"),
        sets=(Sets("dask.scheduler", value="distributed"),),
        checked="distributed 2026.8.0: deploy/cluster.py",
        harmless="its cluster runs already",
    ),
    Api("distributed.Client.__enter__", returns=Same("self"), checked="distributed 2026.8.0: client.py"),
)
