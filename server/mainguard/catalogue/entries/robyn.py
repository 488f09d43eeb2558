"""Robyn.  File and line of robyn 0.88.0."""

from mainguard.catalogue.api import Api, Instance

_CHECKED = "robyn 0.88.0 on CPython 3.11 and 3.14"

ENTRIES = (
    Api(
        name="robyn.Robyn",
        parameters=("file_object",),
        returns=Instance("robyn.Robyn"),
        checked=_CHECKED,
    ),
    Api(
        name="robyn.Robyn.start",
        parameters=("host", "port"),
        serves=True,
        checked=f"{_CHECKED}: processpool.py:88, 107-127",
        harmless="serves in this process; `--processes` on the command line forks others",
        cases=("robyn_start",),
    ),
)
