"""multiprocess: multiprocessing with dill.  File and line of multiprocess 0.70.19."""

from mainguard.catalogue.api import StartMethod
from mainguard.catalogue.multiprocessing_forks import in_package

# dill sends what the main module defines as code, so that no child looks for it by name.
ENTRIES = tuple(
    in_package(
        "multiprocess",
        StartMethod.FORK_OR_SPAWN,
        "multiprocess 0.70.19: context.py:324-327, fork on Linux and macOS with every Python version",
        pickles=False,
    )
)
