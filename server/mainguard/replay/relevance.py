"""Whether a module can have anything to do with the start of a process, by the words in it and in what it imports.

Most files of most projects cannot, and are not replayed.
"""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Iterator

from mainguard.catalogue.registry import Catalogue
from mainguard.replay.modules import Modules, NoResolver, ProjectModule, Resolver, packages_of
from mainguard.syntax.imports import Imported

MOST_READ = 64
"""Of how many modules the words are read; what imports more of them is replayed."""
_HIDDEN = re.compile(
    r"__import__|importlib(?!\.(?:metadata|resources))|pkgutil|runpy|addsitedir|\bimport_string\b|(?<![.\w])(?:exec|eval)\s*\("
    r"|\bpath\s*(?:\.\s*(?:append|extend|insert)|\+?=[^=]|\[)"
)
"""What a module may import something with that its imports do not say; ``sys.path`` is among it."""


def nothing_to_see(
    module: ProjectModule, modules: Modules, resolver: Resolver, catalogue: Catalogue
) -> frozenset[str] | None:
    """The keys of all modules that ``module`` may import, if none of them mentions a package that starts processes.

    ``None`` where one does, and where that cannot be said.
    """
    seen, pending = {module.key}, deque([module])
    while pending:
        current = pending.popleft()
        text = current.tree.source.text
        if len(seen) > MOST_READ or not text.isascii() or _mentions(current, catalogue) or _HIDDEN.search(text):
            return None
        for name in _names(current):
            found = modules.find(name, current)
            if found is None:
                if _may_be_followed(name, modules, resolver):
                    return None
            elif found.key not in seen:
                seen.add(found.key)
                pending.append(found)
    return frozenset(seen)


def _names(module: ProjectModule) -> Iterator[str]:
    """The dotted names that ``module`` may import, packages before what is in them."""
    names = dict.fromkeys(packages_of(module.package) if module.is_never_rerun else ())
    for each in module.tree.imports:
        base = _base(each, module)
        names.update(dict.fromkeys(packages_of(base)))
        names.update((f"{base}.{name}" if base else name, None) for name in each.names)
    yield from names


def _base(each: Imported, module: ProjectModule) -> str:
    if not each.level:
        return each.module
    package = module.package.split(".") if module.package else []
    return ".".join([*package[: len(package) - each.level + 1], *([each.module] if each.module else [])])


def _may_be_followed(name: str, modules: Modules, resolver: Resolver) -> bool:
    """Whether what is not the project's has to be asked for: an installed package may hand on what starts processes."""
    if name.partition(".")[0] in sys.stdlib_module_names:
        return False
    if not isinstance(resolver, NoResolver):
        return True
    installed = modules.installed(name)
    return installed is not None and modules.may_start(installed)


def _mentions(module: ProjectModule, catalogue: Catalogue) -> bool:
    if module.tree.indexed is not None:
        return bool(module.tree.indexed.with_words(catalogue.starting_words))
    text = module.tree.source.text
    return any(word in text and re.search(rf"\b{word}\b", text) for word in catalogue.starting_words)
