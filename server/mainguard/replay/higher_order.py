"""Functions of the standard library whose effect is more than an entry of the catalogue can say."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from mainguard.replay import calls, code_strings, events, imports, operators
from mainguard.replay.invocation import Invocation
from mainguard.replay.truth import plain
from mainguard.replay.values import (
    NO_ARGUMENTS,
    NONE,
    Arguments,
    Bound,
    Class,
    Constant,
    External,
    ExternalInstance,
    Function,
    Lazy,
    Mapping,
    Partial,
    Passed,
    Sequence,
    SequenceItems,
    Value,
    Wrapper,
    sequence,
)


def call(name: str, invocation: Invocation) -> Value | None:
    """The result of the function with the dotted ``name``; ``None`` when it is none of these."""
    handler = HANDLERS.get(name)
    return handler(invocation) if handler else None


def spread(positional: Value, keywords: Value) -> Arguments:
    """The arguments of a callee that is given a tuple and a dict: ``Thread(args=…, kwargs=…)``."""
    items = positional.items if isinstance(positional, Sequence) else ()
    unknown_positional = positional != NONE and not isinstance(positional, Sequence)
    table = keywords.table if isinstance(keywords, Mapping) else {}
    named = {key: Passed(value) for key, value in table.items() if isinstance(key, str)}
    return Arguments(tuple(Passed(item) for item in items), named, unknown_positional)


def unspanned(given: Arguments) -> Arguments:
    """The same arguments, no longer written at the call that will be made."""
    return Arguments(
        tuple(Passed(passed.value) for passed in given.positional),
        {name: Passed(passed.value) for name, passed in given.keywords.items()},
        given.unknown_positional,
        given.unknown_keywords,
    )


def _partial(call: Invocation) -> Value:
    if not call.given.positional:
        return call.unknown()
    return Partial(call.given.positional[0].value, unspanned(call.given.without_first()))


def _partial_method(call: Invocation) -> Value:
    made = _partial(call)
    return Partial(made.callee, made.arguments, is_method=True) if isinstance(made, Partial) else made


def _method_caller(call: Invocation) -> Value:
    name = call.text(0)
    return ExternalInstance("operator.methodcaller", call.given, {"name": Constant(name)}) if name else call.unknown()


def _match(matcher: Callable[[str, str], object], call: Invocation) -> Value:
    """``re.match`` and its relatives on text that is known, for patterns that cannot take long."""
    pattern, text = call.text(0), call.text(1)
    if pattern is None or text is None or len(call.values) > 2 or any(character in pattern for character in "*+?{"):
        return call.unknown()
    try:
        found = matcher(pattern, text)
    except re.error:
        return call.unknown()
    facts = frozenset().union(*(value.facts for value in call.values if isinstance(value, Constant)))
    call.run.facts |= facts
    return ExternalInstance("re.Match", call.given) if found else Constant(None, facts)


def _named_tuple(call: Invocation) -> Value:
    name, fields = call.text(0), call.plain(1)
    if name is None or fields is None:
        return call.unknown()
    names = fields[0].replace(",", " ").split() if isinstance(fields[0], str) else fields[0]
    declared = sequence("list", tuple(Constant(each) for each in names)) if isinstance(names, list | tuple) else None
    return Class(name, (), {"%fields": declared} if declared else {}, is_dataclass=True)


def _deque(call: Invocation) -> Value:
    made = call.items(call.values[0]) if call.values else SequenceItems(())
    return sequence("list", made.values, exact=made.exact)


def _default_dict(call: Invocation) -> Value:
    """A dict with a factory; what else it is given is a dict's."""
    made = calls.call(call.run, External("builtins.dict"), call.given.without_first(), call.node, call.frame)
    factory = call.values[0] if call.values else NONE
    if not isinstance(made, Mapping) or factory == NONE:
        return made
    return Mapping(made.table, made.rest, factory)


def _ordered_dict(call: Invocation) -> Value:
    return calls.call(call.run, External("builtins.dict"), call.given, call.node, call.frame)


def _method_type(call: Invocation) -> Value | None:
    match call.values:
        case (Function() as function, owner):
            return Bound(function, owner)
        case (callee, owner):
            return Partial(callee, calls.positional(owner))
        case _:
            return None


def _function_type(call: Invocation) -> Value | None:
    """A function of the code of another, with its globals or those that are given."""
    match call.values:
        case (Function() as function, Mapping() as names, *_):
            return replace(function, frame=code_strings.frame_of(call.run, names, call.node, function.frame))
        case _:
            return None


def _new_class(call: Invocation) -> Value:
    """``types.new_class`` has its last argument fill the namespace."""
    table: dict[object, Value] = {}
    fill = call.given.keywords.get("exec_body") or next(iter(call.given.positional[3:]), None)
    if fill is not None:
        call.apply(fill.value, Mapping(table))
    bases = call.values[1].items if len(call.values) > 1 and isinstance(call.values[1], Sequence) else ()
    return Class(call.text(0) or "", bases, {str(name): value for name, value in table.items()})


def _reduce(call: Invocation) -> Value:
    if len(call.given.positional) < 2:
        return call.unknown()
    function, iterable = call.given.positional[0].value, call.given.positional[1].value
    made = call.items(iterable)
    values = list(made.values)
    if len(call.given.positional) > 2:
        values.insert(0, call.given.positional[2].value)
    if made.exact and len(values) < 2:
        return values[0] if values else call.unknown()
    result = values[0] if values else call.unknown()
    for value in values[1:] or [call.unknown()]:
        result = call.apply(function, result, value)
    return result


def _wraps(call: Invocation) -> Value:  # noqa: ARG001 -- one signature for all
    return Wrapper(exact=True)


def _import_module(call: Invocation) -> Value:
    name = call.text(0)
    if name is None or name.startswith("."):
        return call.unknown()
    return imports.module_value(call.run, name, call.node, call.frame)


def _run_module(call: Invocation) -> Value:
    return _run_as(call, imports.find(call.run, call.text(0) or "", call.frame))


def _run_path(call: Invocation) -> Value:
    """``runpy.run_path`` puts the file in main's place, so that children run that file again."""
    name = (call.text(0) or "").removesuffix(".py").replace("/", ".").lstrip(".")
    found = imports.find(call.run, name, call.frame)
    if found is not None:
        call.run.mains.append(found)
    try:
        return _run_as(call, found)
    finally:
        if found is not None:
            call.run.mains.pop()


def _run_as(call: Invocation, found: imports.Found) -> Value:
    """Run a project's module under the name it is given, as ``runpy`` does."""
    if found is None:
        return call.unknown()
    keyword = call.given.keywords.get("run_name")
    known = plain(keyword.value) if keyword else None
    name = known[0] if known and isinstance(known[0], str) else found.name
    imports.run_module(call.run, found, name, call.run.site(call.frame, call.node))
    return call.unknown()


def _await_all(call: Invocation) -> Value:
    for passed in call.given.positional:
        calls.awaited(call.run, passed.value, call.node, call.frame)
    return call.unknown()


def _starmap(call: Invocation) -> Value:
    if len(call.given.positional) < 2:
        return call.unknown()
    function, iterable = call.given.positional[0].value, call.given.positional[1].value

    def consume(limit: int | None) -> Value:
        made = call.items(iterable)
        values = [
            calls.call(call.run, function, spread(item, NONE), call.node, call.frame)
            for item in made.values[: limit or len(made.values)]
        ]
        return sequence("list", tuple(values), exact=made.exact)

    return Lazy("generator", consume)


def _chain(call: Invocation) -> Value:
    def consume(limit: int | None) -> Value:  # noqa: ARG001 -- one signature
        made = [call.items(passed.value) for passed in call.given.positional]
        values = tuple(value for each in made for value in each.values)
        return sequence("list", values, exact=all(each.exact for each in made))

    return Lazy("generator", consume)


def _namespace(call: Invocation) -> Value:
    table = {name: passed.value for name, passed in call.given.keywords.items()}
    return ExternalInstance("types.SimpleNamespace", NO_ARGUMENTS, table)


HANDLERS: dict[str, Callable[[Invocation], Value | None]] = {
    **events.HANDLERS,
    **operators.HANDLERS,
    "functools.partial": _partial,
    "functools.partialmethod": _partial_method,
    "functools.reduce": _reduce,
    "re.match": partial(_match, re.match),
    "re.search": partial(_match, re.search),
    "re.fullmatch": partial(_match, re.fullmatch),
    "operator.methodcaller": _method_caller,
    "collections.namedtuple": _named_tuple,
    "collections.deque": _deque,
    "collections.defaultdict": _default_dict,
    "collections.OrderedDict": _ordered_dict,
    "types.MethodType": _method_type,
    "types.FunctionType": _function_type,
    "types.new_class": _new_class,
    "functools.wraps": _wraps,
    "importlib.import_module": _import_module,
    "importlib.__import__": _import_module,
    "runpy.run_module": _run_module,
    "runpy.run_path": _run_path,
    "asyncio.gather": _await_all,
    "asyncio.wait": _await_all,
    "asyncio.create_task": _await_all,
    "asyncio.ensure_future": _await_all,
    "asyncio.wait_for": _await_all,
    "asyncio.shield": _await_all,
    "itertools.starmap": _starmap,
    "itertools.chain": _chain,
    "types.SimpleNamespace": _namespace,
}
