"""Modules that a program finds in a folder: ``pkgutil.iter_modules``, ``os.listdir``, ``Path.glob``."""

from __future__ import annotations

import fnmatch
import os.path
from collections.abc import Callable
from pathlib import PurePath

from mainguard.replay import classes, paths
from mainguard.replay.invocation import Invocation
from mainguard.replay.values import (
    NO_ARGUMENTS,
    NONE,
    Class,
    Constant,
    ExternalInstance,
    Instance,
    Sequence,
    Value,
    sequence,
)

_MOST = 32
"""A folder with more in it is one of data, and not known."""
_FIELDS = ("module_finder", "name", "ispkg")


def names_in(call: Invocation, folder: Value) -> tuple[str, ...] | None:
    """The sorted names in a folder that holds modules of the project; a relative one starts where the script is.

    ``None`` of any other, and where there are many.
    """
    written = paths.text_of(folder)
    if written is None:
        return None
    path = os.path.normpath(PurePath(call.run.main.key).parent / written)
    names = call.run.modules.names_in(str(path), call.run.main)
    is_of_modules = any(name.endswith(".py") for name in names)
    return tuple(sorted(names)) if is_of_modules and len(names) <= _MOST else None


def _modules_in(call: Invocation) -> Value | None:
    """``pkgutil.iter_modules(path, prefix)``: what is in packages below them is left out."""
    given = {name: passed.value for name, passed in call.given.keywords.items()}
    folders = call.values[0] if call.values else given.get("path")
    prefix = call.text(1) if len(call.values) > 1 else _text(given.get("prefix", Constant("")))
    if not isinstance(folders, Sequence) or not folders.exact or prefix is None:
        return None
    found: list[Value] = []
    of = _module_info()
    for folder in folders.items:
        names = names_in(call, folder)
        if names is None:
            return None
        for name in names:
            stem = name.removesuffix(".py")
            inside = names_in(call, Constant(str(PurePath(paths.text_of(folder) or "", name))))
            is_package = stem == name and "__init__.py" in (inside or ())
            if stem.isidentifier() and stem != "__init__" and (is_package or stem != name):
                values = (NONE, Constant(prefix + stem), Constant(is_package))
                found.append(Instance(of, NO_ARGUMENTS, dict(zip(_FIELDS, values, strict=True))))
    return sequence("list", tuple(found))


def _module_info() -> Class:
    fields = sequence("list", tuple(Constant(name) for name in _FIELDS))
    return Class("ModuleInfo", (), {classes.IS_TUPLE: NONE, "%fields": fields}, is_dataclass=True)


def _text(value: Value) -> str | None:
    return value.value if isinstance(value, Constant) and isinstance(value.value, str) else None


def _list_folder(call: Invocation) -> Value | None:
    names = names_in(call, call.values[0] if call.values else Constant("."))
    return sequence("list", tuple(Constant(name) for name in names)) if names is not None else None


def _matching(call: Invocation) -> Value | None:
    """``glob.glob(pattern)`` of names in one folder."""
    folder, pattern = os.path.split(call.text(0) or "")
    names = names_in(call, Constant(folder)) if pattern and not call.given.keywords else None
    if names is None or any(character in folder for character in "*?["):
        return None
    found = _visible(names, pattern)
    return sequence("list", tuple(Constant(str(PurePath(folder, name))) for name in found))


def _visible(names: tuple[str, ...], pattern: str) -> list[str]:
    """The names that ``pattern`` matches; what begins with a dot is hidden from one that does not."""
    return [
        name
        for name in names
        if fnmatch.fnmatchcase(name, pattern) and (not name.startswith(".") or pattern.startswith("."))
    ]


def paths_in(owner: ExternalInstance, name: str, call: Invocation) -> Value | None:
    """``path.iterdir()`` and ``path.glob(pattern)`` of names in one folder; ``None`` of any other."""
    pattern = "*" if name == "iterdir" else call.text(0)
    names = names_in(call, owner) if pattern is not None and "/" not in pattern and "**" not in pattern else None
    if names is None or pattern is None:
        return None
    found = names if name == "iterdir" else tuple(each for each in names if fnmatch.fnmatchcase(each, pattern))
    return sequence("list", tuple(paths.of_text(str(PurePath(paths.text_of(owner) or "", each))) for each in found))


HANDLERS: dict[str, Callable[[Invocation], Value | None]] = {
    "pkgutil.iter_modules": _modules_in,
    "pkgutil.walk_packages": _modules_in,
    "os.listdir": _list_folder,
    "glob.glob": _matching,
    "glob.iglob": _matching,
}
