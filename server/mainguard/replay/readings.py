"""What a unit of code reads and imports: a pure function of the unit and its module."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mainguard.replay.modules import ProjectModule, packages_of
from mainguard.syntax.imports import Imported
from mainguard.syntax.units import Unit, Units, gets_at_everything, is_special

_IMPORTERS = re.compile(
    r"\b(?:__import__|import_module|import_string|load_module|exec_module|module_from_spec|run_module|run_path|runpy"
    r"|pkgutil|addsitedir|builtins|SourceFileLoader|spec_from_file_location)\b|(?<![.\w])(?:exec|eval)[ \t]*\("
)
"""What imports or runs something that no import statement says."""
_WORDS_FOR_IMPORTERS = frozenset(
    (
        *("__import__", "import_module", "import_string", "load_module", "exec_module", "module_from_spec"),
        *("run_module", "run_path", "runpy", "pkgutil", "addsitedir", "builtins", "SourceFileLoader"),
        *("spec_from_file_location", "exec", "eval"),
    )
)
_SEARCH_PATH = re.compile(
    r"\bsys[ \t]*\.[ \t]*path\b|\bfrom[ \t]+sys[ \t]+import\b[^\n]*\bpath\b|\bimport[ \t]+sys[ \t]+as\b"
)
_OTHER_PATH = re.compile(
    r"\bsys[ \t]*\.[ \t]*path[ \t]*(?:\.[ \t]*(?:append|insert|extend|remove|pop|clear|__)"
    r"|\+=|=(?!=)(?![ \t]*\w+[ \t]*$)|\[[^\]\n]*\][ \t]*=(?!=))",
    re.MULTILINE,
)
_DISCOVERS = frozenset(("iter_modules", "walk_packages", "listdir", "glob", "iglob", "iterdir"))
"""What ``discovery.py`` follows."""
_COMPUTES_NAMES = re.compile(r"\bgetattr[ \t]*\([^,()]*(?:\([^()]*\)[^,()]*)*,[ \t]*(?![\"']\w*[\"'][ \t]*[,)])")
_STRING = re.compile(r"""["'](\.*)([A-Za-z_]\w*(?:\.\w+)*)["'.]""")
_FILE = re.compile(r"""["'](?:\./)?([\w/]+)\.py["']""")

Name = str | tuple[str, str]
"""A name that is read: ``.f`` as an attribute of whatever, ``f`` as what some module has imported from another one, and
``f`` with the key of a module as a name of that module's own."""


@dataclass(frozen=True, eq=False, slots=True)
class Reading:
    """What a unit reads and imports."""

    names: frozenset[Name]
    attributes: frozenset[str]
    """Those of the names that are attributes."""
    modules: tuple[str, ...]
    """The dotted names of the modules that it may import, packages before what is in them."""
    roots: frozenset[str]
    """The top-level packages that it names: in absolute imports, and in strings where those may lead to modules."""
    words: frozenset[str]
    """What stands in its imports and in those of its module's own code."""
    is_hidden: bool
    """Whether it may import or run something that its imports do not say."""
    discovers: bool
    """Whether it may look for that in folders."""
    computes_names: bool
    """Whether it may get at things by names that it puts together."""
    looks_at_path: bool
    """Whether it has to do with where modules are found."""
    changes_path: bool
    """Whether it may have modules found where they would not be."""
    gets_at_everything: bool
    """Whether it asks which names there are."""


def reading_of(unit: Unit, units: Units, module: ProjectModule) -> Reading:
    """What ``unit``, which is one of the ``units`` of ``module``, reads and imports."""
    own, text, words = units.own, unit.text, unit.words
    roots = {each.module.partition(".")[0] for each in unit.imports if not each.level}
    if "modules" in words:
        roots.update(name.partition(".")[0] for _, name in _STRING.findall(text))
    imports = unit.imports if unit is own else (*own.imports, *unit.imports)
    names = frozenset(_names(unit, own, module.key))
    has_path = "path" in words
    return Reading(
        names=names,
        attributes=frozenset(name for name in names if isinstance(name, str) and name[0] == "."),
        modules=tuple(dict.fromkeys(name for each in unit.imports for name in names_imported(each, module))),
        roots=frozenset(roots),
        words=frozenset(word for each in imports for word in (*each.module.split("."), *each.names)),
        is_hidden=not _WORDS_FOR_IMPORTERS.isdisjoint(words) and _IMPORTERS.search(text) is not None,
        discovers=not _DISCOVERS.isdisjoint(words),
        computes_names="getattr" in words and _COMPUTES_NAMES.search(text) is not None,
        looks_at_path=has_path and _SEARCH_PATH.search(text) is not None,
        changes_path=has_path and _OTHER_PATH.search(text) is not None,
        gets_at_everything=gets_at_everything(unit),
    )


def names_imported(each: Imported, module: ProjectModule) -> Iterator[str]:
    """The dotted names of the modules that an import in ``module`` may load, packages before what is in them."""
    if each.level:
        package = module.package.split(".") if module.package else []
        base = ".".join([*package[: len(package) - each.level + 1], *([each.module] if each.module else [])])
    else:
        base = each.module
    yield from packages_of(base)
    for name in each.names:
        if name != "*":
            yield f"{base}.{name}" if base else name


def names_in_strings(module: ProjectModule) -> Iterator[str]:
    """The dotted names of the modules that strings of ``module`` may name: those beside it and below it."""
    text = module.tree.source.text
    package = module.name.partition(".")[0] if module.package else ""
    for dots, name in _STRING.findall(text):
        if not name.startswith("__"):
            if module.is_package:
                yield f"{module.package}.{name}"
            if not dots and package in ("", name.partition(".")[0]):
                yield name
    for path in _FILE.findall(text):
        yield path.replace("/", ".")


def _names(unit: Unit, own: Unit, key: str) -> Iterator[Name]:
    imported = own.imported_names if own is unit else own.imported_names | unit.imported_names
    is_star = "*" in imported
    mentions = unit.mentions
    for name in mentions:
        if is_special(name):
            yield name
        else:
            yield key, name
            if is_star or name in imported:
                yield name
    for name, alias in {*own.aliases, *unit.aliases}:
        if alias in mentions:
            yield name.rpartition(".")[2]
