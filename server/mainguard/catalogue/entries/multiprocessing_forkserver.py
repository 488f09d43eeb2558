"""The forkserver by itself.  File and line of CPython 3.14.10's ``Lib``."""

from mainguard.catalogue.api import Api, Effect, StartMethod, Starts

ENTRIES = (
    Api(
        name="multiprocessing.forkserver.ensure_running",
        starts=Starts(method=StartMethod.FORKSERVER, since=(3, 14), effect=Effect.SILENT, process_name="MainProcess"),
        checked="CPython 3.11 to 3.15: multiprocessing/forkserver.py:156-161 and 227-230",
        cases=("api_mp_forkserver_ensure_running",),
    ),
    Api(
        name="multiprocessing.set_forkserver_preload",
        parameters=("module_names",),
        checked="CPython 3.11 to 3.15: multiprocessing/forkserver.py:67",
        cases=("api_mp_set_forkserver_preload_only",),
        harmless="it starts nothing by itself",
    ),
)
