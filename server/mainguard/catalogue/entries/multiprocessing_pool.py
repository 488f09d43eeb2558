"""``multiprocessing.Pool``.  File and line of CPython 3.11.7's ``Lib``."""

from mainguard.catalogue.api import Api, Calls, Effect, Given, Instance, Not, Sends, Starts, Waits

_CHECKED = "CPython 3.11 to 3.15"
_POOL = ("processes", "initializer", "initargs", "maxtasksperchild")
_STARTS = Starts(effect=Effect.STALL, worker="PoolWorker")
_SENT_TO_WORKERS = Sends(("initializer", "initargs"), effect=Effect.STALL)
_RETURNS = Instance("multiprocessing.Pool", context="context")
_FOR_EACH = ("func", "iterable", "chunksize")
_ONCE = ("func", "args", "kwds")
_CALLBACKS = ("callback", "error_callback")
_AT_ONCE = ("apply", "map", "starmap")
_RESULTS = {
    "apply_async": "multiprocessing.pool.AsyncResult",
    "map_async": "multiprocessing.pool.AsyncResult",
    "starmap_async": "multiprocessing.pool.AsyncResult",
    "imap": "multiprocessing.pool.IMapIterator",
    "imap_unordered": "multiprocessing.pool.IMapIterator",
}
_WAITS = f"{_CHECKED}: multiprocessing/pool.py:527-560, the thread that hands out the tasks pickles them"
_METHODS = {
    "apply": _ONCE,
    "apply_async": (*_ONCE, *_CALLBACKS),
    "map": _FOR_EACH,
    "map_async": (*_FOR_EACH, *_CALLBACKS),
    "imap": _FOR_EACH,
    "imap_unordered": _FOR_EACH,
    "starmap": _FOR_EACH,
    "starmap_async": (*_FOR_EACH, *_CALLBACKS),
}

ENTRIES = (
    Api(
        name="multiprocessing.Pool",
        aliases=("multiprocessing.pool.Pool",),
        parameters=_POOL,
        starts=_STARTS,
        sends=_SENT_TO_WORKERS,
        returns=_RETURNS,
        checked=f"{_CHECKED}: multiprocessing/pool.py:215 and 329, dead workers are replaced at 333-343",
    ),
    Api(
        name="multiprocessing.context.BaseContext.Pool",
        parameters=_POOL,
        starts=_STARTS,
        sends=_SENT_TO_WORKERS,
        returns=_RETURNS,
        checked=f"{_CHECKED}: multiprocessing/context.py:116-121",
    ),
    *(
        Api(
            name=f"multiprocessing.Pool.{method}",
            parameters=parameters,
            sends=Sends(
                tuple(name for name in parameters if name not in ("chunksize", *_CALLBACKS)),
                effect=Effect.STALL,
                even_if_forked=True,
                in_thread=True,
            ),
            waits=Waits() if method in _AT_ONCE else None,
            for_each="iterable" if "iterable" in parameters else None,
            returns=Instance(_RESULTS[method]) if method in _RESULTS else None,
            calls=Calls("callback", in_thread=True) if "callback" in parameters else None,
            checked=f"{_CHECKED}: multiprocessing/pool.py:527-560, tasks go through a queue",
        )
        for method, parameters in _METHODS.items()
    ),
    Api("multiprocessing.Pool.join", waits=Waits(), checked=_WAITS),
    *(
        Api(
            f"multiprocessing.pool.AsyncResult.{method}",
            parameters=("timeout",),
            waits=Waits(when=Not(Given("timeout"))),
            checked=_WAITS,
        )
        for method in ("get", "wait")
    ),
    *(
        Api(f"multiprocessing.pool.IMapIterator.{method}", waits=Waits(), checked=_WAITS)
        for method in ("__iter__", "__next__")
    ),
    Api(
        "multiprocessing.pool.IMapIterator.next",
        parameters=("timeout",),
        waits=Waits(when=Not(Given("timeout"))),
        checked=_WAITS,
    ),
)
