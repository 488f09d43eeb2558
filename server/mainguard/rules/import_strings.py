"""Judges ``"module:attribute"`` strings against the project."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from mainguard.replay.modules import ProjectModule
from mainguard.replay.trace import Certainty
from mainguard.rules.bindings import ModuleNames, module_names
from mainguard.rules.rule import Context
from mainguard.rules.wording import shortened

_USUAL_NAMES = ("app", "application", "api", "asgi")
_RUNNING_MODULE = ("__main__", "__mp_main__")
_CLOSE_NAME = 0.75
_SHORTEST = 4
_SHORTEST_WITH_WRONG_LETTER = 6
"""Below this length, two names that differ in one letter are two names: ``main`` and ``mail``."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an import string cannot be loaded."""

    reason: str
    candidate: str | None = None
    """The one string that was probably meant."""
    certainty: Certainty = Certainty.CERTAIN


def fault(context: Context, string: str) -> Fault | None:
    """What is wrong with ``string``; ``None`` when it is right or nothing says that it is wrong."""
    name, _, attributes = string.partition(":")
    if not name or not attributes:
        return _without_attribute(context, string)
    if name in _RUNNING_MODULE:
        return None
    module = _module(context, name)
    if module is None:
        return _without_module(context, name, attributes)
    return _without_name(context, module, name, attributes)


def _without_attribute(context: Context, string: str) -> Fault:
    """``"main"`` and ``"main.app"``: the colon is missing, or what should stand beside it."""
    reason = "an import string is `module:attribute`"
    name = string.strip(":")
    module = _module(context, name)
    if module is not None:
        usual = _usual(_names(context, module).bound)
        return Fault(reason, f"{name}:{usual}" if usual else None)
    front, _, last = name.rpartition(".")
    module = _module(context, front)
    is_there = module is not None and last in _names(context, module).bound
    return Fault(reason, f"{front}:{last}" if is_there else None)


def _without_module(context: Context, name: str, attributes: str) -> Fault | None:
    """Only a name close to a module of the project is called wrong: an installed package may provide any other."""
    dotted = name.removesuffix(".py").replace("\\", "/").removeprefix("./").replace("/", ".")
    if dotted != name and _module(context, dotted) is not None:
        return Fault("it takes the module's name, not its path", f"{dotted}:{attributes}")
    meant = next((known for known in _known_modules(context) if _is_slip_of(name, known)), None)
    if meant is None:
        return None
    return Fault(f"the project has no module `{shortened(name)}`", f"{meant}:{attributes}", Certainty.POSSIBLE)


def _without_name(context: Context, module: ProjectModule, name: str, attributes: str) -> Fault | None:
    attribute, dot, rest = attributes.partition(".")
    bound = context.trace.names_bound_on_import if module.key == context.module.key else None
    if bound is not None and attribute in bound:
        return None
    names = _names(context, module)
    if names.is_open or attribute in names.bound or context.modules.find(f"{name}.{attribute}", context.module):
        return None
    if attribute in names.guarded:
        where = f"only under the main guard, not when `{shortened(name)}` is imported"
        return Fault(f"`{shortened(attribute)}` exists {where}")
    meant = _meant(attribute, names.bound)
    return Fault(
        f"`{shortened(name)}` has no `{shortened(attribute)}`", f"{name}:{meant}{dot}{rest}" if meant else None
    )


def _module(context: Context, name: str) -> ProjectModule | None:
    """The project's module called ``name``; a script also finds itself by its file's name alone."""
    if name in (context.module.name, _stem(context.module.name)):
        return context.module
    return context.modules.find(name, context.module) if all(name.split(".")) else None


def _names(context: Context, module: ProjectModule) -> ModuleNames:
    """What an import of ``module`` binds: by the trace for the module that was replayed, else read off the tree."""
    names = module_names(module.tree)
    if module.key != context.module.key:
        return names
    bound = context.trace.names_bound_on_import
    return ModuleNames(bound or frozenset(), names.guarded, is_open=bound is None or names.is_open)


def _known_modules(context: Context) -> list[str]:
    """The project's modules that this one knows: itself, unless it cannot be imported, and what it imports."""
    imported = dict.fromkeys(_imported_names(context.module))
    own = [] if context.module.is_notebook else [context.module.name, _stem(context.module.name)]
    return [*own, *(name for name in imported if _module(context, name))]


def _imported_names(module: ProjectModule) -> Iterator[str]:
    for _, statement in module.tree.statements:
        match statement:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(name), level=0):
                yield name
            case _:
                continue


def _is_slip_of(typed: str, name: str) -> bool:
    """Whether ``typed`` is ``name`` with two letters swapped, one too many, one missing or one wrong."""
    if len(name) < _SHORTEST:
        return False
    if len(typed) == len(name):
        wrong = [at for at in range(len(name)) if typed[at] != name[at]]
        is_swapped = len(wrong) == 2 and sorted(typed) == sorted(name) and wrong[1] == wrong[0] + 1
        is_one_letter = len(wrong) == 1 and len(name) >= _SHORTEST_WITH_WRONG_LETTER
        return is_swapped or is_one_letter or typed.casefold() == name.casefold()
    shorter, longer = sorted((typed, name), key=len)
    return len(longer) == len(shorter) + 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )


def _stem(name: str) -> str:
    return name.rpartition(".")[2]


def _meant(attribute: str, bound: Collection[str]) -> str | None:
    """The one name that ``attribute`` can have been meant to be."""
    close = difflib.get_close_matches(attribute, sorted(bound), n=2, cutoff=_CLOSE_NAME)
    if close:
        return close[0] if len(close) == 1 else None
    return _usual(bound)


def _usual(bound: Collection[str]) -> str | None:
    """The one bound name that applications usually go by."""
    found = [name for name in _USUAL_NAMES if name in bound]
    return found[0] if len(found) == 1 else None
