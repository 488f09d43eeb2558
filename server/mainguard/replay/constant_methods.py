"""Methods of known values: strings, lists, dicts, generators."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from mainguard.replay import calls, iteration
from mainguard.replay.execution import Execution
from mainguard.replay.flow import Leave
from mainguard.replay.invocation import Invocation
from mainguard.replay.scope import Frame
from mainguard.replay.truth import of_key, plain, value_of
from mainguard.replay.values import (
    NONE,
    Arguments,
    Constant,
    ConstantMethod,
    External,
    ExternalInstance,
    Lazy,
    Mapping,
    Passed,
    Sequence,
    SequenceItems,
    Value,
    facts_in,
    mapping,
    sequence,
)

_STRING_METHODS = frozenset({
    "__eq__", "__ne__", "__contains__", "startswith", "endswith", "strip", "lstrip", "rstrip", "lower", "upper",
    "title", "casefold", "capitalize", "replace", "removeprefix", "removesuffix", "split", "rsplit", "partition",
    "rpartition", "join", "format", "format_map", "find", "index", "rfind", "rindex", "count", "translate", "zfill",
    "center", "ljust", "rjust", "expandtabs", "isalpha", "isalnum", "isascii", "isnumeric", "isspace", "istitle",
    "isprintable", "isidentifier", "isdigit", "isdecimal", "isupper",
    "islower", "encode",
    "decode", "splitlines", "swapcase", "__len__", "__hash__", "__str__", "__add__", "bit_length", "__bool__",
    "__and__", "__or__", "__xor__", "__int__", "__index__", "__lt__", "__gt__", "__le__", "__ge__",
})  # fmt: skip
_LONGEST = 4096
_WIDTH = re.compile(r"[0-9]|\{[^}]*\{")
"""A digit or a nested field in a format string may be a width, which makes text of any length."""


def call(run: Execution, callee: ConstantMethod, given: Arguments, node: ast.AST, frame: Frame) -> Value:
    """The result of the method."""
    match callee.owner:
        case Constant(value=str()) if callee.name == "__iter__":
            return calls.call(run, External("builtins.iter"), calls.positional(callee.owner), node, frame)
        case Constant() as owner:
            made = _of_constant(owner, callee.name, Invocation(run, given, node, frame))
        case Sequence() as owner:
            made = _of_sequence(run, owner, callee.name, given, node, frame)
        case Mapping() as owner:
            made = _of_mapping(owner, callee.name, Invocation(run, given, node, frame))
        case Lazy() as owner:
            made = _of_lazy(run, owner, callee.name, given)
        case _:
            made = None
    return run.unknown(frame, node) if made is None else made


def _of_constant(owner: Constant, name: str, call: Invocation) -> Value | None:
    given = call.given
    if name == "join" and isinstance(owner.value, str) and given.positional:
        made = call.items(given.positional[0].value)
        words = sequence("list", made.values, exact=made.exact)
        given = Arguments((Passed(words),))
    if name not in _STRING_METHODS or not isinstance(owner.value, str | bytes | int | bool):
        return None
    arguments = [_plain(passed.value) for passed in given.positional]
    keywords = {key: _plain(passed.value) for key, passed in given.keywords.items()}
    known_numbers = [each[0] for each in arguments if each is not None and isinstance(each[0], int)]
    if any(abs(number) > _LONGEST for number in known_numbers):
        return None
    if any(each is None for each in (*arguments, *keywords.values())) or (
        name in ("format", "format_map") and _WIDTH.search(str(owner.value))
    ):
        return None
    known_keywords = {key: each[0] for key, each in keywords.items() if each is not None}
    try:
        made = getattr(owner.value, name)(
            *(each[0] for each in arguments if each is not None),
            **known_keywords,
        )
    except Exception as error:  # noqa: BLE001 -- whatever the method raises for user constants
        call.run.raise_if_caught(error, call.frame, call.node)
        return None
    if isinstance(made, str | bytes) and len(made) > _LONGEST:
        return None
    every = (*given.positional, *given.keywords.values())
    return value_of(made, owner.facts.union(*(facts_in(passed.value) for passed in every)))


def _plain(value: Value) -> tuple[object] | None:
    """The same as ``plain``, of a dict too: the table of ``translate``, the names of ``format_map``."""
    if not isinstance(value, Mapping):
        return plain(value)
    known = {key: plain(each) for key, each in value.table.items()}
    if value.rest["unknown"]:
        return None
    return ({key: each[0] for key, each in known.items() if each is not None},)


_PURE_OF_SEQUENCES: dict[str, frozenset[str]] = {
    "list": frozenset({"count", "index", "__len__", "__contains__", "__eq__", "__ne__"}),
    "tuple": frozenset({"count", "index", "__len__", "__contains__", "__eq__", "__ne__"}),
    "set": frozenset({
        "__len__", "__contains__", "__eq__", "__ne__", "isdisjoint", "issubset", "issuperset", "union", "intersection",
        "difference", "symmetric_difference",
    }),
}  # fmt: skip


def _computed(owner: Sequence, name: str, call: Invocation) -> Value | None:
    """What a method that changes nothing comes to, where all is known."""
    known = plain(owner)
    arguments = [plain(value) for value in call.values]
    if known is None or None in arguments or call.given.keywords:
        return None
    try:
        made = getattr(known[0], name)(*(each[0] for each in arguments if each is not None))
    except Exception as error:  # noqa: BLE001 -- whatever the method raises for user constants
        call.run.raise_if_caught(error, call.frame, call.node)
        return None
    return value_of(made, facts_in(owner).union(*(facts_in(value) for value in call.values)))


def _of_sequence(
    run: Execution, owner: Sequence, name: str, given: Arguments, node: ast.AST, frame: Frame
) -> Value | None:
    if name in _PURE_OF_SEQUENCES.get("set" if owner.kind == "frozenset" else owner.kind, ()):
        return _computed(owner, name, Invocation(run, given, node, frame))
    items = owner.table["items"]
    first = given.positional[0].value if given.positional else None
    if name in ("append", "add") and first is not None:
        run.store.write(owner.table, "items", SequenceItems((*items.values, first), items.exact))
        return NONE
    if name in ("extend", "update", "__iadd__") and first is not None:
        more = iteration.items(run, first, node, frame)
        run.store.write(owner.table, "items", SequenceItems(items.values + more.values, items.exact and more.exact))
        return NONE
    if name == "insert" and len(given.positional) == 2:
        at = plain(given.positional[0].value)
        if at is not None and isinstance(at[0], int) and (items.exact or 0 <= at[0] <= len(items.values)):
            values = list(items.values)
            values.insert(at[0], given.positional[1].value)
            run.store.write(owner.table, "items", SequenceItems(tuple(values), items.exact))
            return NONE
    if name == "appendleft" and first is not None:
        run.store.write(owner.table, "items", SequenceItems((first, *items.values), items.exact))
        return NONE
    if name == "popleft" and items.values:
        run.store.write(owner.table, "items", SequenceItems(items.values[1:], items.exact))
        return items.values[0]
    if name == "copy":
        return sequence(owner.kind, items.values, exact=items.exact)
    if name == "sort":
        made = calls.call(run, External("builtins.sorted"), given.with_first(owner), node, frame)
        run.store.write(owner.table, "items", made.table["items"] if isinstance(made, Sequence) else items)
        return NONE
    if name == "pop" and items.exact and items.values:
        at = plain(first) if first is not None else (-1,)
        if at is not None and isinstance(at[0], int) and -len(items.values) <= at[0] < len(items.values):
            values = list(items.values)
            popped = values.pop(at[0])
            run.store.write(owner.table, "items", SequenceItems(tuple(values)))
            return popped
    if name in _ITERATES:
        return _iterates(run, owner, name, node, frame)
    run.store.write(owner.table, "items", SequenceItems((), exact=False))
    return None


_ITERATES = ("__iter__", "__reversed__")


def _iterates(run: Execution, owner: Sequence, name: str, node: ast.AST, frame: Frame) -> Value:
    builtin = External("builtins.iter" if name == "__iter__" else "builtins.reversed")
    return calls.call(run, builtin, calls.positional(owner), node, frame)


def _of_mapping(owner: Mapping, name: str, call: Invocation) -> Value | None:
    handler = _MAPPING_METHODS.get(name)
    return handler(owner, call) if handler else None


def _get(owner: Mapping, call: Invocation) -> Value | None:
    key = call.key(0)
    default = call.given.positional[1].value if len(call.given.positional) > 1 else NONE
    if key is None:
        return None
    first = call.values[0]
    call.run.facts |= first.facts if isinstance(first, Constant) else frozenset()
    found = owner.table.get(key[0])
    if found is not None:
        return found
    return None if owner.rest["unknown"] else default


def _set_default(owner: Mapping, call: Invocation) -> Value | None:
    key = call.key(0)
    if key is not None and key[0] not in owner.table and len(call.given.positional) > 1:
        call.run.store.write(owner.table, key[0], call.given.positional[1].value)
    return _get(owner, call)


def _pop(owner: Mapping, call: Invocation) -> Value | None:
    found = _get(owner, call)
    key = call.key(0)
    if key is not None:
        call.run.store.delete(owner.table, key[0])
    return found


def _update(owner: Mapping, call: Invocation) -> Value:
    for passed in call.given.positional:
        if isinstance(passed.value, Mapping):
            for key, value in passed.value.table.items():
                call.run.store.write(owner.table, key, value)
        if not isinstance(passed.value, Mapping) or passed.value.rest["unknown"]:
            call.run.store.write(owner.rest, "unknown", value=True)
    for name, passed in call.given.keywords.items():
        call.run.store.write(owner.table, name, passed.value)
    if call.given.unknown_keywords is not None:
        call.run.store.write(owner.rest, "unknown", value=True)
    return NONE


def _keys(owner: Mapping, call: Invocation) -> Value:  # noqa: ARG001 -- one signature for all
    return sequence("list", tuple(of_key(key) for key in owner.table), exact=not owner.rest["unknown"])


def _values(owner: Mapping, call: Invocation) -> Value:  # noqa: ARG001 -- one signature for all
    return sequence("list", tuple(owner.table.values()), exact=not owner.rest["unknown"])


def _items(owner: Mapping, call: Invocation) -> Value:  # noqa: ARG001 -- one signature for all
    pairs = tuple(sequence("tuple", (of_key(key), value)) for key, value in owner.table.items())
    return sequence("list", pairs, exact=not owner.rest["unknown"])


def _copy(owner: Mapping, call: Invocation) -> Value:  # noqa: ARG001 -- one signature for all
    return mapping(owner.table, unknown=owner.rest["unknown"])


_MAPPING_METHODS: dict[str, Callable[[Mapping, Invocation], Value | None]] = {
    "get": _get,
    "__getitem__": _get,
    "setdefault": _set_default,
    "pop": _pop,
    "update": _update,
    "keys": _keys,
    "values": _values,
    "items": _items,
    "copy": _copy,
}


def _thrown_into(run: Execution, owner: Lazy, exception: str | None) -> Value | None:
    """Have the generator raise at the ``yield`` where it stands; one that has not begun or has ended does nothing."""
    done = owner.table.get("consumed")
    run.store.write(owner.table, "consumed", NONE)
    if not isinstance(done, Constant) or not isinstance(done.value, int):
        return NONE
    run.thrown = exception or "Exception"
    try:
        owner.run(done.value)
    except Leave as leave:
        if exception != "GeneratorExit" or leave.raised.name != exception:
            raise
    finally:
        run.thrown = None
    return NONE if exception == "GeneratorExit" else None


def _exception_name(given: Arguments) -> str | None:
    match given.positional[0].value if given.positional else NONE:
        case External(name=name) | ExternalInstance(of=name):
            return name.removeprefix("builtins.")
        case _:
            return None


def _of_lazy(run: Execution, owner: Lazy, name: str, given: Arguments) -> Value | None:
    if name in ("__next__", "send", "__anext__") and owner.kind == "generator":
        made = iteration.consumed(run, owner, 1)
        return made.values[0] if made.values else None
    if name == "send":
        return calls.finished(run, owner)
    if name in ("close", "throw", "aclose", "athrow") and owner.kind == "generator":
        return _thrown_into(run, owner, "GeneratorExit" if name.endswith("close") else _exception_name(given))
    if name in ("close", "throw"):
        run.store.write(owner.table, "consumed", NONE)
        return NONE
    return None
