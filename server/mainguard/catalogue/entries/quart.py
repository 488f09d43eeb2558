"""Quart, whose reloader runs the command line again.  File and line of quart 0.23.1."""

from mainguard.catalogue.api import ALWAYS, Api, Effect, Instance, Reenters, Starts, Truthy

_CHECKED = "quart 0.22.0 on CPython 3.11, 0.23.1 on 3.14"

ENTRIES = (
    Api(
        name="quart.Quart",
        aliases=("quart.app.Quart",),
        parameters=("import_name",),
        returns=Instance("quart.Quart"),
        checked=_CHECKED,
    ),
    Api(
        name="quart.Quart.run",
        parameters=("host", "port", "debug", "use_reloader"),
        starts=Starts(when=Truthy("use_reloader", default=True), effect=Effect.TWICE, reenters=Reenters.COMMAND),
        serves=True,
        main_thread_only=ALWAYS,
        checked=f"{_CHECKED}: app.py:763, 796-797; utils.py:155-160; up to 0.22 only after a change",
        cases=("quart_run_plain", "quart_run_debug"),
    ),
)
