"""What a replay saw: the only thing that rules and fixes read."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from mainguard.catalogue.api import Api, StartMethod
from mainguard.text.span import Span


class Certainty(enum.Enum):
    """Whether a failure follows from what is known."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Site:
    """A call, or what else runs code, at its place."""

    module: str
    """The key of the module: an absolute path, or what the client calls the document."""
    span: Span
    """The callee: ``uvicorn.run`` of ``uvicorn.run("main:app")``."""
    name: str
    """The callee as written."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """A value that is not known and on which it depends whether a place is reached."""

    text: str
    """The expression as written: ``settings.debug``."""
    module: str
    span: Span
    holds: bool
    """Whether the place is reached when the value is true, or when it is false."""
    other_than: str | None = None
    """The text that the value must not be, where it is a text that decides."""


@dataclass(frozen=True, slots=True)
class Text:
    """An argument whose value is known to be this ``str``."""

    value: str


@dataclass(frozen=True, slots=True)
class Literal:
    """An argument whose value is known and no ``str``: ``True``, ``2``, ``None``."""

    value: object


@dataclass(frozen=True, slots=True)
class ObjectNamed:
    """An argument that is a module-level object of a module, by the name it is bound to there, if it has one."""

    module: str
    name: str | None
    import_name: str
    """The dotted name by which that module is imported."""
    is_factory: bool = False
    """Whether it is a function or class rather than an instance."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """An argument whose value is not known; ``text`` is the expression that it comes from."""

    text: str


ArgumentValue = Text | Literal | ObjectNamed | Unclear


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument as it was bound to its parameter."""

    value: ArgumentValue
    span: Span | None
    """The expression in the module of the call, when it is written at the call itself; ``None`` when it comes
    out of ``**options``, a partial or a default."""
    keyword_span: Span | None = None
    """``reload=True`` as a whole, when it is written as a keyword at the call itself."""


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A call of a catalogue entry, reached in the parent or in a function that nothing calls."""

    api: Api
    site: Site
    call: Span
    """The whole call, from the callee to the closing parenthesis, in ``site.module``."""
    arguments: Mapping[str, Argument]
    """By parameter name."""
    is_complete: bool
    """Whether every argument is in ``arguments``: false when ``**options`` is not known."""


class World(enum.Enum):
    """Which second run of the module reaches a place."""

    RERUN = "re-run"
    """A spawned child runs the main module again as ``__mp_main__``."""
    IMPORT = "import"
    """The child imports the module by its own name, because an import string names it."""


@dataclass(frozen=True, slots=True)
class GuardInPath:
    """A test of the process's identity between the module level and a start, which both worlds passed alike."""

    module: str
    span: Span
    """The test expression; the whole comparison or call."""
    text: str
    outcome: bool
    """What the test came to in the child."""


@dataclass(frozen=True, slots=True)
class UnguardedStart:
    """A start that the parent reaches and the child reaches again."""

    api: Api
    chain: tuple[Site, ...]
    """From the module-level call of the replayed module to the starting call, both included."""
    statement: Span
    """The top-level statement of the replayed module that leads to it, decorators included."""
    call: Span
    """The whole starting call in ``chain[-1].module``."""
    certainty: Certainty
    assumptions: tuple[Assumption, ...]
    """Empty when certain."""
    method: StartMethod
    """``DEFAULT`` when the platform and version decide."""
    worlds: frozenset[World]
    guards: tuple[GuardInPath, ...]
    """Guards around the start that do not protect it."""
    targets: tuple[str, ...]
    """Where it fails, as ``"linux 3.14"``; empty for everywhere."""
    is_in_forkserver: bool = False
    """Whether, wherever it fails, the forkserver itself reaches it again: nobody can start children once that died."""
    is_unpickled: bool = False
    """Whether the child reaches it only as it imports the module of the function that it is to run."""

    @property
    def place(self) -> Site:
        """Where the finding goes: the module-level call."""
        return self.chain[0]


@dataclass(frozen=True, slots=True)
class SilentExit:
    """The child certainly stops before it can do its work, in a statement that the parent passes."""

    site: Site
    statement: Span
    what: str
    """``sys.exit(0)`` as written."""
    guard: GuardInPath | None
    """The test that sent the child there."""
    start: Site
    """The start whose child this is."""
    targets: tuple[str, ...] = ()
    """Where the child stops, as ``"linux 3.14"``; empty for everywhere."""


@dataclass(frozen=True, slots=True)
class MethodChoice:
    """A choice of the start method for all that follows, which the parent made."""

    api: Api
    chain: tuple[Site, ...]
    """From the module-level call of the replayed module to the choosing call, both included."""
    statement: Span
    call: Span
    """The whole call in ``chain[-1].module``."""
    guards: tuple[GuardInPath, ...]
    """The tests of the process's identity that it lies behind."""


@dataclass(frozen=True, slots=True)
class RefusedMethod:
    """A choice of the start method that the child, running the module again, refuses: it has one already."""

    api: Api
    chain: tuple[Site, ...]
    """From the module-level call of the replayed module to the refused call, both included."""
    statement: Span
    """The top-level statement of the replayed module that leads to it."""
    call: Span
    """The whole refused call in ``chain[-1].module``."""
    start: Site
    """The start whose child this is."""
    certainty: Certainty
    assumptions: tuple[Assumption, ...]
    method: StartMethod
    guards: tuple[GuardInPath, ...]
    """Guards around the call that let the child through."""
    targets: tuple[str, ...]
    """Where it is refused, as ``"linux 3.13"``; empty for everywhere."""

    @property
    def place(self) -> Site:
        """Where the finding goes: the module-level call."""
        return self.chain[0]


@dataclass(frozen=True, slots=True)
class Sent:
    """A function or class that a call pickles, as the name under which a child looks for it."""

    name: str
    """``work``, ``Task``; of a lambda and of a function inside another what it is written as."""
    is_findable: bool
    """Whether pickle can say where it is: not of a lambda, nor of what a function defined for itself."""


@dataclass(frozen=True, slots=True)
class LostTarget:
    """Something that the parent sends to a child which does not find it."""

    api: Api
    chain: tuple[Site, ...]
    """From the module-level call of the replayed module to the sending call, both included."""
    statement: Span
    """The top-level statement of the replayed module that leads to it."""
    call: Span
    """The whole sending call in ``chain[-1].module``."""
    sent: Sent
    certainty: Certainty
    assumptions: tuple[Assumption, ...]
    method: StartMethod
    targets: tuple[str, ...]
    """Where it is not found, as ``"linux 3.14"``; empty for everywhere."""

    @property
    def place(self) -> Site:
        """Where the finding goes: the module-level call."""
        return self.chain[0]


@dataclass(frozen=True, slots=True)
class ServerCall:
    """A call that fails, or never comes back, because of where it is."""

    api: Api
    chain: tuple[Site, ...]
    """From the module-level call of the replayed module, or a call in a function that nothing calls, to the call."""
    statement: Span
    """The top-level statement of the replayed module that leads to it."""
    call: Span
    """The whole call in ``chain[-1].module``."""
    certainty: Certainty
    assumptions: tuple[Assumption, ...]
    """Empty when certain."""
    guards: tuple[GuardInPath, ...] = ()
    """Tests of the process's identity between the module level and the call, with what they come to in the parent."""

    @property
    def place(self) -> Site:
        """Where the finding goes: the module-level call."""
        return self.chain[0]


@dataclass(frozen=True, slots=True)
class StuckImport:
    """A call that waits for a task while a module is imported, and the task for the end of that import."""

    api: Api
    chain: tuple[Site, ...]
    """From the module-level call or import of the replayed module to the waiting call, both included."""
    statement: Span
    """The top-level statement of the replayed module that leads to it."""
    call: Span
    """The whole waiting call in ``chain[-1].module``."""
    certainty: Certainty
    assumptions: tuple[Assumption, ...]
    """Empty when certain."""
    module: str
    """The name of the module that is being imported."""
    sent: str
    """The function or class of that module that the task is made of."""
    is_imported: bool
    """Whether the replayed module imports it; else it is the replayed module itself, which others may import."""

    @property
    def place(self) -> Site:
        """Where the finding goes: the module-level call or import."""
        return self.chain[0]


class ReachedAgain(enum.Enum):
    """Who comes to a call that serves and never comes back, beside the program itself."""

    IMPORT_STRING = "import string"
    """The same process, when it imports the module that an import string names."""
    IMPORT = "import"
    """Whoever imports the module that makes the call at its module level."""
    CHILD = "child"
    """A child process that the program starts later, while it serves."""


@dataclass(frozen=True, slots=True)
class ServedAgain:
    """A call that serves, and that more than the program itself comes to."""

    call: ServerCall
    by: ReachedAgain
    module: str
    """The name of the module that is imported; of a later child, the call that starts it, as written."""


@dataclass(frozen=True, slots=True)
class ChildSeen:
    """A child process that the parent makes, as it wakes up: what its run of the main module can tell."""

    main: str
    """The key of the module that it runs again."""
    process_name: str | None
    """What it is called: ``SpawnProcess-1``; ``None`` when the program computes it."""
    environment: frozenset[tuple[str, str | None]]
    """The environment variables that the parent had set for sure; ``None`` where the text is not known."""
    unpickles: frozenset[str]
    """The modules of the project, but for main, that it imports to unpickle its work."""
    import_string: str | None
    """What it imports by ``"module:attribute"`` when it has begun."""
    runs_main: bool
    """Whether it runs the main module again; one that a program of its own has started may only import."""
    start: Site


@dataclass(frozen=True)
class Trace:
    """All that the replay of one module saw."""

    module: str
    starts: tuple[UnguardedStart, ...]
    exits: tuple[SilentExit, ...]
    calls: tuple[ApiCall, ...]
    lost_targets: tuple[LostTarget, ...] = ()
    method_choices: tuple[MethodChoice, ...] = ()
    refused_methods: tuple[RefusedMethod, ...] = ()
    in_threads: tuple[ServerCall, ...] = ()
    """Calls in another thread that work in the main thread only."""
    needed: tuple[ServerCall, ...] = ()
    """Calls that a child needs to reach as well."""
    missed: tuple[ServerCall, ...] = ()
    """Calls that the parent reaches and the child, which needs them, does not."""
    served_again: tuple[ServedAgain, ...] = ()
    stuck_imports: tuple[StuckImport, ...] = ()
    """Imports that wait for what waits for them."""
    children: tuple[ChildSeen, ...] = ()
    """The children that the parent makes by another method than fork, in the order of their starts."""
    names_bound_on_import: frozenset[str] | None = None
    """The module's global names after an import under its own name; ``None`` when that is not known."""
    questions: tuple[str, ...] = ()
    """Dotted names that a resolver might know more about and has not answered yet."""
    modules_read: frozenset[str] = frozenset()
    """The keys of all modules that the replay looked into: what the trace depends on."""
