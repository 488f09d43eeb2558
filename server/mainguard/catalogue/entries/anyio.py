"""AnyIO.  File and line of anyio 4.16.0."""

from mainguard.catalogue.api import Api, Calls, ResultOf, StartMethod, Starts

ENTRIES = (
    Api(
        name="anyio.to_process.run_sync",
        parameters=("func",),
        starts=Starts(method=StartMethod.SPAWN, package_main_too=True, process_name="MainProcess"),
        checked="anyio 4.16.0: to_process.py:150, 167-170 and 235-245, even for python -m package",
        cases=("api_anyio_to_process", "api_anyio_to_process_remote_fn"),
    ),
    Api(
        name="anyio.to_thread.run_sync",
        parameters=("func",),
        calls=Calls("func", passes_rest=True, in_thread=True),
        returns=ResultOf("func"),
        checked="anyio 4.16.0: to_thread.py",
        cases=("api_anyio_to_thread",),
        harmless="it starts a thread",
    ),
)
