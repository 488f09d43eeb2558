"""``concurrent.futures.ProcessPoolExecutor``.  File and line of CPython 3.11.7's ``Lib``."""

from mainguard.catalogue.api import Api, Given, Instance, Not, Sends, Starts, Truthy, Waits

_CHECKED = "CPython 3.11 to 3.15: concurrent/futures/process.py"
_TASK = Sends(("fn",), rest=True, even_if_forked=True, in_thread=True)
_FOR_ALL = Waits("fs", when=Not(Given("timeout")))
_EXECUTOR = "concurrent.futures.ProcessPoolExecutor"
_WAITS = f"{_CHECKED}:176-197, the thread that feeds the queue of calls pickles them"

ENTRIES = (
    Api(
        name=_EXECUTOR,
        aliases=("concurrent.futures.process.ProcessPoolExecutor",),
        parameters=("max_workers", "mp_context", "initializer", "initargs"),
        sends=Sends(("initializer", "initargs")),
        returns=Instance(
            "concurrent.futures.ProcessPoolExecutor", context="mp_context", spawns_with="max_tasks_per_child"
        ),
        checked=f"{_CHECKED}:671-676, the constructor starts nothing",
    ),
    Api(
        name=f"{_EXECUTOR}.submit",
        parameters=("fn",),
        starts=Starts(),
        sends=_TASK,
        returns=Instance("concurrent.futures.Future"),
        checked=f"{_CHECKED}:735, 784",
    ),
    Api(
        name=f"{_EXECUTOR}.map",
        parameters=("fn",),
        starts=Starts(),
        sends=_TASK,
        for_each="*",
        returns=Instance("types.GeneratorType"),
        checked=f"{_CHECKED}:811, all is submitted before anything is asked for",
    ),
    Api(f"{_EXECUTOR}.__exit__", waits=Waits(), checked=_WAITS),
    Api(
        f"{_EXECUTOR}.shutdown",
        parameters=("wait",),
        waits=Waits(when=Truthy("wait", default=True)),
        checked=_WAITS,
    ),
    *(
        Api(
            f"concurrent.futures.Future.{method}",
            parameters=("timeout",),
            waits=Waits(when=Not(Given("timeout"))),
            checked=_WAITS,
        )
        for method in ("result", "exception")
    ),
    *(
        Api(f"concurrent.futures.{function}", parameters=("fs", "timeout"), waits=_FOR_ALL, checked=_WAITS)
        for function in ("wait", "as_completed")
    ),
    *(Api(f"types.GeneratorType.{method}", waits=Waits(), checked=_WAITS) for method in ("__iter__", "__next__")),
)
