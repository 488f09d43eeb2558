"""hypercorn.  File and line of hypercorn 0.18.0."""

from mainguard.catalogue.api import (
    ALWAYS,
    AllOf,
    AnyOf,
    Api,
    Effect,
    HasOption,
    Instance,
    MoreThan,
    Not,
    OptionMoreThan,
    StartMethod,
    Starts,
)

_CHECKED = "hypercorn 0.18.0 on CPython 3.11 and 3.14"
_SERVER = frozenset({"server"})
_HAS_WORKERS = AllOf(
    tuple(
        AnyOf((Not(HasOption("sys_args", option)), OptionMoreThan("sys_args", option, 0)))
        for option in ("-w", "--workers")
    )
)

ENTRIES = (
    Api(
        name="hypercorn.config.Config",
        aliases=("hypercorn.Config",),
        returns=Instance("hypercorn.config.Config"),
        checked=f"{_CHECKED}: config.py:114, `workers` is 1 unless it is assigned",
    ),
    Api(
        name="hypercorn.config.Config.from_mapping",
        aliases=("hypercorn.Config.from_mapping",),
        parameters=("mapping",),
        returns=Instance("hypercorn.config.Config", items_of="mapping"),
        checked=f"{_CHECKED}: config.py:309-337, keywords are assigned as attributes",
    ),
    Api(
        name="hypercorn.run.run",
        parameters=("config",),
        starts=Starts(
            when=MoreThan("config.workers", 0, default=1),
            method=StartMethod.SPAWN,
            effect=Effect.SILENT,
            import_string="config.application_path",
        ),
        serves=True,
        main_thread_only=ALWAYS,
        checked=f"{_CHECKED}: run.py:45-53, 74-80, 125-132; without workers the event loop sets the signal handlers",
        cases=(
            "hypercorn_run_default",
            "hypercorn_run_default_same_file",
            "hypercorn_run_reloader",
            "hypercorn_run_workers0",
            "hypercorn_run_workers2",
        ),
        tags=_SERVER,
    ),
    Api(
        name="hypercorn.__main__.main",
        parameters=("sys_args",),
        starts=Starts(when=_HAS_WORKERS, method=StartMethod.SPAWN, effect=Effect.SILENT, import_string="sys_args"),
        serves=True,
        main_thread_only=ALWAYS,
        checked=f"{_CHECKED}: __main__.py:25, 312",
        cases=("hypercorn_main_argv",),
        tags=_SERVER,
    ),
    Api(
        name="hypercorn.asyncio.serve",
        aliases=("hypercorn.trio.serve",),
        parameters=("app", "config"),
        serves=True,
        harmless="serves in this process; the number of workers is ignored",
        checked=f"{_CHECKED}: asyncio/__init__.py:41-45",
        cases=("hypercorn_asyncio_serve",),
    ),
)
