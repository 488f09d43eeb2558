"""billiard, Celery's multiprocessing.  File and line of billiard 4.3.2."""

from mainguard.catalogue.api import StartMethod
from mainguard.catalogue.multiprocessing_forks import in_package

ENTRIES = tuple(
    in_package(
        "billiard",
        StartMethod.FORK_ON_LINUX,
        "billiard 4.3.2: context.py:368-378, spawn.py:198-230, fork on Linux with every Python version",
        lacks=("shared_memory", "managers.SharedMemoryManager", "pool.AsyncResult"),
    )
)
