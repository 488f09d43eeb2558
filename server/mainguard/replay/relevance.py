"""Whether a module can have anything to do with the start of a process, by what it imports, and what that imports.

Most files of most projects cannot, and are not replayed.
"""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator

from mainguard.catalogue.registry import Catalogue
from mainguard.replay.import_records import ImportRecords
from mainguard.replay.modules import Modules, NoResolver, ProjectModule, Resolver, packages_of
from mainguard.replay.readings import names_imported
from mainguard.replay.shared_reach import SharedReach
from mainguard.syntax.outline import Section
from mainguard.syntax.tree import Block
from mainguard.syntax.weakly import remembered_weakly

MOST_READ = 2_000
"""Of how many modules the words are read; what imports more of them is replayed."""
_HIDDEN = re.compile(
    r"__import__|importlib(?!\.(?:metadata|resources))|pkgutil|runpy|addsitedir|\bimport_string\b|(?<![.\w])(?:exec|eval)\s*\("
    r"|\bsys\s*\.\s*(?:path|modules)\b|\bfrom\s+sys\s+import\b|\bimport\s+sys\s+as\b"
)
"""What a module may import something with that its imports do not say; ``sys.path`` is among it."""
_STRING = re.compile(r"""["'](\.*)([A-Za-z_]\w*(?:\.\w+)*)["']""")
_ELSEWHERE = re.compile(
    r"""\.pyw?["']|addsitedir|\bpkgutil\b|\blistdir\b|\biterdir\b|\bglob\b"""
    r"""|\bfrom\s+sys\s+import\b|\bimport\s+sys\s+as\b|\bsys\s*\.\s*path\s*(?:\.\s*\w|\+?=[^=]|\[)"""
)
"""What may run a file by its path, find modules in a folder, or have them found where they would not be."""


def nothing_to_see(
    module: ProjectModule,
    modules: Modules,
    resolver: Resolver,
    catalogue: Catalogue,
    records: ImportRecords | None = None,
) -> frozenset[str] | None:
    """The keys of all modules that ``module`` may import, if none of what runs with it may start a process.

    ``None`` where that cannot be said.  There may be more keys than that; ``records`` remembers.  What the code of all
    those modules can come to is looked at only for ``records``: it pays for many files.
    """
    if records is None or not module.tree.is_plain:
        return _imports_nothing(module, modules, resolver, catalogue)
    if records.reach is None or records.reach.modules is not modules:
        records.reach = SharedReach(modules, resolver, catalogue)
    return records.reach.modules_of(module)


def _imports_nothing(
    module: ProjectModule, modules: Modules, resolver: Resolver, catalogue: Catalogue
) -> frozenset[str] | None:
    """The same, told by what ``module`` imports alone."""
    seen, pending = {module.key}, deque([module])
    while pending:
        current = pending.popleft()
        names = _imports(current, catalogue, is_main=current is module)
        if names is None or len(seen) > MOST_READ:
            return None
        for name in names:
            each = modules.find(name, current)
            if each is None:
                if _may_be_followed(name, modules, resolver):
                    return None
            elif each.key not in seen:
                seen.add(each.key)
                pending.append(each)
    return frozenset(seen)


def _imports(module: ProjectModule, catalogue: Catalogue, *, is_main: bool) -> Iterable[str] | None:
    """The dotted names that ``module`` may import; ``None`` where one may be a package that starts processes."""
    indexed, text = module.tree.indexed, module.tree.source.text
    if indexed is not None and indexed.has_words(catalogue.starting_words):
        return None
    is_hidden = any(map(_hides, indexed.sections)) if indexed is not None else _HIDDEN.search(text) is not None
    if _is_spelled_otherwise(module) or _mentions(module, catalogue, anywhere=is_hidden and is_main):
        return None
    if not is_hidden:
        return _names(module)
    # What the main module makes up, it may make up in any way; of others their texts are trusted.
    if is_main or _ELSEWHERE.search(text):
        return None
    in_strings = list(_names_in_strings(module))
    if any(name.partition(".")[0] in catalogue.starting_words for name in in_strings):
        return None
    return [*_names(module), *in_strings]


@remembered_weakly
def _hides(section: Section) -> bool:
    return any(map(_hides_in, section.blocks))


@remembered_weakly
def _hides_in(block: Block) -> bool:
    return _HIDDEN.search(block.text) is not None


def _names(module: ProjectModule) -> Iterator[str]:
    """The dotted names that ``module`` may import, packages before what is in them."""
    names = dict.fromkeys(packages_of(module.package) if module.is_never_rerun else ())
    names.update((name, None) for each in module.tree.imports for name in names_imported(each, module))
    yield from names


def _may_be_followed(name: str, modules: Modules, resolver: Resolver) -> bool:
    """Whether what is not the project's has to be asked for: an installed package may hand on what starts processes."""
    if name.partition(".")[0] in sys.stdlib_module_names:
        return False
    if not isinstance(resolver, NoResolver):
        return True
    installed = modules.installed(name)
    return installed is not None and modules.may_start(installed)


def _is_spelled_otherwise(module: ProjectModule) -> bool:
    """Whether an import may mean another name than it looks like: identifiers are normalised (PEP 3131)."""
    return any(not "".join((each.module, *each.names)).isascii() for each in module.tree.imports)


def _names_in_strings(module: ProjectModule) -> Iterator[str]:
    """What a module may import that makes use of names in strings."""
    for dots, name in _STRING.findall(module.tree.source.text):
        yield f"{module.package}.{name}" if dots else name


def _mentions(module: ProjectModule, catalogue: Catalogue, *, anywhere: bool) -> bool:
    """Whether ``module`` imports what may start processes, or mentions what users added; ``anywhere`` counts all."""
    if module.tree.indexed is not None:
        return module.tree.indexed.has_words(catalogue.starting_words)
    text = module.tree.source.text
    imported = {each.module.partition(".")[0] for each in module.tree.imports if not each.level}
    words = catalogue.starting_words if anywhere else catalogue.own_words
    return not imported.isdisjoint(catalogue.starting_words) or any(
        word in text and re.search(rf"\b{word}\b", text) for word in words
    )
