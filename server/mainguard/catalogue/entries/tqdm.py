"""tqdm.  File and line of tqdm 4.70.1."""

from mainguard.catalogue.api import Api, Same, Sends, Starts

_PACKAGES = ("tqdm", "tqdm.std", "tqdm.auto", "tqdm.autonotebook", "tqdm.notebook", "tqdm.rich", "tqdm.asyncio")

ENTRIES = (
    Api(
        name="tqdm.contrib.concurrent.process_map",
        parameters=("fn",),
        starts=Starts(),
        sends=Sends(("fn",), rest=True, even_if_forked=True),
        checked="tqdm 4.70.1: contrib/concurrent.py:151, 219, 248, a ProcessPoolExecutor",
        cases=("api_tqdm_process_map",),
    ),
    Api(
        name="tqdm.contrib.concurrent.thread_map",
        parameters=("fn",),
        checked="tqdm 4.70.1: contrib/concurrent.py",
        cases=("api_tqdm_thread_map",),
        harmless="it starts threads",
    ),
    *(
        Api(
            f"{package}.tqdm",
            parameters=("iterable",),
            returns=Same("iterable"),
            checked="tqdm 4.70.1: std.py, it gives what it is given",
        )
        for package in _PACKAGES
    ),
)
