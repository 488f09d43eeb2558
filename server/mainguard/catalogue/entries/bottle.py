"""bottle, whose reloader runs the command line again.  File and line of bottle 0.13.4."""

from mainguard.catalogue.api import Api, Effect, Instance, Reenters, Starts, Truthy

_CHECKED = "bottle 0.13.4 on CPython 3.11"
_STARTS = Starts(when=Truthy("reloader"), effect=Effect.TWICE, reenters=Reenters.COMMAND)

ENTRIES = (
    Api(name="bottle.Bottle", returns=Instance("bottle.Bottle"), checked=_CHECKED),
    Api(
        name="bottle.run",
        parameters=("app", "server", "host", "port", "interval", "reloader"),
        starts=_STARTS,
        serves=True,
        checked=f"{_CHECKED}: bottle.py:3885, 3912-3916",
        cases=("bottle_run_plain", "bottle_run_reloader"),
    ),
    Api(
        name="bottle.Bottle.run",
        parameters=(),
        starts=_STARTS,
        serves=True,
        checked=f"{_CHECKED}: bottle.py, Bottle.run calls run",
    ),
)
