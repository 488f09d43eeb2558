"""The few kinds of values that a replay knows.

What can change (namespaces, attributes, items) lives in tables, plain dicts that are written through the
``Store`` only, so that a branch can be taken back.
"""

from __future__ import annotations

import ast
import enum
import itertools
from collections.abc import Callable, Iterable
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Union

from mainguard.text.span import Span

if TYPE_CHECKING:
    from mainguard.replay.scope import Frame, ModuleState

Table = dict[str, "Value"]

_births = itertools.count()


def now() -> int:
    """A moment in the life of this process: what ``Fields`` came to be since has a greater ``born``."""
    return next(_births)


class Fields(dict[Any, Any]):
    """A table that knows when it came to be."""

    __slots__ = ("born",)

    def __init__(self, items: AnyMapping[Any, Any] | Iterable[tuple[Any, Any]] = ()) -> None:
        super().__init__(items)
        self.born = next(_births)


class Names(Fields):
    """The table of a namespace.

    A name that only one branch binds has that value wherever it can be read; an item or attribute may be absent.
    """

    def known(self) -> dict[str, Value]:
        """The names that have a value by now."""
        return dict(self)

    def beside_items(self) -> AnyMapping[str, Any]:
        """What it knows beside its items, for ``go_back``."""
        return {}

    def go_back(self, items: AnyMapping[Any, Any], beside: AnyMapping[str, Any]) -> None:  # noqa: ARG002 -- see above
        """Be what it was, down to the order of the names."""
        self.clear()
        self.update(items)


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is known: ``str``, ``bytes``, a number, ``True``, ``None``, ``...``."""

    value: object
    facts: frozenset[str] = field(default=frozenset(), compare=False)
    """The facts of the process's identity that it was computed from: ``__name__``, ``parent_process``."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that is not known."""

    text: str
    """The expression that it comes from, as written."""
    module: str
    span: Span
    is_string: bool | None = None
    """Whether it is a ``str``, if known: an f-string is; what a package's function made is taken not to be."""
    may_be_absent: bool = field(default=False, compare=False)
    """Whether it is an item or attribute that only one branch has set."""


class Origin(enum.Enum):
    """How an external name was come by."""

    MODULE = "a module, or an attribute of one"
    IMPORTED = "from … import"
    OBJECT = "an attribute of what was imported so"


@dataclass(frozen=True, slots=True)
class External:
    """A module, function or class outside the project, by its dotted name."""

    name: str
    origin: Origin = field(default=Origin.MODULE, compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class Module:
    """A module of the project."""

    state: ModuleState


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function or lambda of the project."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    frame: Frame
    """Where it was defined: its globals, closure and place."""
    defaults: tuple[Value, ...] = ()
    keyword_defaults: dict[str, Value] = field(default_factory=dict)
    kind: str = "function"
    """``function``, or what a decorator made of it in a class: ``static``, ``class``, ``property``."""
    owner: Class | None = None
    attributes: Table = field(default_factory=Fields)

    @property
    def name(self) -> str:
        """Its name, ``<lambda>`` without one."""
        return "<lambda>" if isinstance(self.node, ast.Lambda) else self.node.name


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """A function with its ``self`` or ``cls``."""

    function: Function
    owner: Value


@dataclass(frozen=True, slots=True, eq=False)
class Class:
    """A class of the project."""

    name: str
    bases: tuple[Value, ...]
    table: Table
    metaclass: Class | None = None
    is_dataclass: bool = False
    is_local: bool = False
    """Whether a function defines it, for itself."""
    ancestors: tuple[Value, ...] = field(init=False, repr=False)
    """The bases and their bases, each once, the last occurrence counting, as for all but exotic hierarchies."""

    def __post_init__(self) -> None:
        order: list[Value] = []
        for base in self.bases:
            for each in (base, *base.ancestors) if isinstance(base, Class) else (base,):
                if each in order:
                    order.remove(each)
                order.append(each)
        object.__setattr__(self, "ancestors", tuple(order))


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """An instance of a project's class; ``made_with`` are the arguments of its making."""

    of: Class
    made_with: Arguments
    table: Table = field(default_factory=Fields)


@dataclass(frozen=True, slots=True, eq=False)
class ExternalInstance:
    """What an external class, or an external function that returns an object, made.

    ``table`` has, under ``REGISTERED``, the functions that were handed to it to be called later.
    """

    of: str
    made_with: Arguments
    table: Table = field(default_factory=Fields)
    method: Value | None = None
    """Of a multiprocessing context, or of what it made: the name of its start method; ``None`` for the default one."""


@dataclass(frozen=True, slots=True, eq=False)
class ExternalMethod:
    """A method of an external object, not called yet."""

    owner: Value
    of: str
    """The external class that has it."""
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class ConstantMethod:
    """A method of a known value, a list, a dict or a generator, not called yet."""

    owner: Value
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Partial:
    """A callee with some of its arguments: ``functools.partial``."""

    callee: Value
    arguments: Arguments
    is_method: bool = False
    """Whether it binds ``self`` first: ``functools.partialmethod``."""


@dataclass(frozen=True, slots=True, eq=False)
class Decorated:
    """A function behind a decorator from outside, which presumably calls it."""

    function: Value
    decorator: Value
    """What the decorator made or is, for its text."""
    certain: bool
    """Whether the decorator is known to call it."""
    commands: ExternalInstance | None = None
    """Of a click group: the commands below it."""


@dataclass(frozen=True, slots=True, eq=False)
class Wrapper:
    """A decorator from outside that is known: what it makes of a function calls that function."""

    exact: bool
    """Whether the arguments are passed on as they are."""
    keeper: ExternalInstance | None = None
    """What keeps the function to call it later."""
    group: str = ""
    """The external class that keeps further commands below the function; empty when there is none."""
    makes: str = ""
    """The external class of what it makes of a function, where that does not call it; empty where it does."""
    given: dict[str, Passed] = field(default_factory=dict)
    """Of such a decorator: its keyword arguments."""
    wraps: Value | None = None
    """The function whose name it gives to what it decorates: ``functools.wraps``."""


@dataclass(frozen=True, slots=True)
class SequenceItems:
    """The first items of a sequence, and whether there are no others."""

    values: tuple[Value, ...]
    exact: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    """A list, tuple, set or frozenset.  ``table`` has its items under ``items``."""

    kind: str
    table: dict[str, SequenceItems]

    @property
    def items(self) -> tuple[Value, ...]:
        """The items that are known, from the first on."""
        return self.table["items"].values

    @property
    def exact(self) -> bool:
        """Whether there are no others."""
        return self.table["items"].exact


@dataclass(frozen=True, slots=True, eq=False)
class Mapping:
    """A dict with known keys; also a namespace seen as one (``globals()``)."""

    table: dict[Any, Value]
    rest: dict[str, bool] = field(default_factory=lambda: Fields({"unknown": False}))
    """Whether there may be other keys, under ``unknown``."""
    factory: Value | None = None
    """What is called for the value of a key that is not there: ``collections.defaultdict``."""


@dataclass(frozen=True, slots=True, eq=False)
class Lazy:
    """Code that runs when it is consumed or awaited: a generator or a coroutine."""

    kind: str
    """``generator`` or ``coroutine``."""
    run: Callable[[int | None], Value]
    """Runs it to its end, or until it has yielded so often; a generator gives a ``Sequence`` of what it yields."""
    table: Table = field(default_factory=Fields)
    """Says under ``consumed`` that it has run."""


@dataclass(frozen=True, slots=True, eq=False)
class Super:
    """``super()`` inside a method."""

    owner: Value
    after: Class


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values, it is not known which."""

    values: tuple[Value, ...]
    text: str
    module: str
    span: Span
    is_tested: bool = field(default=False, compare=False)
    """Whether there are two: the first if what ``text`` says is true, else the second."""


Value = Union[  # noqa: UP007 -- one value a line would be 19 lines
    Constant, Unknown, External, Module, Function, Bound, Class, Instance, ExternalInstance, ExternalMethod,
    ConstantMethod, Partial, Decorated, Wrapper, Sequence, Mapping, Lazy, Super, Choice,
]  # fmt: skip

NONE = Constant(None)
REGISTERED = "%registered"
WITHIN = "contextlib.ContextDecorator.__call__.inner"
"""The name of what calls its second argument, with the rest of them, while its first, a context manager, is entered."""
RESULT = "%result"
"""Where a task has what its coroutine came to."""
RETURNED = "%returned"
"""Where a generator that has ended keeps what it returned."""
SETTER = "%setter"
"""Where a property that ``property`` made has the function that sets it."""
METHOD = "%method"
"""Where a project's pool has the name of its start method."""
MADE_WITH = "%made_with"
"""Where an instance of a project's class has what its base outside the project was made with, by parameter."""


@dataclass(frozen=True, slots=True)
class Passed:
    """One argument of a call, and the expression it was written as, if it was written at the call."""

    value: Value
    span: Span | None = None
    keyword_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of a call, as far as they are known."""

    positional: tuple[Passed, ...] = ()
    keywords: dict[str, Passed] = field(default_factory=dict)
    unknown_positional: bool = False
    """Whether ``*args`` may add further ones."""
    unknown_keywords: Unknown | None = None
    """The ``**options`` that are not known."""

    def with_first(self, value: Value) -> Arguments:
        """The same with ``value`` in front: a method's ``self``."""
        return Arguments(
            (Passed(value), *self.positional), self.keywords, self.unknown_positional, self.unknown_keywords
        )

    def without_first(self) -> Arguments:
        """The same without the first positional one."""
        return Arguments(self.positional[1:], self.keywords, self.unknown_positional, self.unknown_keywords)

    def followed_by(self, later: Arguments) -> Arguments:
        """Both, as ``functools.partial`` joins them."""
        return Arguments(
            self.positional + later.positional,
            {**self.keywords, **later.keywords},
            self.unknown_positional or later.unknown_positional,
            later.unknown_keywords or self.unknown_keywords,
        )


NO_ARGUMENTS = Arguments()


def facts_of(value: Value) -> frozenset[str]:
    """The facts of the process's identity that ``value`` was computed from."""
    return value.facts if isinstance(value, Constant) else frozenset()


def facts_in(value: Value) -> frozenset[str]:
    """The same of ``value`` and of all that is in it."""
    match value:
        case Constant(facts=facts):
            return facts
        case Sequence(items=items):
            return frozenset().union(*(facts_in(item) for item in items))
        case _:
            return frozenset()


def sequence(kind: str, items: tuple[Value, ...], *, exact: bool = True) -> Sequence:
    """A new list, tuple, set or frozenset."""
    return Sequence(kind, Fields({"items": SequenceItems(items, exact)}))


def mapping(table: AnyMapping[Any, Value], *, unknown: bool = False) -> Mapping:
    """A new dict with the items of ``table``; ``unknown`` says whether there may be others."""
    return Mapping(Fields(table), Fields({"unknown": unknown}))
