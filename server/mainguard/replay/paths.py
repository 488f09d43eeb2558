"""Paths that are computed from what is known: ``os.path`` on text, and ``pathlib``.  Nothing is looked up on the disk.

The functions are the host's, since the names of files are.  The working directory is taken to be the script's folder,
as for ``python script.py`` there.
"""

from __future__ import annotations

import os.path
from collections.abc import Callable
from pathlib import PurePath

from mainguard.replay.execution import Execution
from mainguard.replay.invocation import Invocation
from mainguard.replay.values import (
    NO_ARGUMENTS,
    Arguments,
    Constant,
    ExternalInstance,
    Value,
    facts_of,
    sequence,
)

PATH = "pathlib.Path"
"""The class name of every path object whose text is known; it stands in its table under ``_TEXT``."""
_TEXT = "%path"
_CLASSES = frozenset(
    f"pathlib.{name}" for name in ("Path", "PurePath", "PosixPath", "WindowsPath", "PurePosixPath", "PureWindowsPath")
)
_OF_TEXT: dict[str, Callable[[str], str]] = {
    "os.path.basename": os.path.basename,
    "os.path.dirname": os.path.dirname,
    "os.path.normpath": os.path.normpath,
    "os.path.normcase": os.path.normcase,
    "os.fspath": str,
    "os.fsdecode": str,
}
_ABSOLUTE = frozenset({"os.path.abspath", "os.path.realpath"})
_PAIRS = {"os.path.split": os.path.split, "os.path.splitext": os.path.splitext}
_CONSTANTS = {
    "os.pardir": os.pardir,
    "os.curdir": os.curdir,
    "os.sep": os.sep,
    "os.path.pardir": os.pardir,
    "os.path.curdir": os.curdir,
    "os.path.sep": os.sep,
}
_WORKING_DIRECTORY = frozenset({"os.getcwd", *(f"{name}.cwd" for name in _CLASSES)})


def text_of(value: Value | None) -> str | None:
    """The path that ``value`` is, when it is known to be one: a ``str``, or an object of ``pathlib``."""
    if isinstance(value, ExternalInstance) and value.of == PATH:
        value = value.table.get(_TEXT)
    return value.value if isinstance(value, Constant) and isinstance(value.value, str) else None


def of_text(text: str) -> ExternalInstance:
    """The path object for ``text``."""
    return _path(text, ())


def is_known(value: Value) -> bool:
    """Whether ``value`` is a path object whose text is known."""
    return isinstance(value, ExternalInstance) and text_of(value) is not None


def as_text(value: Value) -> Value:
    """``str(value)`` of a path object, or the value itself."""
    return value.table[_TEXT] if isinstance(value, ExternalInstance) and is_known(value) else value


def constant(name: str) -> Value | None:
    """What the dotted ``name`` says about paths on this machine."""
    return Constant(_CONSTANTS[name]) if name in _CONSTANTS else None


def call(run: Execution, name: str, arguments: Arguments) -> Value | None:
    """The result of the function with the dotted ``name``, when its arguments decide it."""
    values = [passed.value for passed in arguments.positional]
    if name in _WORKING_DIRECTORY and not values:
        folder = Constant(os.path.dirname(run.main.key))
        return folder if name == "os.getcwd" else _path(str(folder.value), ())
    texts = [text for text in map(text_of, values) if text is not None]
    if len(texts) != len(values) or arguments.unknown_positional:
        return None
    if name in _CLASSES:
        return _path(str(PurePath(*texts)), values)
    if not texts:
        return None
    if name == "os.path.join":
        return _constant(os.path.join(*texts), values)
    if name in _OF_TEXT:
        return _constant(_OF_TEXT[name](texts[0]), values)
    if name in _ABSOLUTE:
        return _constant(_absolute(run, texts[0]), values)
    if name in _PAIRS:
        return sequence("tuple", tuple(_constant(each, values) for each in _PAIRS[name](texts[0])))
    return None


def attribute(owner: ExternalInstance, name: str) -> Value | None:
    """``path.parent`` and its relatives; ``None`` for methods, and where the path is not known."""
    text = text_of(owner)
    if text is None or owner.of != PATH:
        return None
    path = PurePath(text)
    match name:
        case "parent":
            return _path(str(path.parent), (owner.table[_TEXT],))
        case "parents":
            return sequence("tuple", tuple(_path(str(each), (owner.table[_TEXT],)) for each in path.parents))
        case "name" | "stem" | "suffix" | "anchor" | "root":
            return _constant(getattr(path, name), (owner.table[_TEXT],))
        case "parts":
            return sequence("tuple", tuple(_constant(each, (owner.table[_TEXT],)) for each in path.parts))
        case _:
            return None


def joined(left: Value, right: Value) -> Value | None:
    """``left / right``, one of which is a path object; ``None`` where they are not known."""
    texts = text_of(left), text_of(right)
    if texts[0] is None or texts[1] is None or not (is_known(left) or is_known(right)):
        return None
    return _path(str(PurePath(texts[0], texts[1])), (left, right))


def method(owner: ExternalInstance, name: str, call: Invocation) -> Value | None:
    """The result of a method that makes a path or text of known ones; ``None`` for any other."""
    text = text_of(owner)
    texts = [text_of(value) for value in call.values]
    if text is None or None in texts:
        return None
    known = (owner.table[_TEXT], *call.values)
    given = [each for each in texts if each is not None]
    match name, given:
        case (("resolve" | "absolute"), _):
            return _path(_absolute(call.run, text), known)
        case "joinpath", _:
            return _path(str(PurePath(text, *given)), known)
        case (("as_posix" | "__str__" | "__fspath__"), []):
            return _constant(PurePath(text).as_posix() if name == "as_posix" else text, known)
        case (("with_name" | "with_suffix" | "with_stem"), [only]):
            try:
                return _path(str(getattr(PurePath(text), name)(only)), known)
            except ValueError:
                return None
        case _:
            return None


def _absolute(run: Execution, text: str) -> str:
    return os.path.normpath(os.path.join(os.path.dirname(run.main.key), text))


def _path(text: str, made_of: tuple[Value, ...] | list[Value]) -> ExternalInstance:
    return ExternalInstance(PATH, NO_ARGUMENTS, {_TEXT: _constant(text, made_of)})


def _constant(value: str, made_of: tuple[Value, ...] | list[Value]) -> Constant:
    return Constant(value, frozenset[str]().union(*(facts_of(as_text(each)) for each in made_of)))
