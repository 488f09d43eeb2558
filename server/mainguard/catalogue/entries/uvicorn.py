"""uvicorn.  File and line of uvicorn 0.54.0."""

from mainguard.catalogue.api import (
    ALWAYS,
    AllOf,
    AnyOf,
    Api,
    Attribute,
    Effect,
    Given,
    HasOption,
    Instance,
    IsString,
    MoreThan,
    Not,
    OptionMoreThan,
    StartMethod,
    Starts,
    Truthy,
)

_UVICORN = frozenset({"uvicorn"})
_RUN = frozenset({"uvicorn", "uvicorn-run"})
_CHECKED = "uvicorn 0.54.0 on CPython 3.11 to 3.15"
_STARTS = AllOf(
    (
        IsString("app"),
        AnyOf(
            (
                Truthy("reload"),
                MoreThan("workers", 1),
                AllOf((Not(Given("workers")), MoreThan("$WEB_CONCURRENCY", 1))),
            )
        ),
    )
)
_COMMAND_STARTS = AnyOf((HasOption("args", "--reload"), OptionMoreThan("args", "--workers", 1)))
_CONFIG = ("app", "host", "port", "uds", "fd", "loop", "http")

ENTRIES = (
    Api(
        name="uvicorn.run",
        import_aliases=("uvicorn.main.run",),
        parameters=("app",),
        starts=Starts(
            when=_STARTS,
            method=StartMethod.SPAWN,
            effect=Effect.HANG,
            import_string="app",
        ),
        serves=True,
        main_thread_only=_STARTS,
        checked=f"{_CHECKED}: main.py:614-630, config.py:274, config.py:358, config.py:617, _subprocess.py:18",
        cases=(
            "api_uvicorn_run_reload_same_file",
            "api_uvicorn_run_reload_other_file",
            "api_uvicorn_run_workers2_same_file",
            "api_uvicorn_run_workers2_other_file",
            "api_uvicorn_run_workers1",
            "api_uvicorn_run_obj_reload",
            "api_uvicorn_from_main_import_run",
        ),
        tags=_RUN,
    ),
    Api(
        name="uvicorn.main",
        aliases=("uvicorn.main.main", "uvicorn.main.__call__"),
        import_aliases=("uvicorn.main.main",),
        parameters=("args",),
        starts=Starts(
            when=_COMMAND_STARTS,
            method=StartMethod.SPAWN,
            effect=Effect.HANG,
            import_string="args",
        ),
        serves=True,
        main_thread_only=_COMMAND_STARTS,
        checked=f"{_CHECKED}: main.py:61, main.py:503",
        cases=("api_uvicorn_main_command", "api_uvicorn_main_command_main", "api_uvicorn_main_command_callback"),
        tags=_UVICORN,
    ),
    Api(
        name="uvicorn.Config",
        aliases=("uvicorn.config.Config",),
        parameters=_CONFIG,
        returns=Instance(
            "uvicorn.Config",
            attributes=(
                Attribute("should_reload", when=AllOf((IsString("app"), Truthy("reload")))),
                Attribute("reload", default=False),
                Attribute("workers", default=1),
            ),
        ),
        checked=f"{_CHECKED}: config.py:274, config.py:358, config.py:366; the constructor starts nothing",
    ),
    Api(
        name="uvicorn.Server",
        aliases=("uvicorn.server.Server",),
        parameters=("config",),
        returns=Instance("uvicorn.Server"),
        checked=f"{_CHECKED}: server.py, run() and serve() ignore reload and workers",
    ),
    Api(
        name="uvicorn.Server.run",
        parameters=("sockets",),
        serves=True,
        checked=f"{_CHECKED}: server.py, run() ignores reload and workers",
    ),
    Api(
        name="uvicorn.Server.serve",
        parameters=("sockets",),
        serves=True,
        checked=f"{_CHECKED}: server.py, serve() ignores reload and workers",
    ),
    Api(
        name="uvicorn.supervisors.ChangeReload",
        aliases=(
            "uvicorn.supervisors.BaseReload",
            "uvicorn.supervisors.basereload.BaseReload",
            "uvicorn.supervisors.watchfilesreload.WatchFilesReload",
        ),
        parameters=("config", "target", "sockets"),
        returns=Instance("uvicorn.supervisors.ChangeReload"),
        checked=f"{_CHECKED}: supervisors/basereload.py:26, the constructor starts nothing",
    ),
    Api(
        name="uvicorn.supervisors.ChangeReload.run",
        starts=Starts(method=StartMethod.SPAWN, effect=Effect.HANG),
        main_thread_only=ALWAYS,
        checked=f"{_CHECKED}: supervisors/basereload.py:49, 83-84",
        cases=("api_uvicorn_changereload_run", "api_uvicorn_statreload_run"),
        tags=_UVICORN,
    ),
    Api(
        name="uvicorn.supervisors.statreload.StatReload",
        parameters=("config", "target", "sockets"),
        returns=Instance("uvicorn.supervisors.statreload.StatReload"),
        bases=("uvicorn.supervisors.ChangeReload",),
        checked=f"{_CHECKED}: supervisors/statreload.py",
    ),
    Api(
        name="uvicorn.supervisors.Multiprocess",
        aliases=("uvicorn.supervisors.multiprocess.Multiprocess",),
        parameters=("config",),
        returns=Instance("uvicorn.supervisors.Multiprocess"),
        checked=f"{_CHECKED}: supervisors/multiprocess.py:142, the constructor starts nothing",
    ),
    Api(
        name="uvicorn.supervisors.Multiprocess.run",
        starts=Starts(method=StartMethod.SPAWN, effect=Effect.RESPAWN),
        main_thread_only=ALWAYS,
        checked=f"{_CHECKED}: supervisors/multiprocess.py:159, 196",
        cases=("api_uvicorn_multiprocess_run",),
        tags=_UVICORN,
    ),
    Api(
        name="uvicorn._subprocess.get_subprocess",
        parameters=("config", "target", "sockets"),
        returns=Instance("multiprocessing.context.SpawnProcess"),
        checked=f"{_CHECKED}: _subprocess.py:60",
        cases=("api_uvicorn_get_subprocess_start",),
    ),
)
