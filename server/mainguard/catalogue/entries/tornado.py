"""Tornado.  File and line of tornado 6.6.1."""

from mainguard.catalogue.api import Api, Instance

_CHECKED = "tornado 6.6.1 on CPython 3.11 and 3.14"

ENTRIES = (
    Api(
        name="tornado.process.fork_processes",
        parameters=("num_processes",),
        checked=f"{_CHECKED}: process.py:78, 120",
        harmless="forks, wherever it runs at all",
        cases=("tornado_httpserver_fork",),
    ),
    Api(
        name="tornado.autoreload.start",
        parameters=("check_time",),
        checked=f"{_CHECKED}: autoreload.py:232-236",
        harmless="starts nothing; after a change this process becomes the new one, which a guard lets in",
        cases=("tornado_app_debug_autoreload",),
    ),
    Api(
        name="tornado.ioloop.IOLoop",
        returns=Instance("tornado.ioloop.IOLoop"),
        checked=_CHECKED,
    ),
    Api(
        name="tornado.ioloop.IOLoop.current",
        aliases=("tornado.ioloop.IOLoop.instance",),
        returns=Instance("tornado.ioloop.IOLoop"),
        checked=_CHECKED,
    ),
    Api(
        name="tornado.ioloop.IOLoop.start",
        serves=True,
        checked=f"{_CHECKED}: platform/asyncio.py",
        harmless="serves in this process",
    ),
)
