"""Where names live while a module is replayed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mainguard.replay.modules import ProjectModule
from mainguard.replay.namespaces import LazyNames
from mainguard.replay.trace import Site
from mainguard.replay.values import Table, Value
from mainguard.syntax.tree import PlacedBlock


@dataclass(slots=True, eq=False)
class ModuleState:
    """A module of the project in one run."""

    module: ProjectModule
    name: str
    """``__name__`` in this run."""
    table: LazyNames = field(default_factory=LazyNames)


@dataclass(slots=True, eq=False)
class Scope:
    """The names of a function, class or module body."""

    table: Table
    enclosing: Scope | None = None
    """The next function scope around; class bodies and modules are in no chain."""
    is_class: bool = False
    is_comprehension: bool = False
    declared_global: set[str] = field(default_factory=set)
    declared_nonlocal: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Where code runs: its module, the block that its nodes belong to, and its names."""

    state: ModuleState
    placed: PlacedBlock | None
    """``None`` for code out of a string (``exec``), whose place is ``site``."""
    scope: Scope
    site: Site | None = None

    def lookup(self, name: str) -> Value | None:
        """The value of ``name``, or ``None`` when the project does not bind it."""
        if name not in self.scope.declared_global:
            scope: Scope | None = self.scope
            while scope is not None:
                value: Value | None = scope.table.get(name)
                if value is not None:
                    return value
                scope = scope.enclosing
        found: Value | None = self.state.table.get(name)
        return found

    def outside_comprehension(self) -> Frame:
        """The frame that an assignment expression binds in."""
        scope = self.scope
        while scope.is_comprehension and scope.enclosing is not None:
            scope = scope.enclosing
        return self if scope is self.scope else replace(self, scope=scope)

    def inner(self, scope: Scope) -> Frame:
        """The same code place with names of its own."""
        return replace(self, scope=scope)

    def table_for(self, name: str) -> Table:
        """The table that an assignment to ``name`` writes."""
        if name in self.scope.declared_global:
            return self.state.table
        if name in self.scope.declared_nonlocal:
            scope = self.scope.enclosing
            while scope is not None:
                if name in scope.table:
                    return scope.table
                scope = scope.enclosing
        return self.scope.table
