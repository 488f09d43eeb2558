"""gunicorn.  File and line of gunicorn 27.0.1."""

from mainguard.catalogue.api import ALWAYS, Api, Effect, Instance, Reenters, StartMethod, Starts

_CHECKED = "gunicorn 27.0.1 on CPython 3.11 and 3.14"
_FORKS = "forks its workers on every platform that it runs on"
_LOADS_AGAIN = Starts(
    method=StartMethod.FORK,
    effect=Effect.RESPAWN,
    reenters=Reenters.IMPORT_STRING,
    import_string="sys.argv",
)
"""The workers are forked, and then import the application by the words of the command line."""

ENTRIES = (
    Api(
        name="gunicorn.app.base.BaseApplication",
        returns=Instance("gunicorn.app.base.BaseApplication"),
        checked=f"{_CHECKED}: app/base.py",
        harmless=_FORKS,
    ),
    Api(
        name="gunicorn.app.base.Application",
        returns=Instance("gunicorn.app.base.Application"),
        bases=("gunicorn.app.base.BaseApplication",),
        checked=f"{_CHECKED}: app/base.py",
        harmless=_FORKS,
    ),
    Api(
        name="gunicorn.app.base.BaseApplication.run",
        serves=True,
        main_thread_only=ALWAYS,
        checked=f"{_CHECKED}: arbiter.py:509-528, 733",
        harmless=_FORKS,
        cases=("gunicorn_baseapplication_run", "gunicorn_reload", "gunicorn_uvicorn_worker_remote"),
    ),
    Api(
        name="gunicorn.app.wsgiapp.WSGIApplication",
        returns=Instance("gunicorn.app.wsgiapp.WSGIApplication"),
        bases=("gunicorn.app.base.Application",),
        checked=f"{_CHECKED}: app/wsgiapp.py",
    ),
    Api(
        name="gunicorn.app.wsgiapp.WSGIApplication.run",
        starts=_LOADS_AGAIN,
        serves=True,
        main_thread_only=ALWAYS,
        checked=f"{_CHECKED}: app/wsgiapp.py, app/base.py:65-72",
        tags=frozenset({"server"}),
    ),
    Api(
        name="gunicorn.app.wsgiapp.run",
        parameters=("prog",),
        starts=_LOADS_AGAIN,
        serves=True,
        main_thread_only=ALWAYS,
        checked=f"{_CHECKED}: app/wsgiapp.py:60, app/base.py:65-72",
        cases=("gunicorn_wsgiapp_run",),
        tags=frozenset({"server"}),
    ),
)
