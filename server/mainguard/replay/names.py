"""What a bare name stands for."""

from __future__ import annotations

import ast
import builtins

from mainguard.replay.execution import Execution
from mainguard.replay.scope import Frame
from mainguard.replay.values import Constant, External, Value

BUILTINS = frozenset(dir(builtins))
_BOUND_ELSEWHERE = frozenset({"get_ipython", "__IPYTHON__", "unicode", "basestring", "raw_input", "xrange", "long"})
"""What IPython and Python 2 bind: programs try them and handle the ``NameError``."""


def name_value(run: Execution, name: str, node: ast.AST, frame: Frame) -> Value:
    """The value of ``name`` in ``frame``."""
    value = frame.lookup(name)
    if value is None and name == "__debug__":
        return Constant(value=True)  # as long as nobody asks for `-O`
    if value is None and name in _BOUND_ELSEWHERE and not run.main.is_notebook:
        run.raise_if_caught(NameError(), frame, node)
    if value is None:
        return External(f"builtins.{name}") if name in BUILTINS else run.unknown(frame, node)
    if isinstance(value, Constant):
        run.facts |= value.facts
    return value


def assign_name(run: Execution, name: str, value: Value, frame: Frame) -> None:
    """Bind ``name``."""
    run.store.write(frame.table_for(name), name, value)
