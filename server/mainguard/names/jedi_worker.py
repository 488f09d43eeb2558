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
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

_LONGEST_ALIAS_CHAIN = 8
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


def _script_factory(environment_paths: Sequence[str], project_root: str, stack: ExitStack) -> Callable[..., Any]:
    """What opens a ``jedi.Script`` that sees ``environment_paths`` and runs no interpreter."""
    import jedi  # noqa: PLC0415 - it is found only once sys.path is set
    from jedi.api.environment import InterpreterEnvironment  # noqa: PLC0415 - as above

    # The cache holds pickles: one that lies in the workspace may be anybody's.
    if Path(jedi.settings.cache_directory).resolve().is_relative_to(Path(project_root).resolve()):
        jedi.settings.cache_directory = stack.enter_context(tempfile.TemporaryDirectory())
    jedi.settings.auto_import_modules = []
    jedi.settings.dynamic_params = False
    environment = InterpreterEnvironment()
    environment.get_sys_path = list
    project = jedi.Project(project_root, sys_path=environment_paths, smart_sys_path=False, load_unsafe_extensions=False)

    def open_script(code: str | None = None, path: Path | None = None) -> Any:
        return jedi.Script(code, path=path, project=project, environment=environment)

    return open_script


def _answers(questions: Sequence[str], open_script: Callable[..., Any], seconds: float) -> Iterator[dict[str, str]]:
    """For each question ``{"canonical": name}``, with a ``"problem"`` when jedi failed; in the order of asking."""
    ways = [(question, way) for question in questions for way in _ways_to_import(question)]
    script = open_script("\n".join(way for _, way in ways))
    for question in questions:
        faulthandler.dump_traceback_later(seconds, exit=True)
        try:
            places = [(line, len(way) - 1) for line, (asked, way) in enumerate(ways, start=1) if asked == question]
            yield {"canonical": _canonical(places, script, open_script) or question}
        except Exception as error:  # noqa: BLE001 - jedi may raise anything, and the next question deserves its answer
            yield {"canonical": question, "problem": repr(error)}
        finally:
            faulthandler.cancel_dump_traceback_later()


def _ways_to_import(dotted: str) -> Iterator[str]:
    """Lines that end with the last name of ``dotted``, which may be of a module, a class or an instance."""
    parts = dotted.split(".")
    for split in range(len(parts) - 1, 0, -1):
        line = f"from {'.'.join(parts[:split])} import {parts[split]}"
        yield line if split == len(parts) - 1 else f"{line}; {'.'.join(parts[split:])}"


def _canonical(places: Sequence[tuple[int, int]], script: Any, open_script: Callable[..., Any]) -> str | None:
    """The full name of what stands at the first of ``places`` (1-based line, column) that leads anywhere."""
    for line, column in places:
        found = script.goto(line, column, follow_imports=True, follow_builtin_imports=True)
        if found:
            return _only_definition(found, open_script)
    return None


def _only_definition(found: Sequence[Any], open_script: Callable[..., Any]) -> str | None:
    """The full name of the one definition among ``found``; ``None`` when there are several, as in two branches."""
    for _ in range(_LONGEST_ALIAS_CHAIN):
        definitions = {name.full_name for name in found if name.type in _CALLABLE_OR_MODULE}
        if definitions:
            return definitions.pop() if len(definitions) == 1 else None
        if len(found) != 1:
            return None
        (variable,) = found
        place = _place_of_value(variable)
        value = place and open_script(path=variable.module_path).goto(*place, follow_imports=True)
        if not value:
            return str(variable.full_name) if variable.full_name else None
        found = value
    return None


def _place_of_value(variable: Any) -> tuple[int, int] | None:
    """Where ``y`` stands (1-based line, column) when ``variable`` was bound by ``variable = x.y`` on one line.

    A variable of a stub is what users write (``multiprocessing.Pool``) and what it is made of is an accident.
    """
    if variable.type != "statement" or variable.module_path is None or variable.is_stub():
        return None
    line = variable.get_line_code()
    try:
        statements = ast.parse(line.strip()).body
    except (SyntaxError, ValueError):
        return None
    match statements:
        case [ast.Assign(targets=[ast.Name()], value=(ast.Name() | ast.Attribute()) as value)] if line.isascii():
            indentation = len(line) - len(line.lstrip())
            return variable.line, indentation + (value.end_col_offset or 1) - 1
    return None


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
