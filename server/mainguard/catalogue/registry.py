"""Finds every entry: walks ``catalogue/entries`` and collects each module's ``ENTRIES``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from mainguard.catalogue import entries
from mainguard.catalogue.api import Api


@dataclass(frozen=True)
class Catalogue:
    """All entries by every name they go by."""

    by_name: Mapping[str, Api]

    def get(self, name: str) -> Api | None:
        """The entry for the dotted ``name``, an alias or a canonical name."""
        return self.by_name.get(name)

    def knows_package(self, name: str) -> bool:
        """Whether any entry lives below the top-level package ``name``."""
        return name in self._packages

    @property
    def _packages(self) -> frozenset[str]:
        return frozenset(name.partition(".")[0] for name in self.by_name)

    def method(self, class_name: str, method: str) -> Api | None:
        """The entry for ``method`` of the external class ``class_name`` or of a class it inherits from."""
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


@cache
def catalogue() -> Catalogue:
    """The catalogue that ships with mainguard."""
    by_name: dict[str, Api] = {}
    for module in pkgutil.iter_modules(entries.__path__, f"{entries.__name__}."):
        for api in importlib.import_module(module.name).ENTRIES:
            for name in (api.name, *api.aliases):
                if name in by_name:
                    raise ValueError(f"two catalogue entries are called {name}")
                by_name[name] = api
    return Catalogue(by_name)
