"""What an entry of the catalogue can say."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field


class StartMethod(enum.Enum):
    """How the new process comes to life: multiprocessing's names, and two that are decided at the call."""

    SPAWN = "spawn"
    FORKSERVER = "forkserver"
    FORK = "fork"
    DEFAULT = "default"
    """What the platform and the Python version make of it: spawn on macOS and Windows, fork on Linux
    up to 3.13, forkserver on Linux from 3.14 on (``multiprocessing/context.py``)."""


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

    @property
    def is_repeated(self) -> bool:
        """Whether each child that dies is replaced."""
        return self in (Effect.RESPAWN, Effect.STALL)


@dataclass(frozen=True, slots=True)
class Truthy:
    """True when the argument is given and true."""

    argument: str


@dataclass(frozen=True, slots=True)
class IsString:
    """True when the argument is a ``str``."""

    argument: str


@dataclass(frozen=True, slots=True)
class MoreThan:
    """True when the argument is a number above ``bound``; ``None`` and absent count as not."""

    argument: str
    bound: int


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


Condition = Truthy | IsString | MoreThan | HasOption | OptionMoreThan | Not | AllOf | AnyOf

ALWAYS = AllOf()


@dataclass(frozen=True, slots=True)
class Starts:
    """The call starts a process that runs the main module again."""

    when: Condition = ALWAYS
    method: StartMethod = StartMethod.DEFAULT
    effect: Effect = Effect.ERROR
    import_string: str | None = None
    """The argument that names, as ``"module:attribute"``, what the new process imports."""
    worker: str = "Process"
    """What the new process is called, behind the start method and before a number: ``SpawnPoolWorker-1``."""
    main_thread_only: bool = False
    """Whether the call fails in any other thread, before it starts anything."""


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


@dataclass(frozen=True, slots=True)
class Instance:
    """The call returns an instance of the external class ``of``, made with the call's arguments."""

    of: str
    context: str | None = None
    """The argument that may be a multiprocessing context, whose start method counts."""
    spawns_with: str | None = None
    """The argument with which, where no context is given, processes are spawned on every platform."""


@dataclass(frozen=True, slots=True)
class ContextFor:
    """The call returns multiprocessing's context for the start method named by the argument."""

    argument: str


@dataclass(frozen=True, slots=True)
class ResultOf:
    """The call returns what calling its argument returns."""

    argument: str


@dataclass(frozen=True, slots=True)
class Same:
    """The call returns its argument, or a wrapper that behaves like it when called."""

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


Returns = Instance | ContextFor | ResultOf | Same | Decorator


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


@dataclass(frozen=True, slots=True)
class Api:
    """One callable of a library, by the names users write."""

    name: str
    """The canonical dotted name: ``uvicorn.run``; of a method, ``Class.method`` below the class's name."""
    aliases: tuple[str, ...] = ()
    import_aliases: tuple[str, ...] = ()
    """Names that ``from … import`` reaches and attribute access does not: ``uvicorn.main`` is a command once
    ``uvicorn`` is imported, so ``uvicorn.main.run`` fails where ``from uvicorn.main import run`` works."""
    parameters: tuple[str, ...] = ()
    """The names of the positional parameters, in order, without ``self``; further keywords bind by name."""
    starts: Starts | None = None
    sends: Sends | None = None
    calls: Calls | None = None
    returns: Returns | None = None
    on_self: bool = False
    """Whether conditions and callbacks read the arguments that ``self`` was made with, as ``Process.start`` does."""
    registers: str | None = None
    """The argument that ``self`` keeps to call it later: the function below ``@group.command``."""
    calls_registered: Registered | None = None
    """Whether the call calls what was registered, and how much of it."""
    sets_start_method: str | None = None
    """The argument that names the start method for all that follows: ``set_start_method``."""
    exits: bool = False
    """Whether the call never returns: ``sys.exit``."""
    bases: tuple[str, ...] = ()
    """Of a class: the external classes whose methods it inherits."""
    checked: str = ""
    """The library versions against which the entry was run, and the file and line that decide."""
    tags: frozenset[str] = field(default=frozenset())
    """What rules ask for, such as ``uvicorn-config``; never read by the replay."""
