"""``concurrent.futures.ProcessPoolExecutor``.  File and line of CPython 3.11.7's ``Lib``."""

from mainguard.catalogue.api import Api, Instance, Sends, Starts

_CHECKED = "CPython 3.11 to 3.15: concurrent/futures/process.py"

ENTRIES = (
    Api(
        name="concurrent.futures.ProcessPoolExecutor",
        aliases=("concurrent.futures.process.ProcessPoolExecutor",),
        parameters=("max_workers", "mp_context", "initializer", "initargs"),
        sends=Sends(("initializer", "initargs")),
        returns=Instance(
            "concurrent.futures.ProcessPoolExecutor", context="mp_context", spawns_with="max_tasks_per_child"
        ),
        checked=f"{_CHECKED}:671-676, the constructor starts nothing",
    ),
    Api(
        name="concurrent.futures.ProcessPoolExecutor.submit",
        parameters=("fn",),
        starts=Starts(),
        sends=Sends(("fn",), rest=True, even_if_forked=True),
        returns=Instance("concurrent.futures.Future"),
        checked=f"{_CHECKED}:735, 784",
    ),
    Api(
        name="concurrent.futures.ProcessPoolExecutor.map",
        parameters=("fn",),
        starts=Starts(),
        sends=Sends(("fn",), rest=True, even_if_forked=True),
        checked=f"{_CHECKED}:811, all is submitted before anything is asked for",
    ),
)
