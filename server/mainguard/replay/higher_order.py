"""Functions of the standard library whose effect is more than an entry of the catalogue can say."""

from __future__ import annotations

import ast
from collections.abc import Callable

from mainguard.replay import calls, facts, imports, iteration
from mainguard.replay.execution import Execution
from mainguard.replay.scope import Frame
from mainguard.replay.truth import plain
from mainguard.replay.values import (
    NO_ARGUMENTS,
    NONE,
    Arguments,
    ExternalInstance,
    ExternalMethod,
    Lazy,
    Mapping,
    Partial,
    Passed,
    Value,
    Wrapper,
    sequence,
)

_Handler = Callable[[Execution, Arguments, ast.AST, Frame], Value]


def call(run: Execution, name: str, given: Arguments, node: ast.AST, frame: Frame) -> Value | None:
    """The result of the function with the dotted ``name``; ``None`` when it is none of these."""
    handler = _HANDLERS.get(name)
    return handler(run, given, node, frame) if handler else None


def environment_method(
    run: Execution, callee: ExternalMethod, given: Arguments, node: ast.AST, frame: Frame
) -> Value | None:
    """Methods of ``os.environ``; ``None`` for those of anything else."""
    owner = callee.owner
    if not isinstance(owner, ExternalInstance) or owner.of != "os.environ":
        return None
    first = plain(given.positional[0].value) if given.positional else None
    key = first[0] if first and isinstance(first[0], str) else None
    if callee.name in ("setdefault", "__setitem__") and key is not None and len(given.positional) > 1:
        if key not in run.environment:
            run.store.write(run.environment, key, given.positional[1].value)
        return run.environment[key]
    if callee.name == "update":
        _update_environment(run, given)
        return NONE
    if callee.name == "pop" and key is not None:
        value = run.environment.get(key)
        run.store.delete(run.environment, key)
        return value if value is not None else run.unknown(frame, node)
    return facts.environment_value(run, given, node, frame) if callee.name == "get" else run.unknown(frame, node)


def _update_environment(run: Execution, given: Arguments) -> None:
    for passed in given.positional:
        if isinstance(passed.value, Mapping):
            for key, value in passed.value.table.items():
                run.store.write(run.environment, key, value)
    for name, passed in given.keywords.items():
        run.store.write(run.environment, name, passed.value)


def spread(positional: Value, keywords: Value) -> Arguments:
    """The arguments of a callee that is given a tuple and a dict: ``Thread(args=…, kwargs=…)``."""
    items: tuple[Value, ...] = ()
    unknown_positional = False
    if positional != NONE:
        known = getattr(positional, "items", None)
        unknown_positional = not isinstance(known, tuple)
        items = known if isinstance(known, tuple) else ()
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


def _partial(run: Execution, given: Arguments, node: ast.AST, frame: Frame) -> Value:
    if not given.positional:
        return run.unknown(frame, node)
    return Partial(given.positional[0].value, unspanned(given.without_first()))


def _reduce(run: Execution, given: Arguments, node: ast.AST, frame: Frame) -> Value:
    if len(given.positional) < 2:
        return run.unknown(frame, node)
    function, iterable = given.positional[0].value, given.positional[1].value
    made = iteration.items(run, iterable, node, frame)
    values = list(made.values)
    if len(given.positional) > 2:
        values.insert(0, given.positional[2].value)
    if made.exact and len(values) < 2:
        return values[0] if values else run.unknown(frame, node)
    result = values[0] if values else run.unknown(frame, node)
    for value in values[1:] or [run.unknown(frame, node)]:
        result = calls.call(run, function, calls.positional(result, value), node, frame)
    return result


def _wraps(run: Execution, given: Arguments, node: ast.AST, frame: Frame) -> Value:  # noqa: ARG001 -- one signature
    return Wrapper(exact=True)


def _import_module(run: Execution, given: Arguments, node: ast.AST, frame: Frame) -> Value:
    name = plain(given.positional[0].value) if given.positional else None
    if name is None or not isinstance(name[0], str) or name[0].startswith("."):
        return run.unknown(frame, node)
    return imports.module_value(run, name[0], node, frame)


def _run_module(run: Execution, given: Arguments, node: ast.AST, frame: Frame) -> Value:
    return _run_as(run, given, node, frame, imports.find(run, _text(given, 0), frame))


def _run_path(run: Execution, given: Arguments, node: ast.AST, frame: Frame) -> Value:
    path = _text(given, 0)
    name = path.removesuffix(".py").replace("/", ".").lstrip(".")
    return _run_as(run, given, node, frame, imports.find(run, name, frame))


def _run_as(run: Execution, given: Arguments, node: ast.AST, frame: Frame, found: imports.Found) -> Value:
    """Run a project's module under the name it is given, as ``runpy`` does."""
    if found is None:
        return run.unknown(frame, node)
    keyword = given.keywords.get("run_name")
    known = plain(keyword.value) if keyword else None
    name = known[0] if known and isinstance(known[0], str) else found.name
    imports.run_module(run, found, name, run.site(frame, node))
    return run.unknown(frame, node)


def _text(given: Arguments, at: int) -> str:
    known = plain(given.positional[at].value) if len(given.positional) > at else None
    return known[0] if known and isinstance(known[0], str) else ""


def _await_all(run: Execution, given: Arguments, node: ast.AST, frame: Frame) -> Value:
    for passed in given.positional:
        calls.awaited(run, passed.value, node, frame)
    return run.unknown(frame, node)


def _starmap(run: Execution, given: Arguments, node: ast.AST, frame: Frame) -> Value:
    if len(given.positional) < 2:
        return run.unknown(frame, node)
    function, iterable = given.positional[0].value, given.positional[1].value

    def consume(limit: int | None) -> Value:
        made = iteration.items(run, iterable, node, frame)
        values = [
            calls.call(run, function, spread(item, NONE), node, frame) for item in made.values[: limit or len(made.values)]
        ]
        return sequence("list", tuple(values), exact=made.exact)

    return Lazy("generator", consume)


def _chain(run: Execution, given: Arguments, node: ast.AST, frame: Frame) -> Value:
    def consume(limit: int | None) -> Value:  # noqa: ARG001 -- one signature
        made = [iteration.items(run, passed.value, node, frame) for passed in given.positional]
        values = tuple(value for each in made for value in each.values)
        return sequence("list", values, exact=all(each.exact for each in made))

    return Lazy("generator", consume)


def _namespace(run: Execution, given: Arguments, node: ast.AST, frame: Frame) -> Value:  # noqa: ARG001 -- one signature
    table = {name: passed.value for name, passed in given.keywords.items()}
    return ExternalInstance("types.SimpleNamespace", NO_ARGUMENTS, table)


_HANDLERS: dict[str, _Handler] = {
    "functools.partial": _partial,
    "functools.reduce": _reduce,
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
