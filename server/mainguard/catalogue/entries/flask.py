"""Flask, whose reloader runs the command line again.  File and line of flask 3.1.3."""

from mainguard.catalogue.api import AllOf, AnyOf, Api, Effect, Given, Instance, Not, Reenters, Starts, Truthy

RELOADS = AnyOf(
    (
        Truthy("use_reloader"),
        AllOf(
            (
                Not(Given("use_reloader")),
                AnyOf(
                    (
                        Truthy("debug"),
                        AllOf((Not(Given("debug")), AnyOf((Truthy("self.debug"), Truthy("$FLASK_DEBUG"))))),
                    )
                ),
            )
        ),
    )
)
_STARTS = Starts(when=RELOADS, effect=Effect.TWICE, reenters=Reenters.COMMAND)
_FLASK = "flask 3.1.3 on CPython 3.11 and 3.14"

ENTRIES = (
    Api(
        name="flask.Flask",
        aliases=("flask.app.Flask",),
        parameters=("import_name",),
        returns=Instance("flask.Flask"),
        checked=_FLASK,
    ),
    Api(
        name="flask.Flask.run",
        parameters=("host", "port", "debug", "load_dotenv"),
        starts=_STARTS,
        serves=True,
        main_thread_only=RELOADS,
        checked=f"{_FLASK}: app.py:653-662; werkzeug 3.1.9: _reloader.py:266-278, 446-463",
        cases=("flask_run_plain", "flask_run_debug", "flask_run_debug_no_reloader", "flask_run_processes"),
    ),
)
