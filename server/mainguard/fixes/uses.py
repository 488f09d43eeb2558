"""What code does with the module's names, as values."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Uses:
    """What a piece of code does with names of the module."""

    reads: frozenset[str] = frozenset()
    binds: frozenset[str] = frozenset()
    """Assigned, deleted, imported, defined, or bound by ``for``, ``with``, ``except``, ``case`` or ``:=``."""
    calls: frozenset[str] = frozenset()
    """Called, or a method or attribute of them is, or used as decorators."""
    changes: frozenset[str] = frozenset()
    """The object may be changed: a method of it is called, or something in it is assigned."""
    stores: frozenset[str] = frozenset()
    """The object is certainly changed: ``x.y = …``, ``x[…] = …``, ``x.append(…)``; among ``changes`` too."""
    passes: frozenset[str] = frozenset()
    """The object is handed to code that may change or keep it."""
    halts: frozenset[str] = frozenset()
    """No names: what may keep the process waiting, serve for ever or end it, as ``sleep()`` and ``while True``."""

    def __or__(self, other: Uses) -> Uses:
        if other is NOTHING or other is self:
            return self
        return Uses(
            self.reads | other.reads,
            self.binds | other.binds,
            self.calls | other.calls,
            self.changes | other.changes,
            self.stores | other.stores,
            self.passes | other.passes,
            self.halts | other.halts,
        )

    def without(self, names: Collection[str]) -> Uses:
        """The same for all other names."""
        return self._each(lambda part: part.difference(names))

    def only(self, names: Collection[str]) -> Uses:
        """The same for ``names`` alone."""
        return self._each(lambda part: part.intersection(names))

    def without_calling(self) -> Uses:
        """The same, calls left out."""
        return replace(self, calls=frozenset()) if self.calls else self

    def without_binding(self, names: Collection[str]) -> Uses:
        """The same, except that ``names`` are bound in a scope of their own."""
        return self if self.binds.isdisjoint(names) else replace(self, binds=self.binds.difference(names))

    def _each(self, change: Callable[[frozenset[str]], frozenset[str]]) -> Uses:
        return Uses(*(change(getattr(self, part.name)) for part in fields(self)))


NOTHING = Uses()


@dataclass(frozen=True, slots=True)
class Function:
    """What calling a function does, or any method of a class; functions defined inside count as called."""

    name: str
    """What it is called where it is defined; ``"lambda"`` for one."""
    uses: Uses


@dataclass(frozen=True, slots=True)
class Flow:
    """The data flow of one or more statements of the module level."""

    uses: Uses
    """What running them does, calls not followed."""
    assigns: frozenset[str]
    """Bound afresh whatever happens: the old value is gone afterwards."""
    defines: frozenset[str]
    """Bound by ``import``, ``def`` and ``class``; among ``uses.binds`` too."""
    makes: frozenset[str]
    """Bound by ``def`` and ``class``."""
    functions: tuple[Function, ...]
    """The functions, classes and lambdas in them: what is deferred."""
    has_definition: bool
    """Whether one of them is itself an import, a function or a class, which belongs at the module level."""
    acts: bool
    """Whether they call something for what it does, other than to tell something."""
    is_plain: bool
    """Whether what they bind are immutable values that share nothing with other objects."""
    has_star_import: bool
