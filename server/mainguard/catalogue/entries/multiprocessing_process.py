"""``multiprocessing.Process`` and the contexts it is made from.  File and line of CPython 3.11.7's ``Lib``."""

from mainguard.catalogue.api import Api, ContextFor, Instance, Sends, StartMethod, Starts

_CHECKED = "CPython 3.11 to 3.15"
_PROCESS = ("group", "target", "name", "args", "kwargs")
_SENT = Sends(("target", "args", "kwargs"), itself=True)

ENTRIES = (
    Api(
        name="multiprocessing.Process",
        aliases=("multiprocessing.context.Process", "multiprocessing.process.BaseProcess"),
        parameters=_PROCESS,
        returns=Instance("multiprocessing.Process"),
        checked=f"{_CHECKED}: multiprocessing/process.py:80-109, the constructor starts nothing",
    ),
    Api(
        name="multiprocessing.Process.start",
        parameters=_PROCESS,
        on_self=True,
        starts=Starts(),
        sends=_SENT,
        checked=f"{_CHECKED}: multiprocessing/process.py:110, spawn.py:138-157",
    ),
    Api(
        name="multiprocessing.context.SpawnProcess",
        parameters=_PROCESS,
        returns=Instance("multiprocessing.context.SpawnProcess"),
        checked=f"{_CHECKED}: multiprocessing/context.py",
    ),
    Api(
        name="multiprocessing.context.SpawnProcess.start",
        parameters=_PROCESS,
        on_self=True,
        starts=Starts(method=StartMethod.SPAWN),
        sends=_SENT,
        checked=f"{_CHECKED}: multiprocessing/context.py",
    ),
    Api(
        name="multiprocessing.context.ForkServerProcess",
        parameters=_PROCESS,
        returns=Instance("multiprocessing.context.ForkServerProcess"),
        checked=f"{_CHECKED}: multiprocessing/context.py",
    ),
    Api(
        name="multiprocessing.context.ForkServerProcess.start",
        parameters=_PROCESS,
        on_self=True,
        starts=Starts(method=StartMethod.FORKSERVER),
        sends=_SENT,
        checked=f"{_CHECKED}: multiprocessing/context.py",
    ),
    Api(
        name="multiprocessing.context.ForkProcess",
        parameters=_PROCESS,
        returns=Instance("multiprocessing.context.ForkProcess"),
        checked=f"{_CHECKED}: multiprocessing/popen_fork.py, the child runs nothing again",
    ),
    Api(
        name="multiprocessing.get_context",
        parameters=("method",),
        returns=ContextFor("method"),
        checked=f"{_CHECKED}: multiprocessing/context.py:194",
    ),
    *(
        Api(
            name=f"multiprocessing.context.{name}",
            returns=ContextFor(always=method),
            checked=f"{_CHECKED}: multiprocessing/context.py",
        )
        for name, method in (
            ("SpawnContext", StartMethod.SPAWN),
            ("ForkServerContext", StartMethod.FORKSERVER),
            ("ForkContext", StartMethod.FORK),
        )
    ),
    Api(
        name="multiprocessing.context.BaseContext.Process",
        parameters=_PROCESS,
        returns=Instance("multiprocessing.Process"),
        checked=f"{_CHECKED}: multiprocessing/context.py",
    ),
    Api(
        name="multiprocessing.set_start_method",
        parameters=("method", "force"),
        sets_start_method="method",
        checked=f"{_CHECKED}: multiprocessing/context.py:243-248",
    ),
)
