"""Dash, whose reloader is Flask's and runs the command line again.  File and line of dash 4.4.1."""

from mainguard.catalogue.api import Api, Effect, Instance, Reenters, Starts
from mainguard.catalogue.entries.flask import RELOADS

_CHECKED = "dash 4.4.1 on CPython 3.11"

ENTRIES = (
    Api(
        name="dash.Dash",
        aliases=("dash.dash.Dash",),
        parameters=("name",),
        returns=Instance("dash.Dash"),
        checked=_CHECKED,
    ),
    Api(
        name="dash.Dash.run",
        parameters=("host", "port", "proxy", "debug"),
        starts=Starts(when=RELOADS, effect=Effect.TWICE, reenters=Reenters.COMMAND),
        serves=True,
        main_thread_only=RELOADS,
        checked=f"{_CHECKED}: dash.py:2375-2397, 2619",
        cases=("dash_run_debug",),
    ),
)
