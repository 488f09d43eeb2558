"""aiohttp's server.  File and line of aiohttp 3.14.5."""

from mainguard.catalogue.api import Api, Truthy

ENTRIES = (
    Api(
        name="aiohttp.web.run_app",
        parameters=("app",),
        serves=True,
        main_thread_only=Truthy("handle_signals", default=True),
        checked="aiohttp 3.14.5 on CPython 3.11 and 3.14: web.py:444-459",
        harmless="serves in this process",
        cases=("aiohttp_run_app",),
    ),
)
