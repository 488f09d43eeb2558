"""sanic.  File and line of sanic 25.12.1, below ``mixins``."""

from mainguard.catalogue.api import ALWAYS, Api, Instance, Not, StartMethod, Starts, Truthy

_CHECKED = "sanic 25.12.1 on CPython 3.11 and 3.14"
_SEVERAL_PROCESSES = Not(Truthy("single_process"))
_SERVER = frozenset({"server"})

ENTRIES = (
    Api(
        name="sanic.Sanic",
        aliases=("sanic.app.Sanic",),
        parameters=("name",),
        returns=Instance("sanic.Sanic"),
        checked=_CHECKED,
    ),
    Api(
        name="sanic.Sanic.run",
        parameters=("host", "port"),
        starts=Starts(
            when=_SEVERAL_PROCESSES,
            method=StartMethod.SPAWN,
            method_from="self.start_method",
            process_name="SyncManager-1",
        ),
        serves=True,
        main_thread_only=_SEVERAL_PROCESSES,
        checked=f"{_CHECKED}: startup.py:152, 276-280, 908-926, 994, 1027; the first process is a manager",
        cases=(
            "sanic_app_run",
            "sanic_app_run_dev",
            "sanic_app_run_workers2",
            "sanic_app_run_single_process",
            "sanic_start_method_fork",
        ),
        tags=_SERVER,
    ),
    Api(
        name="sanic.Sanic.prepare",
        parameters=("host", "port"),
        checked=f"{_CHECKED}: startup.py:282",
        harmless="starts nothing; `Sanic.serve()` does",
        cases=("sanic_prepare_only",),
    ),
    Api(
        name="sanic.Sanic.serve",
        parameters=("primary",),
        starts=Starts(method=StartMethod.SPAWN, method_from="%sanic.Sanic.start_method", process_name="SyncManager-1"),
        serves=True,
        main_thread_only=ALWAYS,
        checked=f"{_CHECKED}: startup.py:951-1027",
        cases=("sanic_prepare_serve",),
        tags=_SERVER,
    ),
    Api(
        name="sanic.Sanic.serve_single",
        parameters=("primary",),
        serves=True,
        checked=f"{_CHECKED}: startup.py, serve_single",
        harmless="serves in this process",
        cases=("sanic_serve_single",),
    ),
)
