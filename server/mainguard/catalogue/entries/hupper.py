"""hupper.  File and line of hupper 1.12.1."""

from mainguard.catalogue.api import Api

ENTRIES = (
    Api(
        name="hupper.start_reloader",
        aliases=("hupper.reloader.start_reloader",),
        parameters=("worker_path",),
        checked="hupper 1.12.1 on CPython 3.11 and 3.14: ipc.py:255-274, 301-331; reloader.py:480",
        harmless="in the new process, which imports the worker by its name, the call returns at once",
        cases=("hupper_start_reloader",),
    ),
)
