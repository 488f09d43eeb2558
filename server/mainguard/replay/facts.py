"""What the standard library says about the process, in the world that is replayed."""

from __future__ import annotations

import ast
from pathlib import PurePath

from mainguard.catalogue.api import StartMethod
from mainguard.replay import imports, paths, search_path
from mainguard.replay.execution import Execution
from mainguard.replay.scope import Frame
from mainguard.replay.truth import key_of, plain, truth
from mainguard.replay.values import (
    NO_ARGUMENTS,
    NONE,
    Arguments,
    Choice,
    Constant,
    External,
    ExternalInstance,
    Mapping,
    Module,
    Sequence,
    Table,
    Unknown,
    Value,
    sequence,
)
from mainguard.replay.world import UNKNOWN_NAME, Run

MAIN_MODULE = "__main__"
"""The class name of the instance that stands for ``sys.modules["__main__"]``."""

MODULE_NAMES = "types.ModuleType.__dict__"
"""The class name of the instance that stands for the names of a module outside the project."""
MODULE = "%module"
"""Where such an instance has its module."""

PROCESS = "multiprocessing.process.BaseProcess"
"""The class name of the instance that stands for the process that runs."""
BOOTSTRAPPING = "_inheriting"
"""The attribute that a process has while it runs main again (``multiprocessing/spawn.py``, ``_main``)."""
_RERUN = "__mp_main__"
"""What main is called while a child runs it again, and ever after; in the parent multiprocessing gives it this name as
well, when it is imported (``multiprocessing/__init__.py``)."""

_FRAMES_BEHIND = 8
"""Of ``runpy`` and ``multiprocessing.spawn``, where a child runs main again (run on 3.11)."""
_PARENT_ID, _CHILD_ID = 4_100_001, 4_100_002

PACKAGES: frozenset[str] = frozenset({"inspect", "multiprocessing", "os", "platform", "site", "sys"})
"""Where what is known here is: calls of other packages have no result here."""

VERSION = "sys.version_info"
"""The kind of the sequence that stands for it."""
VERSION_PARTS = ("major", "minor")
_FINAL = 0xF0
_PLATFORMS = {"linux": ("posix", "Linux"), "darwin": ("posix", "Darwin"), "win32": ("nt", "Windows")}


def external_attribute(run: Execution, name: str, node: ast.AST, frame: Frame) -> Value | None:  # noqa: ARG001
    """The value of the dotted ``name`` outside the project, when the world decides it."""
    match name:
        case "sys.platform" | "os.name":
            return _platform(run, name)
        case "sys.version_info":
            return _version(run)
        case "sys.hexversion":
            return _hexadecimal_version(run)
        case "sys.argv":
            return sequence("list", (Constant(PurePath(_main_path(run)).name),), exact=False)
        case "os.environ":
            return ExternalInstance("os.environ", NO_ARGUMENTS)
        case "sys.modules":
            return ExternalInstance("sys.modules", NO_ARGUMENTS)
        case "sys.path":
            return search_path.value(run)
        case "typing.TYPE_CHECKING" | "sys.frozen":
            return Constant(value=False)
        case "multiprocessing.process._current_process":
            return _current_process(run)
        case "multiprocessing.process._parent_process":
            return _parent_process(run)
        case _:
            return paths.constant(name)


def external_call(run: Execution, name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Value | None:
    """The result of calling the dotted ``name`` outside the project, when the world or its arguments decide it."""
    match name:
        case "multiprocessing.current_process" | "multiprocessing.process.current_process":
            return _current_process(run)
        case "multiprocessing.parent_process" | "multiprocessing.process.parent_process":
            return _parent_process(run)
        case "multiprocessing.get_start_method":
            return _start_method(run, arguments)
        case "multiprocessing.get_all_start_methods":
            return _start_methods(run)
        case "multiprocessing.active_children":
            return sequence("list", ())
        case "platform.python_version_tuple":
            return _version_as_texts(run)
        case "platform.system":
            return _platform(run, name)
        case "os.getenv" | "os.environ.get":
            return environment_value(run, arguments, node, frame)
        case "sys._getframe" | "inspect.currentframe":
            return _frame_object(run, arguments, frame)
        case "inspect.stack":
            return _stack(run, frame)
        case "os.getpid":
            return _process_id(run)
        case "site.addsitedir" if arguments.positional:
            return search_path.append(run, arguments.positional[0].value)
        case "os.putenv":
            return NONE
        case _:
            return paths.call(run, name, arguments)


def _frame_object(run: Execution, arguments: Arguments, frame: Frame) -> Value | None:
    """The frame that is asked for, so many calls out: what counts of it is whose globals it has."""
    known = plain(arguments.positional[0].value) if arguments.positional else (0,)
    if known is None or not isinstance(known[0], int) or not 0 <= known[0] <= len(run.chain):
        return None
    return _frame_at(run, frame, known[0])


def _frame_at(run: Execution, frame: Frame, out: int) -> Value:
    """The frame ``out`` calls out of this one."""
    states = {state.module.key: state for state in (*run.states.values(), frame.state)}
    state = frame.state if out == 0 else states.get(run.chain[-out].module)
    behind = _frame_at(run, frame, out + 1) if out < len(run.chain) else _behind_the_module_level(run)
    table: Table = {"f_back": behind}
    if state is not None:
        table["f_globals"] = Mapping(state.table)
    return ExternalInstance("types.FrameType", NO_ARGUMENTS, table)


def _stack(run: Execution, frame: Frame) -> Value:
    """The frames from this one out.  Behind the module level of what a child runs again there are more."""
    frames = [_frame_at(run, frame, out) for out in range(len(run.chain) + 1)]
    if _behind_the_module_level(run) != NONE:
        frames += [ExternalInstance("types.FrameType", NO_ARGUMENTS)] * _FRAMES_BEHIND
    made = tuple(ExternalInstance("inspect.FrameInfo", NO_ARGUMENTS, {"frame": each}) for each in frames)
    made[len(run.chain)].table["function"] = Constant("<module>")
    return sequence("list", made)


def _behind_the_module_level(run: Execution) -> Value:
    """A script's own module level has no frame behind it; whoever runs or imports it otherwise has."""
    run.read_fact("frame")
    is_script = run.world.run is Run.PARENT and not run.main.is_never_rerun and not run.mains
    if is_script:
        return Constant(None, frozenset({"frame"}))
    return ExternalInstance("types.FrameType", NO_ARGUMENTS)


def has_attribute(run: Execution, name: str) -> bool | None:
    """Whether there is what the dotted ``name`` outside the project says, when the world decides it."""
    if name == "os.fork":
        platform = _platform(run, "sys.platform")
        return platform.value != "win32" if isinstance(platform, Constant) else None
    return False if name == "sys.frozen" else None


def environment_value(run: Execution, arguments: Arguments, node: ast.AST, frame: Frame) -> Value:
    """``os.environ.get(key)``: known when this run or its parent has set it."""
    run.environment_reads += 1
    key = plain(arguments.positional[0].value) if arguments.positional else None
    if key is not None and isinstance(key[0], str) and key[0] in run.environment:
        return run.environment[key[0]]
    return run.unknown(frame, node)


def item(run: Execution, owner: ExternalInstance, key: Value, node: ast.AST, frame: Frame) -> Value:
    """``owner[key]`` of an external object."""
    known = plain(key)
    if owner.of == "os.environ" and known is not None and isinstance(known[0], str):
        run.environment_reads += 1
        return run.environment.get(known[0]) or run.unknown(frame, node)
    if owner.of == "sys.modules" and known is not None and isinstance(known[0], str):
        return imported_module(run, known[0], frame) or run.unknown(frame, node)
    return run.unknown(frame, node)


def imported_module(run: Execution, name: str, frame: Frame) -> Value | None:
    """``sys.modules[name]``, if it is there; ``None`` when that is not known."""
    if name == "__main__":
        return main_module(run)
    if name == _RERUN and run.world.run is Run.IMPORT:
        run.read_fact(_RERUN)
        return ExternalInstance("types.ModuleType", NO_ARGUMENTS)
    found = imports.loaded_module(run, name)
    if found is not None or imports.find(run, name, frame) is not None:
        return found
    return External(name) if name.partition(".")[0] in run.catalogue.packages else None


def has_item(run: Execution, owner: ExternalInstance, key: Value) -> bool | None:
    """``key in owner`` of an external object."""
    known = key_of(key)
    if owner.of == "os.environ" and known is not None and known[0] in run.environment:
        value = run.environment[str(known[0])]
        return None if isinstance(value, Unknown) and value.may_be_absent else True
    if owner.of == "sys.modules" and known == (_RERUN,) and run.world.run is not Run.PARENT:
        run.read_fact(_RERUN)
        return True
    return True if owner.of == "sys.modules" and known == ("__main__",) else None


def main_module(run: Execution) -> Value:
    """``sys.modules["__main__"]``: while main is re-run it is still the child's own, which has no ``__file__``."""
    run.read_fact("__main__")
    if run.world.run is Run.PARENT and run.root is not None:
        return Module(run.root)
    known: dict[str, Value] = {
        "__name__": Constant("__main__"),
        "__spec__": NONE,
        "__dict__": Mapping({}, {"unknown": True}),
    }
    if run.world.run is Run.IMPORT:
        known["__file__"] = Constant(_main_path(run), frozenset({"__main__"}))
    return ExternalInstance(MAIN_MODULE, NO_ARGUMENTS, known)


def _main_path(run: Execution) -> str:
    return run.root.module.key if run.root else ""


def _current_process(run: Execution) -> Value:
    run.read_fact("current_process")
    run.asked_process = True
    if run.world.process_name in (None, UNKNOWN_NAME):
        name: Value = Unknown("current_process().name", _main_path(run), run.statement)
    else:
        name = Constant(run.world.process_name, frozenset({"current_process"}))
    table: Table = {"name": name}
    if run.world.run is Run.RERUN:
        table[BOOTSTRAPPING] = Constant(value=True, facts=frozenset({"current_process"}))
    return ExternalInstance(PROCESS, NO_ARGUMENTS, table)


def _process_id(run: Execution) -> Value:
    """One number for the parent and another for its child: what decides is only whether two of them are the same."""
    run.read_fact("getpid")
    return Constant(_PARENT_ID if run.world.run is Run.PARENT else _CHILD_ID, frozenset({"getpid"}))


def is_own_process_id(value: Value) -> bool:
    """Whether ``value`` is what ``os.getpid()`` has given."""
    return isinstance(value, Constant) and "getpid" in value.facts and isinstance(value.value, int)


def _parent_process(run: Execution) -> Value:
    run.read_fact("parent_process")
    if not run.world.has_parent_process:
        return Constant(None, frozenset({"parent_process"}))
    return ExternalInstance("multiprocessing.process._ParentProcess", NO_ARGUMENTS)


def _start_method(run: Execution, arguments: Arguments) -> Value:
    """What was chosen, else the platform's own, which ``allow_none`` leaves open; a child has its parent's already."""
    text = "multiprocessing.get_start_method()"
    chosen = run.method["default"]
    inherited = run.world.default_method
    run.asked_inherited = run.asked_inherited or run.world.run is not Run.PARENT
    if run.world.run is Run.PARENT:
        allow_none = arguments.keywords.get("allow_none") or next(iter(arguments.positional), None)
        if chosen != NONE or (allow_none is not None and truth(allow_none.value)):
            return chosen
    elif chosen != NONE and run.world.run is Run.RERUN:
        return chosen
    elif inherited is None:
        names = tuple(Constant(name) for name in ("spawn", "forkserver", "fork"))
        return Choice(names, text, _main_path(run), run.statement)
    elif inherited is not StartMethod.DEFAULT:
        return Constant(inherited.value)
    target = run.ask_target()
    if target is None:
        return Unknown(text, _main_path(run), run.statement)
    return Constant(target.method(StartMethod.DEFAULT).value)


def _start_methods(run: Execution) -> Value:
    """All that the platform has, its own first (``multiprocessing/context.py``)."""
    target = run.ask_target()
    if target is None:
        return Unknown("multiprocessing.get_all_start_methods()", _main_path(run), run.statement)
    own = target.method(StartMethod.DEFAULT).value
    others = ("fork", "spawn", "forkserver") if target.platform != "win32" else ()
    return sequence("list", tuple(Constant(name) for name in dict.fromkeys((own, *others))))


def _platform(run: Execution, name: str) -> Value:
    target = run.ask_target()
    if target is None:
        return Unknown(name, _main_path(run), run.statement)
    if name == "sys.platform":
        return Constant(target.platform)
    os_name, system = _PLATFORMS.get(target.platform, ("posix", target.platform))
    return Constant(os_name if name == "os.name" else system)


def _version(run: Execution) -> Value:
    target = run.ask_target()
    if target is None:
        return Unknown("sys.version_info", _main_path(run), run.statement)
    return sequence(VERSION, (Constant(target.version[0]), Constant(target.version[1])), exact=False)


def _version_as_texts(run: Execution) -> Value:
    version = _version(run)
    if not isinstance(version, Sequence):
        return version
    texts = tuple(Constant(str(part.value)) for part in version.items if isinstance(part, Constant))
    return sequence("tuple", texts, exact=False)


def _hexadecimal_version(run: Execution) -> Value:
    """``sys.hexversion`` of the final release, which is all that comparisons with a version look at."""
    target = run.ask_target()
    if target is None:
        return Unknown("sys.hexversion", _main_path(run), run.statement)
    return Constant(target.version[0] << 24 | target.version[1] << 16 | _FINAL)
