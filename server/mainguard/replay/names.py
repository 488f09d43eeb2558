"""What a bare name stands for."""

from __future__ import annotations

import ast
import builtins

from mainguard.replay.execution import Execution
from mainguard.replay.scope import Frame
from mainguard.replay.values import Constant, External, Value

BUILTINS = frozenset(dir(builtins))


def name_value(run: Execution, name: str, node: ast.AST, frame: Frame) -> Value:
    """The value of ``name`` in ``frame``."""
    value = frame.lookup(name)
    if value is None and name == "__debug__":
        return Constant(value=True)  # as long as nobody asks for `-O`
    if value is None:
        return External(f"builtins.{name}") if name in BUILTINS else run.unknown(frame, node)
    if isinstance(value, Constant):
        run.facts |= value.facts
    return value


def assign_name(run: Execution, name: str, value: Value, frame: Frame) -> None:
    """Bind ``name``."""
    run.store.write(frame.table_for(name), name, value)
