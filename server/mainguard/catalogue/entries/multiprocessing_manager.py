"""Multiprocessing's managers, and what looks like a start and is none.  File and line of CPython 3.11.7's ``Lib``."""

from mainguard.catalogue.api import Api, Instance, Same, Starts

_CHECKED = "CPython 3.11 to 3.15"
_MANAGERS = f"{_CHECKED}: multiprocessing/managers.py"
_BASE = "multiprocessing.managers.BaseManager"
_PARAMETERS = ("address", "authkey", "serializer", "ctx")
_STARTS = Starts(process_name="SyncManager-1")
_TRACKER = "starts the resource tracker at most, which never runs main"

ENTRIES = (
    Api(
        name="multiprocessing.Manager",
        starts=_STARTS,
        returns=Instance("multiprocessing.Manager"),
        checked=f"{_CHECKED}: multiprocessing/context.py:57-58, managers.py:536 and 563",
        cases=("api_mp_manager", "api_mp_manager_with"),
    ),
    Api(
        name="multiprocessing.context.BaseContext.Manager",
        starts=_STARTS,
        returns=Instance("multiprocessing.Manager"),
        checked=f"{_CHECKED}: multiprocessing/context.py:57-58",
        cases=("api_mp_ctx_spawn_manager",),
    ),
    Api(
        name=_BASE,
        parameters=_PARAMETERS,
        returns=Instance(_BASE, context="ctx"),
        checked=f"{_MANAGERS}:490-535, the constructor starts nothing",
        cases=("api_mp_basemanager_start",),
    ),
    Api(
        name=f"{_BASE}.start",
        parameters=("initializer", "initargs"),
        starts=Starts(process_name="BaseManager-1"),
        checked=f"{_MANAGERS}:536 and 563",
        cases=("api_mp_basemanager_start",),
    ),
    Api(
        name=f"{_BASE}.__enter__",
        starts=Starts(process_name="BaseManager-1"),
        returns=Same("self"),
        checked=f"{_MANAGERS}:643-645",
        cases=("api_mp_shared_memory_manager",),
    ),
    Api(
        name=f"{_BASE}.get_server",
        checked=f"{_MANAGERS}:506-514",
        cases=("api_mp_basemanager_get_server",),
        harmless="it serves in this process",
    ),
    Api(
        name=f"{_BASE}.connect",
        checked=f"{_MANAGERS}:516-524",
        harmless="it connects to a manager that runs already",
    ),
    Api(
        name="multiprocessing.managers.SyncManager",
        parameters=_PARAMETERS,
        returns=Instance("multiprocessing.managers.SyncManager", context="ctx"),
        bases=(_BASE,),
        checked=f"{_MANAGERS}:490-535",
        cases=("api_mp_syncmanager_ctor_only",),
    ),
    Api(
        name="multiprocessing.managers.SharedMemoryManager",
        parameters=_PARAMETERS,
        returns=Instance("multiprocessing.managers.SharedMemoryManager", context="ctx"),
        bases=(_BASE,),
        checked=f"{_MANAGERS}:1245-1260 and 643",
        cases=("api_mp_shared_memory_manager",),
    ),
    *(
        Api(
            name=f"multiprocessing.{name}",
            checked=f"{_CHECKED}: multiprocessing/synchronize.py, resource_tracker.py",
            cases=("api_mp_sync_primitives",),
            harmless=_TRACKER,
        )
        for name in (
            *("Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition", "Event", "Barrier"),
            *("Queue", "SimpleQueue", "JoinableQueue", "Value", "Array", "Pipe"),
        )
    ),
    Api(
        name="multiprocessing.shared_memory.SharedMemory",
        parameters=("name", "create", "size"),
        checked=f"{_CHECKED}: multiprocessing/resource_tracker.py",
        cases=("api_mp_shared_memory",),
        harmless=_TRACKER,
    ),
    Api(
        name="multiprocessing.freeze_support",
        checked=f"{_CHECKED}: multiprocessing/spawn.py:67-80",
        cases=("api_mp_freeze_support_then_start",),
        harmless="it does nothing in a program that is not frozen, and protects nothing",
    ),
)
