"""One call of something outside the project, as its handler sees it."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from mainguard.replay import calls, iteration
from mainguard.replay.execution import Execution
from mainguard.replay.scope import Frame
from mainguard.replay.truth import key_of, plain
from mainguard.replay.values import Arguments, SequenceItems, Unknown, Value


@dataclass(frozen=True, slots=True)
class Invocation:
    """The arguments of a call, and where it is made."""

    run: Execution
    given: Arguments
    node: ast.AST
    frame: Frame
    whole: ast.AST | None = None
    """The call with its arguments, to name its result after."""

    @property
    def values(self) -> tuple[Value, ...]:
        """The positional arguments."""
        return tuple(passed.value for passed in self.given.positional)

    def plain(self, at: int) -> tuple[object] | None:
        """The Python value of a positional argument, in a tuple of one; ``None`` when it is absent or not known."""
        return plain(self.given.positional[at].value) if len(self.given.positional) > at else None

    def key(self, at: int) -> tuple[object] | None:
        """The same for an argument that can be a key."""
        return key_of(self.given.positional[at].value) if len(self.given.positional) > at else None

    def text(self, at: int) -> str | None:
        """The positional argument as a ``str``, when it is known to be one."""
        known = self.plain(at)
        return known[0] if known is not None and isinstance(known[0], str) else None

    def unknown(self) -> Unknown:
        """A result that is not known."""
        return self.run.unknown(self.frame, self.whole or self.node)

    def items(self, value: Value) -> SequenceItems:
        """What iterating over ``value`` gives."""
        return iteration.items(self.run, value, self.node, self.frame)

    def apply(self, callee: Value, *values: Value) -> Value:
        """The result of calling back."""
        return calls.call(self.run, callee, calls.positional(*values), self.node, self.frame)

    def method(self, owner: Value, name: str, *values: Value) -> Value | None:
        """The result of a special method; ``None`` when there is none."""
        return calls.call_method(self.run, owner, name, values, self.node, self.frame)
