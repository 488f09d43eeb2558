"""Functions of the standard library whose effect is more than an entry of the catalogue can say."""

from __future__ import annotations

import ast
import fnmatch
import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from mainguard.replay import (
    calls,
    classes,
    code_strings,
    decorators,
    discovery,
    dispatch,
    events,
    file_modules,
    imports,
    itertools_functions,
    operators,
    source_files,
    withs,
)
from mainguard.replay.invocation import Invocation
from mainguard.replay.truth import plain, value_of
from mainguard.replay.values import (
    NO_ARGUMENTS,
    NONE,
    RESULT,
    WITHIN,
    Arguments,
    Bound,
    Class,
    Constant,
    External,
    ExternalInstance,
    Function,
    Instance,
    Mapping,
    Module,
    Partial,
    Passed,
    Sequence,
    SequenceItems,
    Value,
    Wrapper,
    facts_in,
    sequence,
)

PATTERN = "re.Pattern"
"""What ``re.compile`` makes."""
MAKERS = frozenset(
    {"re.compile", "collections.defaultdict", "typing.NewType", "operator.itemgetter", "operator.attrgetter"}
)
"""Of the functions below those that call nothing and make the same whenever they are called."""
_READERS: dict[str, Callable[[str], object]] = {"json.loads": json.loads, "ast.literal_eval": ast.literal_eval}
_LONGEST = 4096
"""How long a text may be that is read."""
MATCHERS: dict[str, Callable[[str, str], object]] = {"match": re.match, "search": re.search, "fullmatch": re.fullmatch}


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


def _compiled(call: Invocation) -> Value:
    pattern = call.text(0)
    has_flags = len(call.values) > 1 or call.given.keywords
    if pattern is None or has_flags:
        return call.unknown()
    return ExternalInstance(PATTERN, call.given, {"pattern": Constant(pattern)})


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


def match_compiled(owner: ExternalInstance, name: str, call: Invocation) -> Value | None:
    """A method of what ``re.compile`` made."""
    if name not in MATCHERS or "pattern" not in owner.table:
        return None
    given = call.given.with_first(owner.table["pattern"])
    return _match(MATCHERS[name], replace(call, given=given))


def _pure(compute: Callable[..., object], call: Invocation) -> Value | None:
    """The result of a function that looks at its arguments alone, where all of them are known."""
    known = [plain(value) for value in call.values]
    if None in known or call.given.keywords:
        return None
    try:
        made = compute(*(each[0] for each in known if each is not None))
    except Exception as error:  # noqa: BLE001 -- whatever the function raises for user constants
        call.run.raise_if_caught(error, call.frame, call.node)
        return None
    return value_of(made, frozenset().union(*(facts_in(value) for value in call.values)))


def _read(read: Callable[[str], object], call: Invocation) -> Value | None:
    """What a reader makes of a text that is known and not long."""
    text = call.text(0)
    return _pure(read, call) if text is not None and len(text) <= _LONGEST else None


def _named_tuple(call: Invocation) -> Value:
    name, fields = call.text(0), call.plain(1)
    if name is None or fields is None:
        return call.unknown()
    names = fields[0].replace(",", " ").split() if isinstance(fields[0], str) else fields[0]
    declared = sequence("list", tuple(Constant(each) for each in names)) if isinstance(names, list | tuple) else None
    table: dict[str, Value] = {"%fields": declared} if declared else {}
    return Class(name, (), {classes.IS_TUPLE: NONE, **table}, is_dataclass=True)


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


def _new_type(call: Invocation) -> Value:
    """``typing.NewType`` makes a function that returns what it is given."""
    return Partial(External("typing.cast"), calls.positional(call.unknown()))


def _within(call: Invocation) -> Value | None:
    if len(call.values) < 2:
        return None
    manager, function = call.values[:2]
    withs.enter(call.run, manager, "__", call.node, call.frame)
    given = call.given.without_first().without_first()
    made = calls.call(call.run, function, given, call.node, call.frame)
    call.method(manager, "__exit__", NONE, NONE, NONE)
    return made


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


def _wraps(call: Invocation) -> Value:
    return Wrapper(exact=True, wraps=call.values[0] if call.values else None)


def _automatic(call: Invocation) -> Value:  # noqa: ARG001 -- one signature for all
    return ExternalInstance("enum.auto", NO_ARGUMENTS)


def _update_wrapper(call: Invocation) -> Value | None:
    """``functools.update_wrapper(wrapper, wrapped)`` gives back the wrapper, which has the other's name."""
    if len(call.values) < 2:
        return None
    wrapper, wrapped = call.values[:2]
    return decorators.wrap(call.run, Wrapper(exact=True, wraps=wrapped), wrapper)


def _import_module(call: Invocation) -> Value:
    name = call.text(0)
    if name is None or name.startswith("."):
        return call.unknown()
    return imports.module_value(call.run, name, call.node, call.frame)


def _module_of(call: Invocation) -> Value | None:
    """``inspect.getmodule`` of a function or class, or of what belongs to one of the project's modules."""
    match call.values[:1]:
        case (Function() as function,):
            return Module(function.frame.state)
        case (Module() as module,):
            return module
        case _:
            return None


def _run_module(call: Invocation) -> Value:
    return _run_as(call, imports.find(call.run, call.text(0) or "", call.frame))


def _run_path(call: Invocation) -> Value:
    """``runpy.run_path`` puts the file in main's place, so that children run that file again."""
    found = source_files.module_at(call, call.values[0]) if call.values else None
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


def _task(call: Invocation) -> Value:
    """What stands for a coroutine that is run: it is, at once, and whoever awaits the task gets its result."""
    if not call.values:
        return call.unknown()
    return _future(calls.awaited(call.run, call.values[0], call.node, call.frame))


def _gathered(call: Invocation) -> Value:
    results = tuple(calls.awaited(call.run, value, call.node, call.frame) for value in call.values)
    return _future(sequence("list", results, exact=not call.given.unknown_positional))


def _waited(call: Invocation) -> Value:
    """``asyncio.wait`` runs all that it is given."""
    made = call.items(call.values[0]) if call.values else SequenceItems(())
    for value in made.values:
        calls.awaited(call.run, value, call.node, call.frame)
    return call.unknown()


def _as_completed(call: Invocation) -> Value:
    made = call.items(call.values[0]) if call.values else SequenceItems((), exact=False)
    return sequence("list", made.values, exact=made.exact)


def _future(result: Value) -> Value:
    return ExternalInstance("asyncio.Future", NO_ARGUMENTS, {RESULT: result})


def _replaced(call: Invocation) -> Value | None:
    """``dataclasses.replace`` and ``_replace`` of a named tuple."""
    owner = call.values[0] if call.values else None
    if not isinstance(owner, Instance):
        return None
    return Instance(
        owner.of, owner.made_with, owner.table | {key: each.value for key, each in call.given.keywords.items()}
    )


def _as_dict(call: Invocation) -> Value | None:
    owner = call.values[0] if call.values else None
    return Mapping(dict(owner.table)) if isinstance(owner, Instance) else None


def _namespace(call: Invocation) -> Value:
    table = {name: passed.value for name, passed in call.given.keywords.items()}
    return ExternalInstance("types.SimpleNamespace", NO_ARGUMENTS, table)


HANDLERS: dict[str, Callable[[Invocation], Value | None]] = {
    **events.HANDLERS,
    **discovery.HANDLERS,
    **dispatch.HANDLERS,
    **file_modules.HANDLERS,
    **operators.HANDLERS,
    **itertools_functions.HANDLERS,
    "functools.partial": _partial,
    "functools.partialmethod": _partial_method,
    "functools.reduce": _reduce,
    **{f"re.{name}": partial(_match, matcher) for name, matcher in MATCHERS.items()},
    "re.compile": _compiled,
    "fnmatch.fnmatch": partial(_pure, fnmatch.fnmatchcase),
    "fnmatch.fnmatchcase": partial(_pure, fnmatch.fnmatchcase),
    **{name: partial(_read, read) for name, read in _READERS.items()},
    "operator.methodcaller": _method_caller,
    "collections.namedtuple": _named_tuple,
    "collections.deque": _deque,
    "collections.defaultdict": _default_dict,
    "collections.OrderedDict": _ordered_dict,
    "types.MethodType": _method_type,
    "types.FunctionType": _function_type,
    "types.new_class": _new_class,
    "typing.NewType": _new_type,
    WITHIN: _within,
    "enum.auto": _automatic,
    "functools.wraps": _wraps,
    "functools.update_wrapper": _update_wrapper,
    "importlib.import_module": _import_module,
    "importlib.__import__": _import_module,
    "inspect.getmodule": _module_of,
    "runpy.run_module": _run_module,
    "runpy.run_path": _run_path,
    "asyncio.gather": _gathered,
    "asyncio.wait": _waited,
    "asyncio.create_task": _task,
    "asyncio.ensure_future": _task,
    "asyncio.wait_for": _task,
    "asyncio.shield": _task,
    "asyncio.as_completed": _as_completed,
    "dataclasses.replace": _replaced,
    "dataclasses.asdict": _as_dict,
    "types.SimpleNamespace": _namespace,
}
