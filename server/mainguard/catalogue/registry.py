"""Finds every entry: walks ``catalogue/entries`` and collects each module's ``ENTRIES``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from types import MappingProxyType, ModuleType

from mainguard.catalogue import entries
from mainguard.catalogue.api import Api


@dataclass(frozen=True)
class Catalogue:
    """All entries by every name they go by."""

    by_name: Mapping[str, Api]
    by_import: Mapping[str, Api]
    """Names that only ``from … import`` reaches."""
    reexports: Mapping[str, str]
    """Packages that have all names of another one: ``torch.multiprocessing`` those of ``multiprocessing``."""
    own: Mapping[str, Api] = field(default_factory=dict)
    """Those of ``by_name`` that a user has added, which may be the project's functions and classes."""

    @cached_property
    def packages(self) -> frozenset[str]:
        """The top-level packages that any entry is in."""
        return frozenset(name.partition(".")[0] for name in (*self.by_name, *self.by_import, *self.reexports))

    def get(self, name: str) -> Api | None:
        """The entry for the dotted ``name``, a canonical name or an alias."""
        found = self.by_name.get(name)
        if found is not None:
            return found
        for package, real in self.reexports.items():
            if name.startswith(package) and name.startswith(".", len(package)):
                return self.by_name.get(real + name[len(package) :])
        return None

    def is_kind_of(self, name: str, base: str) -> bool:
        """Whether the external class ``name`` is called ``base`` or inherits from it."""
        if name == base:
            return True
        own, wanted = self.get(name), self.get(base)
        if own is None:
            return False
        return own is wanted or any(self.is_kind_of(each, base) for each in own.bases)

    @cached_property
    def starting_words(self) -> frozenset[str]:
        """What a program mentions that has to do with starts: packages, and the last words of what users have added."""
        entries = {name: api for name, api in self.by_name.items() if is_about_starts(api)}
        packages = {name.partition(".")[0] for name in (*entries, *self.reexports)}
        packages |= {name.partition(".")[0] for api in entries.values() for name in (*api.aliases, *api.import_aliases)}
        aliases = ((name, api.name) for name, api in self.by_name.items())
        packages |= {alias.partition(".")[0] for alias, name in aliases if name.partition(".")[0] in packages}
        return frozenset(packages | self.own_words)

    @cached_property
    def own_words(self) -> frozenset[str]:
        """The last words of what users have added."""
        return frozenset(name.rpartition(".")[2] for name in self.own)

    @cached_property
    def tagged_prefixes(self) -> frozenset[str]:
        """The names of the entries that rules ask for, and all that they are below: packages, modules, classes."""
        return _with_prefixes(name for name, api in self.by_name.items() if api.tags)

    @cached_property
    def starting_prefixes(self) -> frozenset[str]:
        """The same of the entries that start processes."""
        return _with_prefixes(name for name, api in self.by_name.items() if api.starts is not None)

    @cached_property
    def first_versions(self) -> frozenset[tuple[int, int]]:
        """The Python versions with which any start began to run the main module again."""
        return frozenset(api.starts.since for api in self.by_name.values() if api.starts is not None)

    def imported(self, name: str) -> str:
        """The canonical name of what ``from … import`` finds under the dotted ``name``."""
        api = self.by_import.get(name)
        return api.name if api else name

    def method(self, class_name: str, method: str) -> Api | None:
        """The entry for ``method`` of the external class ``class_name`` or of a class it inherits from."""
        return self._method(class_name, method) or (None if method.startswith("__") else self._method(class_name, "*"))

    def _method(self, class_name: str, method: str) -> Api | None:
        pending = [class_name]
        while pending:
            current = pending.pop(0)
            found = self.get(f"{current}.{method}")
            if found is not None:
                return found
            owner = self.get(current)
            if owner is not None:
                pending += [base for base in (owner.name, *owner.bases) if base != current]
        return None


def _with_prefixes(names: Iterable[str]) -> frozenset[str]:
    parts = [name.split(".") for name in names]
    return frozenset(".".join(each[:end]) for each in parts for end in range(1, len(each) + 1))


def is_about_starts(api: Api) -> bool:
    """Whether the entry says more than what its calls return and call back."""
    return bool(
        api.starts
        or api.sends
        or api.serves
        or api.needed_in_child
        or api.main_thread_only
        or api.sets
        or api.sets_start_method
        or api.tags
    )


@cache
def catalogue() -> Catalogue:
    """The catalogue that ships with mainguard."""
    reexports: dict[str, str] = {}
    for module in _libraries():
        reexports.update(getattr(module, "REEXPORTS", {}))
    return catalogue_of(all_entries(), reexports)


def all_entries() -> tuple[Api, ...]:
    """Every entry once, by the file that it is in."""
    return tuple(api for module in _libraries() for api in module.ENTRIES)


def _libraries() -> Iterator[ModuleType]:
    for module in pkgutil.iter_modules(entries.__path__, f"{entries.__name__}."):
        yield importlib.import_module(module.name)


def catalogue_of(apis: Iterable[Api], reexports: Mapping[str, str] = MappingProxyType({})) -> Catalogue:
    """A catalogue of ``apis``; raises ``ValueError`` when two of them have a name in common."""
    by_name: dict[str, Api] = {}
    by_import: dict[str, Api] = {}
    for api in apis:
        for name in (api.name, *api.aliases):
            if name in by_name:
                raise ValueError(f"two catalogue entries are called {name}")
            by_name[name] = api
        by_import.update(dict.fromkeys(api.import_aliases, api))
    return Catalogue(by_name, by_import, reexports)
