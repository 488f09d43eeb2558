"""Runs a file as a spawned child process runs its main module, and reports what it does.

``run.py`` has an interpreter of the project's execute this file by ``-c``, so that ``__main__`` is what it is in a real
child: a module without a file.  It imports the standard library alone, and nothing of mainguard's is importable to it.

What runs the module is CPython itself: ``multiprocessing.spawn.prepare`` with the data that a parent would have sent.
The run is watched, and ends with the first process that it is about to start; nothing is started.
"""

from __future__ import annotations

import _thread
import mmap
import multiprocessing
import os
import socket
import struct
import sys
import threading
import time
from contextlib import suppress
from multiprocessing import process, spawn

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing costs time, and these need a newer Python than the rest
    from types import CodeType, FrameType, TracebackType
    from typing import Any

    Plan = dict[str, Any]  # run.py says what is in it
    Place = dict[str, Any]
    Chain = list[Place]

MOST_FORKS = 32
"""With more forks or programs than this, all processes of the run taken together, it is a runaway."""

_POLL = 0.1  # seconds
_THREADS_LAST = 1.5
"""Seconds in which a thread of the module's may still start a process, once the module has ended."""
_IDLE_AFTER = 1.2
"""Seconds without work after which a module that listens on a port is a server that blocks."""
_IDLE_SHARE = 0.2  # of the time
_LONGEST_MESSAGE = 4000
_LISTENING = "0A"  # the state in /proc/net/tcp
_INTERNET = {getattr(socket, "AF_INET", None): ("127.0.0.1",), getattr(socket, "AF_INET6", None): ("::1",)}
_REFORKING = "--multiprocessing-fork"  # what spawn of multiprocessing and of all that descends from it is called with
_FORKSERVER = "forkserver import main"
_STARTING_PACKAGES = tuple(
    os.path.join(os.path.dirname(os.__file__), name) for name in ("multiprocessing", "concurrent", "asyncio")
)
_RERUNNING_MODULES = ("anyio.to_process",)
"""What runs the main module again in a worker that was started by ``python -m`` (anyio 4, ``to_process.py``)."""


def main(plan: Plan) -> None:
    """Carry out ``plan``, whose end is the end of the process."""
    leave_process_group_leader()
    report = Report(plan["report"], plan["script"])
    StartWatch(report, plan)
    watch_sockets(report)
    no_core_dump()
    if plan["text"] is not None:
        replace_text(plan["script"], plan["text"])
    before = {thread.ident for thread in threading.enumerate()}
    _thread.start_new_thread(watch_time, (report, plan["seconds"]))
    try:
        if plan["runs_main"]:
            rerun(plan)
        else:
            sys.path[:0] = first_folders(plan)
        report.phase = "import"
        lost = import_again(plan)
        report.phase = "after"
        wait_for_threads(before)
    except SystemExit as end:
        report.stop("exits", traceback_chain(report, end.__traceback__), message=str(end.code or 0))
    except BaseException as error:  # noqa: BLE001  # whatever it is, a child dies of it
        if is_refused_start(error) and not plan["is_seen"]:
            # loky's workers run no main module, so no child that could be refused anything comes out of this one.
            report.stop("clean", [], names=[])
        report.stop(
            "raises",
            traceback_chain(report, error.__traceback__),
            type=type(error).__name__,
            message=str(error)[:_LONGEST_MESSAGE],
            is_syntax=isinstance(error, SyntaxError),
            missing=error.name if isinstance(error, ModuleNotFoundError) else None,
        )
    report.stop("lost" if lost else "clean", [], names=lost)


def rerun(plan: Plan) -> None:
    """Run the main module as ``multiprocessing/spawn.py`` and ``forkserver.py`` of this Python do."""
    current: Any = process.current_process()
    data = preparation_data(plan)
    current._inheriting = True
    try:
        if plan["method"] == "forkserver" and forkserver_runs_main() and "init_main_from_path" in data:
            sys.path[:] = data["sys_path"]
            if forkserver_gets("sys_argv"):
                sys.argv[:] = data["sys_argv"]
            spawn.import_main_path(data["init_main_from_path"])
        spawn.prepare(data)
        for name in plan["unpickles"]:
            __import__(name)
    finally:
        del current._inheriting


def import_again(plan: Plan) -> list[str]:
    """Import what the child imports by name once it works; what it has looked for in vain, here and in main."""
    lost = [name for name in plan["sent"] if not has(sys.modules["__main__"], name)]
    for name, attribute in plan["imports"]:
        __import__(name)
        if attribute and not has(sys.modules[name], attribute):
            lost.append(name + ":" + attribute)
    return lost


def first_folders(plan: Plan) -> list[str]:
    """What Python puts first in ``sys.path`` for a script."""
    return [] if getattr(sys.flags, "safe_path", False) else [plan["first_folder"]]


def leave_process_group_leader() -> None:
    """Go on in a child of this process: like a real child, it leads no group."""
    if not hasattr(os, "fork"):
        return  # Windows has no groups of that kind
    pid = os.fork()
    if pid:
        _, status = os.waitpid(pid, 0)
        os._exit(status >> 8 if not status & 0xFF else 128 + (status & 0x7F))


def preparation_data(plan: Plan) -> dict[str, Any]:
    """What a parent that was started as the plan says sends: ``multiprocessing/spawn.py``, ``get_preparation_data``."""
    here = os.getcwd()
    context = multiprocessing.get_context(plan["method"])
    data = {
        "name": plan["process_name"] or context.Process.__name__ + "-1",
        "authkey": process.current_process().authkey,
        "log_to_stderr": False,
        "sys_path": first_folders(plan) + sys.path,
        "sys_argv": [plan["argv0"]] + plan["arguments"],
        "orig_dir": here,
        "dir": here,
        "start_method": plan["method"],
    }
    if plan["module"] is not None:
        data["init_main_from_name"] = plan["module"]
    else:
        data["init_main_from_path"] = plan["script"]
    return data


def forkserver_runs_main() -> bool:
    """Whether the forkserver itself runs main, before there is any child, which before 3.14 it meant to and did not."""
    return sys.version_info >= (3, 14)


def forkserver_gets(parameter: str) -> bool:
    """Whether the parent tells the forkserver of this Python about ``parameter``."""
    from multiprocessing import forkserver

    code = forkserver.main.__code__
    return parameter in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def is_refused_start(error: BaseException) -> bool:
    """Whether a relative of multiprocessing refused to start a process because this one is being bootstrapped."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return traceback is not None and traceback.tb_frame.f_code.co_name == "_check_not_importing_main"


def replace_text(script: str, copy: str) -> None:
    """Have the interpreter read ``copy`` where it reads ``script``, which keeps its name and its neighbours."""
    import _io
    import io
    from importlib.machinery import SourceFileLoader

    def open_code(path: str) -> Any:
        return original_open(copy if same_file(path, script) else path)

    def get_code(loader: Any, name: str) -> Any:
        path = loader.get_filename(name)
        if not same_file(path, script):
            return original_code(loader, name)
        with open(copy, "rb") as file:
            return loader.source_to_code(file.read(), path)

    original_open = replace(io, "open_code", open_code)
    replace(_io, "open_code", open_code)
    original_code = replace(SourceFileLoader, "get_code", get_code)


def replace(owner: Any, name: str, value: Any) -> Any:
    """Put ``value`` in the place of an attribute, and return what was there."""
    original = getattr(owner, name)
    setattr(owner, name, value)
    return original


def same_file(path: str, script: str) -> bool:
    """Whether ``path`` leads to ``script``, which is absolute."""
    return os.path.normcase(os.path.abspath(path)) == os.path.normcase(script)


def has(module: object, name: str) -> bool:
    """Whether pickle finds the dotted ``name`` in ``module``."""
    value = module
    for part in name.split("."):
        if not hasattr(value, part):
            return False
        value = getattr(value, part)
    return True


def wait_for_threads(before: set[int | None]) -> None:
    """Let threads that the module has started come to what they do."""
    end = time.monotonic() + _THREADS_LAST
    while time.monotonic() < end and {thread.ident for thread in threading.enumerate()} - before:
        time.sleep(_POLL)


# What is seen


class Report:
    """Writes what happens, a line each, and ends the run at what decides it."""

    def __init__(self, path: str, script: str) -> None:
        self.phase = "rerun"
        self.listens = False
        self.script = script
        self.pid = os.getpid()
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.exit = os._exit
        self._lock = _thread.allocate_lock()
        self._libraries = tuple({os.path.dirname(os.__file__), os.path.dirname(os.path.realpath(os.__file__))})

    @property
    def is_in_child(self) -> bool:
        """Whether this is the process that stands for the child, and none that was forked from it."""
        return os.getpid() == self.pid

    def note(self, kind: str, chain: Chain) -> None:
        """Write down what does not end the run."""
        self._write({"kind": kind, "chain": chain})

    def stop(self, kind: str, chain: Chain, **fields: object) -> None:
        """Write down what decides, and end the process at once."""
        self._lock.acquire()  # the first one counts, and nobody comes after it
        self._write(dict(fields, kind=kind, chain=chain, phase=self.phase, is_final=True))
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):  # the program may have put anything there, or closed it
                stream.flush()
        self.exit(0)

    def is_users(self, path: str) -> bool:
        """Whether ``path`` is a file of the project's rather than of Python's or of an installed package's."""
        if path == self.script:
            return True
        if path == __file__ or path.startswith(("<", *self._libraries)):
            return False
        return not {"site-packages", "dist-packages"} & set(path.replace("\\", "/").split("/"))

    def _write(self, fields: dict[str, object]) -> None:
        os.write(self._file, (repr(fields) + "\n").encode("utf-8", "backslashreplace"))


def call_chain(report: Report) -> Chain:
    """The calls of the project's that are going on in this thread, outermost first; without any, the main thread's."""
    return frame_chain(report, sys._getframe(1)) or main_chain(report)


def main_chain(report: Report) -> Chain:
    """The same of the main thread."""
    return frame_chain(report, sys._current_frames().get(threading.main_thread().ident or 0))


def frame_chain(report: Report, frame: FrameType | None) -> Chain:
    """The project's calls among those from ``frame`` outwards."""
    chain: Chain = []
    while frame is not None:
        if report.is_users(frame.f_code.co_filename):
            chain.insert(0, place(frame.f_code, frame.f_lasti, frame.f_lineno))
        frame = frame.f_back
    return chain


def traceback_chain(report: Report, traceback: TracebackType | None) -> Chain:
    """The project's calls among those that an exception went through."""
    chain: Chain = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if report.is_users(code.co_filename):
            chain.append(place(code, traceback.tb_lasti, traceback.tb_lineno))
        traceback = traceback.tb_next
    return chain


def place(code: CodeType, instruction: int, line: int | None) -> Place:
    """Where ``code`` is: lines count from 1, columns are offsets in UTF-8, and absent before Python 3.11."""
    found: Place = {"path": os.path.abspath(code.co_filename), "function": code.co_name, "line": line, "range": None}
    if hasattr(code, "co_positions"):
        positions = list(code.co_positions())
        at = positions[instruction // 2] if 0 <= instruction // 2 < len(positions) else (None,)
        if None not in at:
            found["range"] = at
    return found


# What is watched


class StartWatch:
    """Ends the run where a process is about to be started that runs the main module again."""

    def __init__(self, report: Report, plan: Plan) -> None:
        self._report = report
        self._plan = plan
        self._importers = {tuple(each) for each in plan["imported_by"]}
        self._started = SharedCount()
        self._refuse = replace(spawn, "_check_not_importing_main", self._check_not_importing_main)
        replace(os, "_exit", self._end)
        sys.addaudithook(self._audit)
        self._watch_fork_exec()

    def _check_not_importing_main(self) -> None:
        """What spawn and forkserver ask before they start a process: whether this one has been bootstrapped."""
        if self._report.is_in_child:
            try:
                self._refuse()
            except RuntimeError as error:
                self._see_start("multiprocessing", str(error)[:_LONGEST_MESSAGE])
            self._see_start("multiprocessing")
        self._refuse()

    def _see_start(self, package: str, message: str | None = None) -> None:
        if self._report.phase == "import" and is_plain_start(self._report):
            # Its child runs main again, as has been done, and imports nothing: this one has begun its work.
            self._report.stop("clean", [], names=[])
        self._report.stop("starts", call_chain(self._report), message=message, how=package)

    def _see_importer(self) -> None:
        """A process is started in some way: one that imports the file again when the call that does it is known."""
        chain = call_chain(self._report)
        if self._report.phase == "import" and any((at["path"], at["line"]) in self._importers for at in chain):
            self._report.stop("starts", chain, message=None, how="")

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "os.fork":
            if self._report.is_in_child:
                self._see_importer()
                self._report.note("forks", call_chain(self._report))
            self._count()
        elif event in ("subprocess.Popen", "os.posix_spawn", "_winapi.CreateProcess"):
            self._see_program(as_words(arguments[1]))
        elif event == "os.exec" and self._report.is_in_child:
            self._see_program(as_words(arguments[1]))
            self._report.stop("exits", call_chain(self._report), message="exec")

    def _see_program(self, words: list[str]) -> None:
        package = rerunning(words)
        if self._report.is_in_child:
            self._see_importer()
            if package:
                self._see_start(package)
        if is_same_command(words, self._plan):
            self._report.stop("reexecutes", call_chain(self._report))
        self._count()

    def _count(self) -> None:
        if self._started.increment() > MOST_FORKS:
            self._report.stop("runaway", call_chain(self._report))

    def _watch_fork_exec(self) -> None:
        """See the programs that are started below what audit hooks see, as ``multiprocessing/util.py`` does."""
        try:
            import _posixsubprocess
        except ImportError:
            return  # Windows

        def fork_exec(*arguments: Any) -> Any:
            words = as_words(arguments[0])
            if rerunning(words):
                self._see_program(words)
            return original(*arguments)

        original = replace(_posixsubprocess, "fork_exec", fork_exec)
        subprocess = sys.modules.get("subprocess")
        if hasattr(subprocess, "_fork_exec"):
            replace(subprocess, "_fork_exec", fork_exec)

    def _end(self, code: int) -> None:
        if self._report.is_in_child:
            self._report.stop("exits", call_chain(self._report), message=str(code))
        self._report.exit(code)


def is_plain_start(report: Report) -> bool:
    """Whether the project's own code starts a process by the standard library.

    Then nothing in between can have the new process import a file.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and not report.is_users(frame.f_code.co_filename):
        path = frame.f_code.co_filename
        if path != __file__ and not os.path.dirname(path).startswith(_STARTING_PACKAGES):
            return False
        frame = frame.f_back
    return frame is not None


def as_words(command: Any) -> list[str]:
    """A command line as a list, however it was given."""
    if isinstance(command, (str, bytes)):
        return os.fsdecode(command).split()
    if isinstance(command, os.PathLike):
        return [os.fspath(command)]
    try:
        return [os.fsdecode(word) for word in command]
    except TypeError:
        return []


def rerunning(words: list[str]) -> str | None:
    """What starts a worker by the command ``words`` that runs the main module again; ``None`` when it is none."""
    if _REFORKING in words:
        code = words[words.index("-c") + 1] if "-c" in words[:-1] else ""
        package = code.replace("from ", "").split(".")[0] or "multiprocessing"
        return None if "tracker" in code else package
    if any(_FORKSERVER in word for word in words):
        return "multiprocessing"
    module = module_of(words)
    return module if module in _RERUNNING_MODULES else None


def module_of(words: list[str]) -> str | None:
    """``json.tool`` of ``python -m json.tool``."""
    return words[words.index("-m") + 1] if "-m" in words[:-1] else None


def is_same_command(words: list[str], plan: Plan) -> bool:
    """Whether the command runs the plan's file as a program, as reloaders do."""
    if not words or not (words[0] == sys.executable or "python" in os.path.basename(words[0]).lower()):
        return False
    if plan["module"] is not None:
        return module_of(words) == str(plan["module"]).replace(".__main__", "")
    return any(same_file(word, plan["script"]) for word in words[1:])


class SharedCount:
    """A number that the processes share that were forked from this one."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 4)

    def increment(self) -> int:
        """Add one, and return the sum."""
        value: int = struct.unpack("I", self._memory[:4])[0] + 1
        self._memory[:4] = struct.pack("I", value)
        return value


def watch_sockets(report: Report) -> None:
    """Keep servers to this machine, whatever address they ask for, and notice them."""

    def bind_locally(self: socket.socket, address: Any) -> None:
        local = _INTERNET.get(self.family)
        if local is None or not isinstance(address, tuple):
            bind(self, address)
            return
        rest = tuple(address[2:])
        try:
            bind(self, (*local, address[1], *rest))
        except OSError:
            # The parent may have the port, as it would; what counts is what comes after it.
            bind(self, (*local, 0, *rest))

    def listen_and_tell(self: socket.socket, *arguments: Any) -> None:
        report.listens = report.listens or self.family in _INTERNET
        listen(self, *arguments)

    bind = replace(socket.socket, "bind", bind_locally)
    listen = replace(socket.socket, "listen", listen_and_tell)


def watch_time(report: Report, seconds: float) -> None:
    """End a run that serves or takes too long; runs in a thread of its own."""
    end = time.monotonic() + seconds
    idle_since, last_place, used = time.monotonic(), None, time.process_time()
    while True:
        time.sleep(_POLL)
        if report.phase == "after":
            return
        now = time.monotonic()
        if now > end:
            report.stop("timeout", main_chain(report))
        place, used_now = main_chain(report), time.process_time()
        if place != last_place or used_now - used > _POLL * _IDLE_SHARE:
            idle_since = now
        last_place, used = place, used_now
        if now - idle_since > _IDLE_AFTER and (report.listens or listens_unseen()):
            report.stop("serves", place)


def listens_unseen() -> bool:
    """Whether this process listens on a port that no Python code has asked for; known on Linux alone."""
    sockets = set()
    try:
        for name in os.listdir("/proc/self/fd"):
            with suppress(OSError):  # closed meanwhile
                sockets.add(os.readlink("/proc/self/fd/" + name))
    except OSError:
        return False
    for table in ("/proc/self/net/tcp", "/proc/self/net/tcp6"):
        try:
            with open(table) as file:
                rows = [line.split() for line in file][1:]
        except OSError:
            continue
        if any(row[3] == _LISTENING and "socket:[" + row[9] + "]" in sockets for row in rows):
            return True
    return False


def no_core_dump() -> None:
    """A process that crashes leaves no file behind."""
    try:
        import resource
    except ImportError:
        return  # Windows
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
