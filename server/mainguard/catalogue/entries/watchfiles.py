"""watchfiles.  File and line of watchfiles 1.3.0."""

from mainguard.catalogue.api import (
    AllOf,
    AnyOf,
    Api,
    Effect,
    Equals,
    IsCallable,
    Matches,
    Sends,
    StartMethod,
    Starts,
)

_IS_FUNCTION = AnyOf(
    (
        Equals("target_type", ("function",)),
        AllOf(
            (
                Equals("target_type", ("auto",), default="auto"),
                AnyOf((IsCallable("target"), Matches("target", r"(?!.*\.(py|sh)$)[a-zA-Z0-9_]+(\.[a-zA-Z0-9_]+)+"))),
            )
        ),
    )
)

ENTRIES = (
    *(
        Api(
            name=f"watchfiles.{name}",
            aliases=(f"watchfiles.run.{name}",),
            starts=Starts(when=_IS_FUNCTION, method=StartMethod.SPAWN, effect=Effect.HANG),
            sends=Sends(("target", "args", "kwargs")),
            checked="watchfiles 1.3.0: run.py:131, 210, 240, 265-282 and 286-315, spawn on every platform",
            cases=cases,
        )
        for name, cases in {
            "run_process": (
                "api_watchfiles_run_process_func",
                "api_watchfiles_run_process_dotted",
                "api_watchfiles_run_process_command",
            ),
            "arun_process": ("api_watchfiles_arun_process_func",),
        }.items()
    ),
)
