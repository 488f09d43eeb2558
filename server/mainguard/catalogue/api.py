"""What an entry of the catalogue can say."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field


class StartMethod(enum.Enum):
    """How the new process comes to life: multiprocessing's names, and those that are decided where the program runs."""

    SPAWN = "spawn"
    FORKSERVER = "forkserver"
    FORK = "fork"
    DEFAULT = "default"
    """What the platform and the Python version make of it: spawn on macOS and Windows, fork on Linux
    up to 3.13, forkserver on Linux from 3.14 on (``multiprocessing/context.py``)."""
    FORK_OR_SPAWN = "fork, or spawn on Windows"
    """Fork where there is one, macOS and Python 3.14 included, else spawn."""
    FORK_ON_LINUX = "fork, or spawn on macOS and Windows"
    """Fork on Linux whatever the Python version, else spawn."""
    FORKSERVER_OR_SPAWN = "forkserver, or spawn on Windows"
    """A forkserver where there is one, whatever the Python version, else spawn."""
    DEFAULT_WITHOUT_FORKSERVER = "default, but for forkserver"
    """The platform's default, where that is no forkserver; there spawn."""


MULTIPROCESSING_METHODS = (StartMethod.SPAWN, StartMethod.FORKSERVER, StartMethod.FORK)
"""Those that a program can name."""


class Effect(enum.Enum):
    """What a user sees when the child reaches the call again, where it dies; the values say it of the call."""

    ERROR = "fails"
    """The work that the child was started for is not done."""
    HANG = "hangs"
    """The parent goes on without a child that works."""
    RESPAWN = "never serves"
    """The parent replaces each child that dies by another, for ever."""
    STALL = "never ends"
    """The same, while the parent waits for the work that none of them does."""
    SILENT = "fails silently"
    """The work is not done, the parent ends with exit code 0, and nothing but standard error tells."""
    TWICE = "runs twice"
    """The child does all of it once more, without an error."""

    @property
    def is_repeated(self) -> bool:
        """Whether each child that dies is replaced."""
        return self in (Effect.RESPAWN, Effect.STALL)


class _Absent(enum.Enum):
    ABSENT = "nothing given"


ABSENT = _Absent.ABSENT
"""The default of a condition for whose argument nothing counts when it is not given."""

# Where an entry names an argument it gives a path: a parameter (``workers``); an attribute of what was given
# (``config.workers``) or of the callee's owner (``self.x``), as it was assigned, else as the object was made with it;
# an item of a dictionary (``options[scheduler]``, the key is all between the brackets); ``$NAME``, an environment
# variable that the program has set; ``sys.argv``, as the program has set it; ``%key``, what a call of ``Sets`` has set.


@dataclass(frozen=True, slots=True)
class Given:
    """True when the argument is given and not ``None``."""

    argument: str


@dataclass(frozen=True, slots=True)
class Truthy:
    """True when the argument is given and true."""

    argument: str
    default: object = ABSENT
    """What counts when it is not given."""


@dataclass(frozen=True, slots=True)
class IsString:
    """True when the argument is a ``str``."""

    argument: str
    default: object = ABSENT


@dataclass(frozen=True, slots=True)
class Matches:
    """True when the argument is a ``str`` all of which the regular expression ``pattern`` matches."""

    argument: str
    pattern: str


@dataclass(frozen=True, slots=True)
class UsesGlobals:
    """True when the argument is a function of the project whose code names what is bound outside of it."""

    argument: str


@dataclass(frozen=True, slots=True)
class IsCallable:
    """True when the argument is a function, method or class."""

    argument: str


@dataclass(frozen=True, slots=True)
class Equals:
    """True when the argument is one of ``values``."""

    argument: str
    values: tuple[object, ...]
    default: object = ABSENT


@dataclass(frozen=True, slots=True)
class Is:
    """True when the argument is the external class or function ``name``, a subclass of it or an instance."""

    argument: str
    name: str


@dataclass(frozen=True, slots=True)
class MoreThan:
    """True when the argument is a number above ``bound``, be it as text; ``None`` and absent count as not."""

    argument: str
    bound: int
    default: object = ABSENT


@dataclass(frozen=True, slots=True)
class HasOption:
    """True when the argument, a sequence of command-line words, holds the flag ``option``."""

    argument: str
    option: str


@dataclass(frozen=True, slots=True)
class OptionMoreThan:
    """True when the command-line words in the argument give ``option`` a number above ``bound``."""

    argument: str
    option: str
    bound: int


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of ``condition``."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    """True when every one of ``conditions`` is; true when there are none."""

    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when one of ``conditions`` is."""

    conditions: tuple[Condition, ...]


Test = (
    Given | Truthy | IsString | Matches | IsCallable | UsesGlobals | Equals | Is | MoreThan | HasOption | OptionMoreThan
)
"""What is asked of one argument."""

Condition = Test | Not | AllOf | AnyOf

ALWAYS = AllOf()


class Reenters(enum.Enum):
    """What of the program the new process runs."""

    MAIN = "the main module"
    """Again, as ``__mp_main__``."""
    IMPORT_STRING = "the module of the import string"
    """And nothing else, however the process comes to life."""
    COMMAND = "the command line"
    """Again, so that the main module is ``__main__`` once more: no guard changes anything."""


@dataclass(frozen=True, slots=True)
class Starts:
    """The call starts a process that runs the main module again, or what ``reenters`` says."""

    when: Condition = ALWAYS
    method: StartMethod = StartMethod.DEFAULT
    method_from: str | None = None
    """The argument that names the start method, as text or as a context; where it says nothing, ``method`` counts."""
    unless_chosen: bool = False
    """Whether ``method`` counts only until ``set_start_method`` has chosen one."""
    effect: Effect = Effect.ERROR
    reenters: Reenters = Reenters.MAIN
    since: tuple[int, int] = (3, 0)
    """The first Python version with which it is so."""
    package_main_too: bool = False
    """Whether the new process runs a package's ``__main__`` as well, which multiprocessing's leave out."""
    import_string: str | None = None
    """The argument that names, as ``"module:attribute"``, what the new process imports."""
    worker: str = "Process"
    """What the new process is called, behind the start method and before a number: ``SpawnPoolWorker-1``."""
    process_name: str | None = None
    """What ``multiprocessing`` calls the new process where that is something else: ``MainProcess``."""


@dataclass(frozen=True, slots=True)
class Sends:
    """The call pickles what it is given for a child process, which has to find the functions and classes in it."""

    arguments: tuple[str, ...] = ()
    rest: bool = False
    """Whether the arguments that are the callee's go along: ``submit(fn, *args)``."""
    itself: bool = False
    """Whether the object whose method is called goes along, before the child has finished its bootstrapping."""
    effect: Effect = Effect.ERROR
    """What users see when the child does not find them."""
    even_if_forked: bool = False
    """Whether this is pickled however the child was started: a task goes through a pipe."""
    in_thread: bool = False
    """Whether another thread than the caller's pickles it, which cannot while the module is imported that defines it:
    pickle imports that module, and so waits for the import's lock."""


@dataclass(frozen=True, slots=True)
class Waits:
    """The call comes back only when the tasks are done that were sent through, or with, what it waits for."""

    on: str = "self"
    """The argument that it waits for, or for the items of."""
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of what a call makes, of which the call's arguments decide."""

    name: str
    when: Condition | None = None
    """It is whether this holds; ``None`` where it is what the argument of its name was given."""
    default: object = None
    """What it is where no argument of its name was given."""


@dataclass(frozen=True, slots=True)
class Instance:
    """The call returns an instance of the external class ``of``, made with the call's arguments."""

    of: str
    context: str | None = None
    """The argument that may be a multiprocessing context, or name a start method, which counts for what it starts."""
    spawns_with: str | None = None
    """The argument with which, where no context is given, processes are spawned on every platform."""
    attributes: tuple[Attribute, ...] = ()
    """What programs read of it."""
    items_of: str | None = None
    """The argument whose items count as if each were given by its name."""


@dataclass(frozen=True, slots=True)
class ContextFor:
    """The call returns a multiprocessing context for the start method named by the argument, or for ``always``."""

    argument: str = ""
    always: StartMethod | None = None
    of: str = "multiprocessing.context.BaseContext"
    """The class of the context."""


@dataclass(frozen=True, slots=True)
class ResultOf:
    """The call returns what calling its argument returns."""

    argument: str


@dataclass(frozen=True, slots=True)
class Same:
    """The call returns its argument, ``self`` included, or a wrapper that behaves like it when called."""

    argument: str


class Registered(enum.Enum):
    """How much of what was registered a call calls."""

    ALL = "all"
    ONE = "one, by the command line"


@dataclass(frozen=True, slots=True)
class Decorator:
    """The call returns a decorator; what it makes of a function calls that function when called."""

    exact: bool = False
    """Whether the arguments are passed on as they are, as by ``lru_cache(…)``; else they come from elsewhere,
    as a command's options come from the command line."""
    group: str = ""
    """The external class that keeps further commands: ``click.Group`` below ``@click.group()``."""
    makes: str = ""
    """The external class of what it makes of a function, where that does not call it: calling it is ``__call__``."""


Returns = Instance | ContextFor | ResultOf | Same | Decorator


@dataclass(frozen=True, slots=True)
class Sets:
    """The call sets what later calls find under ``%key``, until a ``with`` block on its result ends."""

    key: str
    argument: str | None = None
    """What it is set to."""
    value: object = ABSENT
    """What it is set to where no argument says; without it nothing is set then."""


@dataclass(frozen=True, slots=True)
class Calls:
    """The call calls what it is given."""

    argument: str
    positional: str | None = None
    """The argument that holds the positional arguments, as in ``Thread(args=…)``."""
    keywords: str | None = None
    """The argument that holds the keyword arguments, as in ``Thread(kwargs=…)``."""
    passes_rest: bool = False
    """Whether the arguments after it are the callee's: ``submit(fn, *args)``."""
    method: str | None = None
    """The method of ``self`` that is called when the argument is absent: ``run`` of a ``Thread``."""
    method_of_argument: str | None = None
    """The method of the argument that is called, rather than the argument itself: ``close`` by ``closing``."""
    in_thread: bool = False
    """Whether the callee runs in another thread."""
    for_each: bool = False
    """Whether it is called for the items of the argument after it, as by ``map``; with ``passes_rest`` of all."""
    awaits: bool = False
    """Whether the coroutine that the callee returns is run: ``trio.run(main)``."""


@dataclass(frozen=True, slots=True)
class Api:
    """One callable of a library, by the names users write."""

    name: str
    """The canonical dotted name: ``uvicorn.run``; of a method, ``Class.method`` below the class's name.

    ``Class.*`` are all methods that have no entry of their own."""
    aliases: tuple[str, ...] = ()
    import_aliases: tuple[str, ...] = ()
    """Names that ``from … import`` reaches and attribute access does not: ``uvicorn.main`` is a command once
    ``uvicorn`` is imported, so ``uvicorn.main.run`` fails where ``from uvicorn.main import run`` works."""
    parameters: tuple[str, ...] = ()
    """The names of the positional parameters, in order, without ``self``; further keywords bind by name."""
    starts: Starts | None = None
    sends: Sends | None = None
    waits: Waits | None = None
    for_each: str | None = None
    """The argument whose items are the tasks, ``*`` for the first without a parameter: where it is empty, nothing is
    sent, and nothing started."""
    calls: Calls | None = None
    returns: Returns | None = None
    on_self: bool = False
    """Whether conditions and callbacks read the arguments that ``self`` was made with, as ``Process.start`` does."""
    registers: str | None = None
    """The argument that ``self`` keeps to call it later: the function below ``@group.command``."""
    calls_registered: Registered | None = None
    """Whether the call calls what was registered, and how much of it."""
    sets_start_method: str | None = None
    """The argument that names multiprocessing's start method for all that follows: ``set_start_method``."""
    sets: tuple[Sets, ...] = ()
    exits: bool = False
    """Whether the call never returns: ``sys.exit``."""
    serves: bool = False
    """Whether the call serves until somebody stops it, and nothing below it runs until then."""
    main_thread_only: Condition | None = None
    """When the call fails in any other thread before it starts anything, since it handles signals."""
    needed_in_child: Condition | None = None
    """When the call starts a spawned process that has to reach the call as well, and does not start another there."""
    bases: tuple[str, ...] = ()
    """Of a class: the external classes whose methods it inherits."""
    checked: str = ""
    """The library versions against which the entry was run, and the file and line that decide."""
    cases: tuple[str, ...] = ()
    """The executed cases that prove the entry, without ``_unguarded`` and ``_guarded``."""
    harmless: str = ""
    """Why the call is no finding although it looks like others that are: "starts threads"; never read by the replay."""
    tags: frozenset[str] = field(default=frozenset())
    """What rules ask for, such as ``uvicorn-config``; never read by the replay."""
