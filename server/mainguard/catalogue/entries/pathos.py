"""pathos.  File and line of pathos 0.3.5."""

from mainguard.catalogue.api import Api, Effect, Instance, StartMethod, Starts

REEXPORTS = {"pathos.helpers.mp": "multiprocess"}

_STARTS = Starts(
    method=StartMethod.FORK_OR_SPAWN,
    method_from="%multiprocess.start_method",
    effect=Effect.STALL,
    process_name="MainProcess",
)
_POOL = "pathos.multiprocessing.ProcessPool"

ENTRIES = (
    Api(
        name=_POOL,
        aliases=("pathos.multiprocessing.ProcessingPool", "pathos.pools.ProcessPool"),
        starts=_STARTS,
        returns=Instance(_POOL),
        checked="pathos 0.3.5: multiprocessing.py:84, 122-138, multiprocess's own default",
        cases=("api_pathos_processpool", "api_pathos_pools_processpool"),
    ),
    Api(
        name="pathos.multiprocessing.Pool",
        aliases=("pathos.multiprocessing._ProcessPool", "pathos.pools._ProcessPool"),
        parameters=("processes", "initializer", "initargs", "maxtasksperchild"),
        starts=_STARTS,
        returns=Instance("multiprocess.Pool", context="context"),
        checked="pathos 0.3.5: multiprocessing.py:56-60, multiprocess.pool.Pool",
    ),
    Api(
        name="pathos.pools.ParallelPool",
        aliases=("pathos.parallel.ParallelPool", "pathos.parallel.ParallelPythonPool"),
        checked="pathos 0.3.5: parallel.py, ppft runs a script of its own",
        cases=("api_pathos_parallelpool",),
        harmless="its workers are sent the source of the function and never run main",
    ),
    Api(
        name="pathos.pools.ThreadPool",
        aliases=("pathos.threading.ThreadPool",),
        checked="pathos 0.3.5: threading.py",
        harmless="it starts threads",
    ),
    Api(
        name="pathos.pools.SerialPool",
        aliases=("pathos.serial.SerialPool",),
        checked="pathos 0.3.5: serial.py",
        harmless="it works in this thread",
    ),
)
