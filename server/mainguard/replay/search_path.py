"""``sys.path``, which a program changes to find its own modules."""

from __future__ import annotations

import os.path

from mainguard.replay.execution import Execution
from mainguard.replay.modules import STANDARD_LIBRARY
from mainguard.replay.values import NONE, Constant, Sequence, SequenceItems, Value, sequence

INSTALLED = Constant("<installed packages>")
"""The entry that stands for the folders of installed packages."""


def value(run: Execution) -> Value:
    """The list, which begins with the script's folder; every run has one."""
    if "path" not in run.search_path:
        run.search_path["path"] = sequence("list", _at_start(run))
    return run.search_path["path"]


def is_changed(run: Execution) -> bool:
    """Whether the list is not what it was when the program began."""
    path = run.search_path.get("path")
    return path is not None and not (isinstance(path, Sequence) and path.exact and path.items == _at_start(run))


def _at_start(run: Execution) -> tuple[Value, ...]:
    return Constant(os.path.dirname(run.main.key)), Constant(STANDARD_LIBRARY), INSTALLED


def assign(run: Execution, made: Value) -> None:
    """``sys.path = made``."""
    run.store.write(run.search_path, "path", made)


def append(run: Execution, folder: Value) -> Value:
    """``sys.path.append(folder)``; gives ``None`` as that does."""
    path = value(run)
    if isinstance(path, Sequence):
        items = path.table["items"]
        run.store.write(path.table, "items", SequenceItems((*items.values, folder), items.exact))
    return NONE


def entries(run: Execution) -> tuple[str, ...] | None:
    """The entries that are known; ``None`` while nothing has changed them.

    What is no ``str`` is passed over, as the interpreter does (``importlib/_bootstrap_external.py``,
    ``PathFinder._get_spec``).  What is relative counts from the script's folder.
    """
    path = run.search_path.get("path")
    if not isinstance(path, Sequence) or not (path.exact or INSTALLED in path.items):
        return None
    folder = os.path.dirname(run.main.key)
    texts = [item.value for item in path.items if isinstance(item, Constant) and isinstance(item.value, str)]
    standing = (STANDARD_LIBRARY, INSTALLED.value)
    return tuple(text if text in standing else os.path.normpath(os.path.join(folder, text)) for text in texts)
