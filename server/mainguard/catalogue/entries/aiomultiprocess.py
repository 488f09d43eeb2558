"""aiomultiprocess.  File and line of aiomultiprocess 0.9.1."""

from mainguard.catalogue.api import Api, Instance, Sends, Sets, StartMethod, Starts

_STARTS = Starts(method=StartMethod.SPAWN, method_from="%aiomultiprocess.start_method")
_PROCESS = ("group", "target", "name", "args", "kwargs")
_POOL = ("processes", "initializer", "initargs", "maxtasksperchild", "childconcurrency", "queuecount")
_DEFAULT = "aiomultiprocess 0.9.1: core.py:15 and 20, spawn on every platform"

ENTRIES = (
    Api(
        name="aiomultiprocess.Pool",
        aliases=("aiomultiprocess.pool.Pool",),
        parameters=_POOL,
        starts=_STARTS,
        returns=Instance("aiomultiprocess.Pool"),
        checked=f"{_DEFAULT}; pool.py:261",
        cases=("api_aiomultiprocess_pool",),
    ),
    *(
        Api(
            name=f"aiomultiprocess.{name}",
            aliases=(f"aiomultiprocess.core.{name}",),
            parameters=_PROCESS,
            starts=_STARTS,
            sends=Sends(("target", "args", "kwargs")),
            returns=Instance(f"aiomultiprocess.{name}"),
            checked=f"{_DEFAULT}; core.py:28-34 and 112, the constructor starts a manager, then start() the process",
            cases=("api_aiomultiprocess_process",),
        )
        for name in ("Process", "Worker")
    ),
    *(
        Api(
            name=f"aiomultiprocess.{name}",
            aliases=(f"aiomultiprocess.core.{name}",),
            parameters=("method",),
            sets=(Sets("aiomultiprocess.start_method", "method", "spawn"),),
            checked="aiomultiprocess 0.9.1: core.py:37-60",
        )
        for name in ("set_start_method", "set_context")
    ),
)
