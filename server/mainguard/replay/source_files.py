"""The text of a project's file that a program opens by a name that is known: ``exec(open("other.py").read())``."""

from __future__ import annotations

import os.path
from pathlib import PurePath

from mainguard.replay import imports, paths
from mainguard.replay.invocation import Invocation
from mainguard.replay.modules import ProjectModule
from mainguard.replay.values import NO_ARGUMENTS, Constant, ExternalInstance, Value

_FILE = "io.TextIOWrapper"
_TEXT = "%text"


def opened(call: Invocation) -> Value | None:
    """``open(path)`` of a module of the project, for reading."""
    text = _text_of(call, call.values[0]) if len(call.values) == 1 else None
    return ExternalInstance(_FILE, NO_ARGUMENTS, {_TEXT: Constant(text)}) if text is not None else None


def read(owner: ExternalInstance, method: str, call: Invocation) -> Value | None:
    """All of the text: ``open(…).read()``, ``Path(…).read_text()``."""
    if call.values:
        return None
    if owner.of == _FILE and method == "read":
        return owner.table.get(_TEXT)
    text = _text_of(call, owner) if owner.of == paths.PATH and method == "read_text" else None
    return Constant(text) if text is not None else None


def module_at(call: Invocation, path: Value) -> ProjectModule | None:
    """The module of the project in the file; a relative path is taken to start where the script is."""
    written = paths.text_of(path)
    if written is None or not written.endswith(".py"):
        return None
    file = PurePath(os.path.normpath(PurePath(call.run.main.key).parent / written))
    found = imports.find_in(call.run, str(file.parent), file.stem, call.frame)
    return found if found is not None and found.key == str(file) else None


def _text_of(call: Invocation, path: Value) -> str | None:
    """What is written in the file."""
    found = module_at(call, path)
    if found is None:
        return None
    call.run.read.add(found.key)
    found.tree.outline.look_at_all()
    return found.tree.source.text
