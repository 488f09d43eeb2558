"""The state of one replay, and how it writes down what it sees."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from mainguard.catalogue.api import Api, StartMethod
from mainguard.catalogue.registry import Catalogue
from mainguard.replay.flow import Leave, Left, Raised
from mainguard.replay.import_records import ImportLog, ImportRecords, Loaded
from mainguard.replay.modules import Modules, ProjectModule, Resolver
from mainguard.replay.scope import Frame, ModuleState
from mainguard.replay.store import Store
from mainguard.replay.trace import ApiCall, Assumption, GuardInPath, Sent, Site
from mainguard.replay.values import NONE, Class, Constant, Table, Unknown, Value
from mainguard.replay.world import Environment, RunWorld, Target
from mainguard.text.span import Span

NOWHERE = Span(0, 0)
STEPS = 40_000
"""How many nodes a top-level statement may evaluate in functions and loops; what it binds is unknown afterwards."""
STEPS_IMPORTED = 4_000
"""How many a top-level statement of a module that is imported may evaluate, and twice as many all of them."""
STEPS_IN_ALL = 5 * STEPS
"""How many all top-level statements may evaluate, and besides half as many all modules that are imported."""
_RAISED_BY_BUILTINS = (LookupError, ValueError, ArithmeticError, AttributeError, NameError, StopIteration)
_LONGEST_TEXT = 200
DEPTH = 40
"""How many calls may be nested."""


_PLACE = (
    "store", "chain", "path", "guards", "facts", "yields", "left", "running", "loops", "tries", "threads", "exhausted",
)  # fmt: skip
"""What of an execution says where it is."""


@dataclass(frozen=True, slots=True)
class Yields:
    """What a generator has yielded, and after how many it stops."""

    values: list[Value]
    limit: int | None
    thrown: str | None = None
    """The exception that it raises where it would stop: ``generator.close()``."""


@dataclass(frozen=True, slots=True)
class StartSeen:
    """A starting call that one run reached."""

    api: Api
    chain: tuple[Site, ...]
    statement: Span
    call: Span
    method: StartMethod
    may_fork: bool
    """Whether it depends on something unknown that the processes are not forked."""
    default: StartMethod
    """What ``set_start_method`` had chosen by then: the child's default, whatever context it was made with."""
    path: tuple[Assumption, ...]
    """On which branches of unknown conditions it lies."""
    conditions: tuple[Assumption, ...]
    """On which unknown arguments it depends whether the call starts anything."""
    guards: tuple[GuardInPath, ...]
    import_string: str | None
    main: ProjectModule
    """The module that is ``__main__`` at that time: ``runpy.run_path`` may have put another in its place."""
    sent: frozenset[str]
    """The modules of the project, but for main, that the child imports when it unpickles its work."""
    process_name: str | None
    """What the new process is called: ``SpawnProcess-1``; ``None`` when the program computes it."""
    environment: Environment
    """The environment variables that the run had set by then."""

    @property
    def site(self) -> Site:
        """The starting call."""
        return self.chain[-1]


@dataclass(frozen=True, slots=True)
class SendSeen:
    """A call of the parent's that pickled something of the main module for a child process."""

    api: Api
    chain: tuple[Site, ...]
    statement: Span
    call: Span
    method: StartMethod
    path: tuple[Assumption, ...]
    sent: Sent
    even_if_forked: bool
    environment: Environment


@dataclass(frozen=True, slots=True)
class ChoiceSeen:
    """A choice of the start method for all that follows."""

    api: Api
    chain: tuple[Site, ...]
    statement: Span
    call: Span
    path: tuple[Assumption, ...]
    guards: tuple[GuardInPath, ...]
    is_refused: bool
    """Whether it ends the run, which has a start method already, with an exception that nothing can catch."""

    @property
    def site(self) -> Site:
        """The call that chooses."""
        return self.chain[-1]


@dataclass(frozen=True, slots=True)
class CallSeen:
    """A call of a catalogue entry that one run reached, and that matters although it starts nothing there."""

    api: Api
    chain: tuple[Site, ...]
    statement: Span
    call: Span
    path: tuple[Assumption, ...]
    """On which branches of unknown conditions it lies, and on which unknown arguments it depends."""
    guards: tuple[GuardInPath, ...]
    imported: ProjectModule | None
    """The module whose import makes the call; ``None`` when no import does."""
    environment: Environment
    is_offline: bool
    """Whether it is in a function that nothing calls."""
    import_string: str | None = None
    """The ``module:attribute`` that it is given, whether it imports that here or in another process."""


@dataclass(frozen=True, slots=True)
class TaskSeen:
    """A task that cannot be pickled until an import is over."""

    through: tuple[Value, ...]
    """The pool that it was sent through, and what stands for its result."""
    module: str
    """The module that is being imported."""
    name: str
    """The function or class that is to be pickled."""
    path: tuple[Assumption, ...]


@dataclass(frozen=True, slots=True)
class WaitSeen:
    """A call that waits for such a task while the import runs."""

    api: Api
    chain: tuple[Site, ...]
    statement: Span
    call: Span
    path: tuple[Assumption, ...]
    module: str
    sent: str
    is_imported: bool
    """Whether the main module imports the module; else it is the main module itself, which others may import."""


@dataclass(frozen=True, slots=True)
class LaterStart:
    """A start in a function that nothing calls while the module runs; a server may call it at any time."""

    site: Site
    method: StartMethod
    environment: Environment


@dataclass
class Execution:
    """One run of a main module, and of what it imports and calls, in one world."""

    world: RunWorld
    catalogue: Catalogue
    modules: Modules
    resolver: Resolver
    records: ImportRecords = field(default_factory=ImportRecords)
    store: Store = field(default_factory=Store)
    states: dict[tuple[str, str], ModuleState] = field(default_factory=dict)
    root: ModuleState | None = None
    statement: Span = NOWHERE
    """The top-level statement of the main module that is running."""
    mains: list[ProjectModule] = field(default_factory=list)
    """What has taken the place of the main module, innermost last."""
    chain: list[Site] = field(default_factory=list)
    path: list[Assumption] = field(default_factory=list)
    guards: list[GuardInPath] = field(default_factory=list)
    facts: set[str] = field(default_factory=set)
    """The facts of identity that were read since the innermost ``reading_facts``."""
    identity_tests: dict[int, ast.AST] = field(default_factory=dict)
    """The tests that read such facts and whose outcome was known, by identity of their node."""
    yields: list[Yields] = field(default_factory=list)
    """Of the generators that are running, the innermost last."""
    subclasses: dict[Class, tuple[tuple[Table, Class], ...]] = field(default_factory=dict)
    """By class those that were made of it, with the names of the modules in which they were."""
    creating: list[Class] = field(default_factory=list)
    """The classes that a metaclass is making, the innermost last."""
    thrown: str | None = None
    """What the generator that is run next raises when it comes to its limit."""
    """What each running generator has yielded, and after how many to stop."""
    left: list[Left] = field(default_factory=list)
    """Ways out that calls inside the current statement may have taken."""
    entered: set[int] = field(default_factory=set)
    """The functions whose bodies ran, by identity of their node."""
    running: list[int] = field(default_factory=list)
    """The functions that are running, innermost last."""
    loops: int = 0
    """How many loops and comprehensions are running."""
    tries: int = 0
    """How many ``try`` bodies with handlers are running."""
    choices: list[ChoiceSeen] = field(default_factory=list)
    """The choices of a start method; behind a refused one, the run was replayed on."""
    threads: int = 0
    environment: dict[str, Value] = field(default_factory=dict)
    """The environment variables that this run has set, and those that its parent had."""
    method: dict[str, Value] = field(default_factory=lambda: {"default": NONE})
    """The name that ``set_start_method`` was given, under ``default``; ``None`` for the platform's own."""
    search_path: dict[str, Value] = field(default_factory=dict)
    """``sys.path`` under ``path``, once something has asked for it."""
    settings: dict[str, Value] = field(default_factory=dict)
    """What ``catalogue.api.Sets`` says that calls have set, and what was assigned to names outside the project."""
    installed: dict[str, Value | None] = field(default_factory=dict)
    """What the names of installed packages have turned out to be."""
    depth_installed: int = 0
    """How many functions and modules of installed packages are running."""
    spent_installed: int = 0
    """The steps that calls into installed packages took which are over."""
    steps: int = 0
    most_steps: int = STEPS
    asked_target: bool = False
    """Whether anything in the project's own code depends on the platform or version."""
    asked_target_installed: bool = False
    """Whether anything in installed packages does."""
    asked_process: bool = False
    """Whether anything depends on the name of the process."""
    asked_inherited: bool = False
    """Whether anything depends on the start method that a child has taken over."""
    spent: int = 0
    """The steps of earlier top-level statements."""
    spent_importing: int = 0
    """The steps of the modules that were imported."""
    exhausted: bool = False
    was_exhausted: bool = False
    """Whether any statement was not replayed to its end."""
    is_offline: bool = False
    """Whether a function that nothing calls is being looked at: its starts do not count."""
    starts: list[StartSeen] = field(default_factory=list)
    sends: list[SendSeen] = field(default_factory=list)
    calls: list[ApiCall] = field(default_factory=list)
    in_threads: list[CallSeen] = field(default_factory=list)
    """Calls in another thread that work in the main thread only."""
    needed: list[CallSeen] = field(default_factory=list)
    """Calls that a child has to reach, too."""
    served: list[CallSeen] = field(default_factory=list)
    """Calls that serve until somebody stops them."""
    tasks: list[TaskSeen] = field(default_factory=list)
    waits: list[WaitSeen] = field(default_factory=list)
    later: list[LaterStart] = field(default_factory=list)
    """What may start processes once somebody calls it."""
    import_logs: list[ImportLog] = field(default_factory=list)
    """What the imports have done that are running, innermost last."""
    deferred: dict[Loaded, ProjectModule] = field(default_factory=dict)
    """The modules that have been imported and run when somebody reads a name of theirs."""
    imported: dict[Loaded, ImportLog] = field(default_factory=dict)
    """What the imports have done that are over and were not put off."""
    environment_reads: int = 0
    """How often an environment variable was asked for."""
    importing: list[ProjectModule] = field(default_factory=list)
    """The modules whose module level is running because of an import, innermost last."""
    questions: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    watched: dict[int, tuple[Callable[[], None], ...]] = field(default_factory=dict)
    """Who wants to hear before an attribute of an external object is bound, by identity of its table."""
    sites: dict[tuple[int, int], Site] = field(default_factory=dict)
    """The place of each node that was asked for, by identity of its block and itself."""
    kept: list[object] = field(default_factory=list)
    """The blocks and nodes whose identity is in use."""

    def __post_init__(self) -> None:
        for name, value in self.world.environment:
            known = Constant(value) if value is not None else Unknown(f"os.environ[{name!r}]", "", NOWHERE)
            self.environment[name] = known

    @property
    def is_refused(self) -> bool:
        """Whether one of ``choices`` certainly ends the run."""
        return any(choice.is_refused and not choice.path for choice in self.choices)

    @property
    def main(self) -> ProjectModule:
        """The module that is ``__main__`` now."""
        if self.mains:
            return self.mains[-1]
        if self.root is None:
            raise ValueError("nothing has been run yet")
        return self.root.module

    @property
    def environment_set(self) -> Environment:
        """The environment variables that the run has set or was given, with their text where it is known."""
        return frozenset(
            (name, value.value if isinstance(value, Constant) and isinstance(value.value, str) else None)
            for name, value in self.environment.items()
        )

    def spend(self) -> bool:
        """Count one step; false when there are none left.

        The module level is free: it runs once, so its cost is that of reading it.
        """
        if not self.exhausted and (self.running or self.loops):
            self.steps += 1
            if self.steps > self.most_steps:
                self.exhausted = self.was_exhausted = True
        return not self.exhausted

    def renew(self) -> None:
        """Let the next top-level statement have steps of its own, unless too many were spent already."""
        self.spent += self.steps
        if self.spent < STEPS_IN_ALL:
            self.steps = 0
            self.exhausted = False

    @property
    def may_import(self) -> bool:
        """Whether there are steps left for modules that are imported."""
        return 2 * self.spent_importing < STEPS_IN_ALL

    @contextmanager
    def importing_body(self) -> Iterator[None]:
        """What runs inside has steps of its own: a module that is imported takes none from whoever imports it."""
        around = self.steps, self.most_steps, self.exhausted
        self.steps, self.most_steps = 0, 2 * STEPS_IMPORTED if self.may_import else 0
        try:
            yield
        finally:
            self.spent_importing += self.steps
            self.steps, self.most_steps, self.exhausted = around

    def ask_target(self) -> Target | None:
        """The platform and version that the run is for; ``None`` while it is for all of them."""
        if self.depth_installed:
            self.asked_target_installed = True
        else:
            self.asked_target = True
        return self.world.target

    @property
    def depends_on_target(self) -> bool:
        """Whether the run may have been another one elsewhere.

        Installed packages ask for the platform all over; what they make of it counts where they start a process.
        """
        return self.asked_target or (self.asked_target_installed and self._starts_in_installed)

    @property
    def _starts_in_installed(self) -> bool:
        installed = {state.module.key for state in self.states.values() if state.module.is_installed}
        return any(site.module in installed for start in self.starts for site in start.chain)

    def read_fact(self, name: str) -> None:
        """Note that the current test depends on who this process is."""
        self.facts.add(name)

    def watch(self, table: Table, changed: Callable[[], None]) -> None:
        """Call ``changed`` before an attribute in ``table``, an external object's, is bound."""
        self.watched[id(table)] = *self.watched.get(id(table), ()), changed

    def before_change(self, table: Table) -> None:
        """Tell those who watch ``table``."""
        for changed in self.watched.pop(id(table), ()):
            changed()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What runs inside is no part of what is running: it belongs to another place, and nothing takes it back."""
        state = vars(self)
        around = {name: state[name] for name in _PLACE}
        self.store = Store(self.store.originals)
        self.chain, self.path, self.guards, self.facts = [], [], [], set()
        self.yields, self.left, self.running = [], [], []
        self.loops = self.tries = self.threads = 0
        self.exhausted = False
        try:
            yield
        finally:
            state.update(around)

    @contextmanager
    def reading_facts(self) -> Iterator[set[str]]:
        """Collect the facts read inside; they count for what is around as well."""
        outer, self.facts = self.facts, set()
        inner = self.facts
        try:
            yield inner
        finally:
            outer |= inner
            self.facts = outer

    @contextmanager
    def assuming(self, assumption: Assumption | None) -> Iterator[None]:
        """What runs inside is reached only if ``assumption`` holds."""
        if assumption is None or assumption in self.path:
            yield
            return
        self.path.append(assumption)
        try:
            yield
        finally:
            self.path.pop()

    @contextmanager
    def behind(self, guard: GuardInPath | None) -> Iterator[None]:
        """What runs inside lies behind a test of the process's identity."""
        if guard is None:
            yield
            return
        self.guards.append(guard)
        try:
            yield
        finally:
            self.guards.pop()

    @contextmanager
    def calling(self, site: Site) -> Iterator[None]:
        """What runs inside is reached through ``site``."""
        self.chain.append(site)
        try:
            yield
        finally:
            self.chain.pop()

    def raised(self, name: str | None, frame: Frame, node: ast.AST) -> Raised:
        """An exception that ``node`` raises now."""
        site = self.site(frame, node)
        guard = self.guards[-1] if self.guards else None
        return Raised(name, site, site.name, guard=guard, statement=self.statement)

    def raise_if_caught(self, error: Exception, frame: Frame, node: ast.AST) -> None:
        """Leave as ``error`` does that a builtin raised, where a handler may be waiting for it."""
        if self.tries and isinstance(error, _RAISED_BY_BUILTINS):
            raise Leave(self.raised(type(error).__name__, frame, node))

    def unknown(self, frame: Frame, node: ast.AST, text: str | None = None) -> Unknown:
        """A value that is not known, named after ``node``."""
        site = self.site(frame, node)
        return Unknown(text if text is not None else site.name, site.module, site.span)

    def site(self, frame: Frame, node: ast.AST) -> Site:
        """The place of ``node``."""
        if frame.site is not None or frame.placed is None:
            return frame.site or Site(frame.state.module.key, NOWHERE, "")
        key = (id(frame.placed), id(node))
        known = self.sites.get(key)
        if known is None:
            module = frame.state.module
            span = frame.placed.span(node)
            known = self.sites[key] = Site(module.key, span, _written(module.tree.source.text, span, node))
            self.kept += (frame.placed, node)
        return known


def _written(text: str, span: Span, node: ast.AST) -> str:
    """``node`` as written, on one line."""
    source = text[span.start : span.end]
    if "\n" not in source and "\r" not in source:
        return source
    if len(source) > _LONGEST_TEXT:
        return f"{' '.join(source[:_LONGEST_TEXT].split())}…"
    try:
        return ast.unparse(node)
    except (RecursionError, ValueError):
        return " ".join(source.split())


def assumption_about(unknown: Unknown, *, holds: bool) -> Assumption:
    """That ``unknown`` is true, or false."""
    return Assumption(unknown.text, unknown.module, unknown.span, holds)


def deduplicated(assumptions: Sequence[Assumption]) -> tuple[Assumption, ...]:
    """Each assumption once, in order."""
    return tuple(dict.fromkeys(assumptions))
