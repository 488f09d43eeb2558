"""Pebble.  File and line of pebble 5.2.3."""

from mainguard.catalogue.api import Api, Decorator, Instance, Sends, Starts

_POOL = "pebble.ProcessPool"
_THREADS = "it starts threads"


def _decorator(package: str, cases: tuple[str, ...] = ()) -> tuple[Api, Api]:
    made = f"pebble.{package}.process.wrapper"
    checked = f"pebble 5.2.3: {package}/process.py:44-106, common/process.py:46-50"
    return (
        Api(f"pebble.{package}.process", returns=Decorator(makes=made), checked=checked, cases=cases),
        Api(f"{made}.__call__", starts=Starts(method_from="self.mp_context"), checked=checked, cases=cases),
    )


ENTRIES = (
    Api(
        name=_POOL,
        aliases=("pebble.pool.ProcessPool", "pebble.pool.process.ProcessPool"),
        parameters=("max_workers", "max_tasks", "initializer", "initargs", "context"),
        sends=Sends(("initializer", "initargs")),
        returns=Instance(_POOL, context="context"),
        checked="pebble 5.2.3: pool/process.py:66-78, the constructor starts nothing",
        cases=("api_pebble_processpool_ctor",),
    ),
    *(
        Api(
            name=f"{_POOL}.{method}",
            parameters=parameters,
            starts=Starts(),
            sends=Sends(tuple(name for name in parameters if name != "timeout"), even_if_forked=True),
            checked="pebble 5.2.3: pool/base_pool.py:110, pool/process.py:78-98, common/process.py:46-50",
            cases=("api_pebble_processpool_schedule",),
        )
        for method, parameters in {
            "schedule": ("function", "args", "kwargs", "timeout"),
            "submit": ("function", "timeout"),
            "map": ("function",),
        }.items()
    ),
    *_decorator("concurrent", ("api_pebble_concurrent_process_call", "api_pebble_concurrent_process_deco_only")),
    *_decorator("asynchronous"),
    Api("pebble.ThreadPool", aliases=("pebble.pool.ThreadPool",), checked="pebble 5.2.3", harmless=_THREADS),
    Api("pebble.concurrent.thread", checked="pebble 5.2.3: concurrent/thread.py", harmless=_THREADS),
    Api("pebble.asynchronous.thread", checked="pebble 5.2.3: asynchronous/thread.py", harmless=_THREADS),
)
