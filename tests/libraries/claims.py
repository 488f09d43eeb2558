"""What the entries of one library claim about names and parameters."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from types import ModuleType

from mainguard.catalogue import entries
from mainguard.catalogue.api import AllOf, AnyOf, Api, Condition, Decorator, Not
from mainguard.catalogue.registry import catalogue


@dataclass(frozen=True)
class Claim:
    """What one entry claims, in plain values for another interpreter."""

    names: list[str]
    """The dotted names of which one exists at least: a method may be that of a class under another name."""
    aliases: list[str]
    """Those that exist as well."""
    imports: list[str]
    """Those that exist for ``from … import`` only."""
    parameters: list[str]
    """The first positional parameters."""
    keywords: list[str]
    """Further parameters."""

    def plain(self) -> dict[str, list[str]]:
        return asdict(self)


def entry_modules() -> Iterator[ModuleType]:
    """Every file of the catalogue."""
    for found in pkgutil.iter_modules(entries.__path__, f"{entries.__name__}."):
        yield importlib.import_module(found.name)


def library_of(module: ModuleType) -> str:
    """The name of the file."""
    return module.__name__.rpartition(".")[2]


def is_of_standard_library(module: ModuleType) -> bool:
    """Whether all names of the file's entries are the standard library's."""
    return all(api.name.partition(".")[0] in sys.stdlib_module_names for api in module.ENTRIES)


def claims_of(module: ModuleType) -> list[Claim]:
    """What can be looked up of the file's entries: not the names that mainguard gives to what has none."""
    made = {api.returns.makes for api in module.ENTRIES if isinstance(api.returns, Decorator) and api.returns.makes}
    named = [api for api in module.ENTRIES if not any(api.name.startswith(f"{each}.") for each in made)]
    return [claim_of(api) for api in named if not api.name.endswith(".*")]


def claim_of(api: Api) -> Claim:
    conditions = [api.starts.when] if api.starts else []
    paths = [path for condition in conditions for path in paths_of(condition)]
    paths += [each.argument for each in api.sets if each.argument]
    paths += [*(api.sends.arguments if api.sends else ()), *([api.starts.method_from] if api.starts else [])]
    roots = {path.partition("[")[0].partition(".")[0] for path in paths if path and path[0] not in "$%"} - {"self"}
    own = [] if api.on_self else list(api.parameters)
    keywords = [] if api.on_self else sorted(roots - set(own))
    owner, _, method = api.name.rpartition(".")
    made = catalogue().get(owner)
    names = [f"{each}.{method}" for each in (made.name, *made.aliases)] if made is not None else [api.name]
    return Claim(names, list(api.aliases), list(api.import_aliases), own, keywords)


def paths_of(condition: Condition) -> Iterator[str]:
    match condition:
        case AllOf(conditions=conditions) | AnyOf(conditions=conditions):
            for each in conditions:
                yield from paths_of(each)
        case Not(condition=inner):
            yield from paths_of(inner)
        case _:
            yield condition.argument
