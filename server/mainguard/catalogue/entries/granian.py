"""granian.  File and line of granian 2.8.7."""

from mainguard.catalogue.api import ALWAYS, Api, Instance, Sends, StartMethod, Starts

_CHECKED = "granian 2.8.7 on CPython 3.11 and 3.14"

ENTRIES = (
    Api(
        name="granian.Granian",
        aliases=("granian.server.Server", "granian.server.mp.MPServer"),
        parameters=("target", "address", "port"),
        returns=Instance("granian.Granian"),
        checked=f"{_CHECKED}: server/common.py, the constructor starts nothing",
        cases=("granian_ctor",),
    ),
    Api(
        name="granian.Granian.serve",
        parameters=("spawn_target", "target_loader", "wrap_loader"),
        starts=Starts(method=StartMethod.DEFAULT_WITHOUT_FORKSERVER, import_string="self.target"),
        sends=Sends(arguments=("spawn_target", "target_loader")),
        serves=True,
        main_thread_only=ALWAYS,
        checked=f"{_CHECKED}: server/mp.py:47-54, 97-99; server/common.py:492, 644; one worker is a process, too",
        cases=("granian_serve", "granian_serve_same_file", "granian_serve_reload", "granian_serve_target_loader"),
        tags=frozenset({"server"}),
    ),
)
