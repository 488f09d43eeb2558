"""The process that asks jedi: a script, run by its path, that answers one line of JSON with one line a question.

jedi has a process of its own because it changes ``sys.path`` of the process it runs in while it looks for a module
(``jedi/inference/compiled/subprocess/functions.py``), so that an import in another thread could run a file of the
user's environment; because it computes for seconds in pure Python; and because only a process can be given up.

Nothing of the user's environment is executed: jedi reads files as text.  It would import extension modules and
``gi``, but only from the environment's own ``sys.path`` (``jedi/inference/imports.py``, ``_load_builtin_module``),
which is empty here.
"""

from __future__ import annotations

import ast
import faulthandler
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

ScriptOpener = Callable[[Sequence[str]], Any]
"""Makes a ``jedi.Script`` of lines."""

_LONGEST_ALIAS_CHAIN = 8
_DOTTED_NAME = re.compile(r"\w+(?:\.\w+)+")
_CALLABLE_OR_MODULE = frozenset({"function", "class", "module"})


def main(settings: dict[str, Any]) -> None:
    """Answer requests, each a list of dotted names, until stdin ends.

    ``settings``: ``libraries`` (where jedi is), ``environment`` (folders to resolve names in), ``project`` (the
    workspace) and ``seconds`` (how long one answer may take; the process ends when one takes longer).
    """
    seconds = settings["seconds"]
    faulthandler.dump_traceback_later(seconds, exit=True)
    # Whatever is printed by mistake must not look like an answer.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.path += settings["libraries"]
    with ExitStack() as stack:
        open_script = _script_factory(settings["environment"], settings["project"], stack)
        faulthandler.cancel_dump_traceback_later()
        for request in sys.stdin:
            for answer in _answers(json.loads(request), open_script, seconds):
                print(json.dumps(answer), file=answers, flush=True)


def _script_factory(environment_paths: Sequence[str], project_root: str, stack: ExitStack) -> ScriptOpener:
    """What opens a ``jedi.Script`` that sees ``environment_paths`` and runs no interpreter."""
    import jedi  # noqa: PLC0415 - it is found only once sys.path is set
    from jedi.api.environment import InterpreterEnvironment  # noqa: PLC0415 - as above

    if not _is_trusted_and_writable(Path(jedi.settings.cache_directory).resolve(), Path(project_root).resolve()):
        jedi.settings.cache_directory = stack.enter_context(tempfile.TemporaryDirectory())
    # The fast parser changes the tree of one script to make that of the next.
    jedi.settings.fast_parser = False
    jedi.settings.auto_import_modules = []
    jedi.settings.dynamic_params = False
    environment = InterpreterEnvironment()
    environment.get_sys_path = list
    project = jedi.Project(project_root, sys_path=environment_paths, smart_sys_path=False, load_unsafe_extensions=False)

    def open_script(lines: Sequence[str]) -> Any:
        return jedi.Script("\n".join(lines), project=project, environment=environment)

    return open_script


def _is_trusted_and_writable(cache: Path, project_root: Path) -> bool:
    """Whether jedi can keep its cache there.  It holds pickles: one that lies in the workspace may be anybody's."""
    if cache.is_relative_to(project_root):
        return False
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(cache, os.W_OK)


def _answers(questions: Sequence[str], open_script: ScriptOpener, seconds: float) -> Iterator[dict[str, Any]]:
    """For each question ``{"canonical": name, "files": paths}``, in the order of asking.

    ``files`` is where the definitions on the way are.  When jedi failed, there is a ``"problem"`` in their place.
    """
    for question in questions:
        faulthandler.dump_traceback_later(seconds, exit=True)
        files: set[str] = set()
        opener = partial(_Recording, open_script, files)
        try:
            found = _full_name(question, opener)
            yield {"canonical": _public_name(found, opener) if found else question, "files": sorted(files)}
        except Exception as error:  # noqa: BLE001 - jedi may raise anything, and the next question deserves its answer
            yield {"canonical": question, "problem": repr(error)}
        finally:
            faulthandler.cancel_dump_traceback_later()


class _Recording:
    """A ``jedi.Script`` that notes where the definitions are that it finds."""

    def __init__(self, open_script: ScriptOpener, files: set[str], lines: Sequence[str]) -> None:
        self._script = open_script(lines)
        self._files = files

    def goto(self, *place: int, **options: bool) -> Sequence[Any]:
        """What ``jedi.Script.goto`` finds."""
        found: Sequence[Any] = self._script.goto(*place, **options)
        self._files.update(str(name.module_path) for name in found if name.module_path is not None)
        return found


def _full_name(dotted: str, open_script: ScriptOpener) -> str | None:
    """Where the one definition of ``dotted`` is, or the variable that is bound to one of several definitions.

    ``None`` when nothing is found, or one import or another binds it.
    """
    for _ in range(_LONGEST_ALIAS_CHAIN):
        found = _goto(_imports_of(dotted), open_script)
        definitions = {name.full_name for name in found if name.type in _CALLABLE_OR_MODULE}
        variables = {name.full_name for name in found if name.type == "statement"}
        if len(definitions) == 1:
            return str(definitions.pop())
        value = _value_of(found[0]) if len(found) == 1 else None
        if value is None:
            return str(variables.pop()) if len(variables) == 1 else None
        dotted = value
    return None


def _public_name(full_name: str, open_script: ScriptOpener) -> str:
    """The shortest name by which a package of ``full_name`` offers it: ``uvicorn.run`` for ``uvicorn.main.run``."""
    *modules, last = full_name.split(".")
    for length in range(1, len(modules)):
        package = ".".join(modules[:length])
        found = _goto([f"from {package} import {last}"], open_script)
        if [name.full_name for name in found] == [full_name]:
            return f"{package}.{last}"
    return full_name


def _goto(lines: Sequence[str], open_script: ScriptOpener) -> Sequence[Any]:
    """The definitions of the last name of the first of ``lines`` that has any, imports followed."""
    script = open_script(lines)
    ways = (
        script.goto(number, len(line) - 1, follow_imports=True, follow_builtin_imports=True)
        for number, line in enumerate(lines, start=1)
    )
    return next(filter(None, ways), [])


def _imports_of(dotted: str) -> list[str]:
    """Lines that end with the last name of ``dotted``, which may be of a module, a class or an instance."""
    parts = dotted.split(".")
    lines = []
    for split in range(len(parts) - 1, 0, -1):
        line = f"from {'.'.join(parts[:split])} import {parts[split]}"
        lines.append(line if split == len(parts) - 1 else f"{line}; {'.'.join(parts[split:])}")
    return lines


def _value_of(variable: Any) -> str | None:
    """``acme.x.y`` when ``variable`` was bound by ``variable = x.y`` in the module ``acme``.

    A variable of a stub is what users write (``multiprocessing.Pool``) and what it is made of is an accident.
    """
    if variable.type != "statement" or variable.is_stub():
        return None
    try:
        statements = ast.parse(variable.get_line_code()).body
    except (SyntaxError, ValueError):
        return None
    match statements:
        case [ast.Assign(targets=[ast.Name()], value=(ast.Name() | ast.Attribute()) as value)]:
            dotted = f"{variable.module_name}.{ast.unparse(value)}"
            return dotted if _DOTTED_NAME.fullmatch(dotted) else None
    return None


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
