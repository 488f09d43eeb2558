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
    by_import: Mapping[str, Api]
    """Names that only ``from … import`` reaches."""

    def get(self, name: str) -> Api | None:
        """The entry for the dotted ``name``, a canonical name or an alias."""
        return self.by_name.get(name)

    def imported(self, name: str) -> str:
        """The canonical name of what ``from … import`` finds under the dotted ``name``."""
        api = self.by_import.get(name)
        return api.name if api else name

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
    by_import: dict[str, Api] = {}
    for module in pkgutil.iter_modules(entries.__path__, f"{entries.__name__}."):
        for api in importlib.import_module(module.name).ENTRIES:
            for name in (api.name, *api.aliases):
                if name in by_name:
                    raise ValueError(f"two catalogue entries are called {name}")
                by_name[name] = api
            by_import.update(dict.fromkeys(api.import_aliases, api))
    return Catalogue(by_name, by_import)
