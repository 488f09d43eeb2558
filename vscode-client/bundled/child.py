"""Runs a file as a spawned child process runs its main module: ``child.py FILE``, with an absolute path.

It does what ``multiprocessing.spawn`` does before a child's work begins: the process knows that it is being made, has
the parent's start method, and runs the main module again under another name, with its folder first in ``sys.path``.
"""

import multiprocessing
import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.argv[:] = sys.argv[1:]
    sys.path[0] = str(Path(sys.argv[0]).parent)
    process = multiprocessing.current_process()
    vars(process)["_inheriting"] = True
    process.name = "SpawnProcess-1"
    multiprocessing.set_start_method("spawn", force=True)
    runpy.run_path(sys.argv[0], run_name="__mp_main__")
