"""Litestar's command line.  File and line of litestar 2.25.0."""

from mainguard.catalogue.api import AllOf, AnyOf, Api, Effect, HasOption, OptionMoreThan, Reenters, Starts

_WORKERS = ("--workers", "--wc", "-W")

ENTRIES = (
    Api(
        name="litestar.cli.main.litestar_group",
        aliases=("litestar.cli.litestar_group", "litestar.cli.main.litestar_group.main"),
        parameters=("args",),
        starts=Starts(
            when=AllOf(
                (
                    HasOption("args", "run"),
                    AnyOf(
                        (
                            *(HasOption("args", option) for option in ("--reload", "-r")),
                            *(OptionMoreThan("args", option, 1) for option in _WORKERS),
                        )
                    ),
                )
            ),
            effect=Effect.RESPAWN,
            reenters=Reenters.IMPORT_STRING,
            import_string="args",
        ),
        serves=True,
        checked="litestar 2.25.0 on CPython 3.11: cli/commands/core.py:67-105, 266-292; runs `python -m uvicorn`",
        cases=("litestar_cli_run_reload", "litestar_cli_run_plain"),
        tags=frozenset({"server"}),
    ),
)
