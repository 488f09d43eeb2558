"""werkzeug, whose reloader runs the command line again.  File and line of werkzeug 3.1.9."""

from mainguard.catalogue.api import ALWAYS, Api, Calls, Effect, Reenters, Starts, Truthy

_CHECKED = "werkzeug 3.1.9 on CPython 3.11 and 3.14"

ENTRIES = (
    Api(
        name="werkzeug.serving.run_simple",
        aliases=("werkzeug.run_simple",),
        parameters=("hostname", "port", "application", "use_reloader"),
        starts=Starts(when=Truthy("use_reloader"), effect=Effect.TWICE, reenters=Reenters.COMMAND),
        serves=True,
        main_thread_only=Truthy("use_reloader"),
        checked=f"{_CHECKED}: serving.py:964; _reloader.py:266-278, 446-463",
        cases=("werkzeug_run_simple_plain", "werkzeug_run_simple_reloader"),
    ),
    Api(
        name="werkzeug._reloader.run_with_reloader",
        parameters=("main_func",),
        starts=Starts(effect=Effect.TWICE, reenters=Reenters.COMMAND),
        calls=Calls("main_func", in_thread=True),
        serves=True,
        main_thread_only=ALWAYS,
        checked=f"{_CHECKED}: _reloader.py:436-463",
        cases=("werkzeug_run_with_reloader",),
    ),
)
