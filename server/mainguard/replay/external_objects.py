"""Objects of the standard library that remember what they are told: ``os.environ``, stacks of contexts, queues."""

from __future__ import annotations

import ast
from collections.abc import Callable

from mainguard.replay import (
    argument_parsers,
    attributes,
    calls,
    classes,
    decorators,
    discovery,
    facts,
    file_modules,
    higher_order,
    paths,
    source_files,
    withs,
)
from mainguard.replay.invocation import Invocation
from mainguard.replay.values import (
    NONE,
    RESULT,
    Bound,
    ExternalInstance,
    Function,
    Instance,
    Mapping,
    Partial,
    Sequence,
    Value,
    sequence,
)

_HELD = "%held"
"""Where a context variable has its value, and a queue its items."""
_QUEUES = ("queue.Queue", "queue.SimpleQueue", "queue.LifoQueue", "asyncio.Queue", "asyncio.LifoQueue")


def call_method(owner: Value, name: str, call: Invocation) -> Value | None:
    """The result of a method of one of these objects; ``None`` for any other."""
    if not isinstance(owner, ExternalInstance):
        return None
    if name in ("read", "read_text"):
        return source_files.read(owner, name, call)
    if owner.of == paths.PATH and name in ("iterdir", "glob"):
        return discovery.paths_in(owner, name, call)
    if owner.of == paths.PATH:
        return paths.method(owner, name, call)
    if owner.of == higher_order.PATTERN:
        return higher_order.match_compiled(owner, name, call)
    handler = METHODS.get((owner.of, name))
    return handler(owner, call) if handler is not None else None


def _environment_get(owner: ExternalInstance, call: Invocation) -> Value:  # noqa: ARG001 -- one signature for all
    return facts.environment_value(call.run, call.given, call.whole or call.node, call.frame)


def _environment_set_default(owner: ExternalInstance, call: Invocation) -> Value:  # noqa: ARG001 -- one signature
    key = call.text(0)
    if key is None or len(call.values) < 2:
        return call.unknown()
    if key not in call.run.environment:
        call.run.before_change(call.run.environment)
        call.run.store.write(call.run.environment, key, call.values[1])
    return call.run.environment[key]


def _environment_update(owner: ExternalInstance, call: Invocation) -> Value:  # noqa: ARG001 -- one signature for all
    call.run.before_change(call.run.environment)
    for value in call.values:
        for key, each in value.table.items() if isinstance(value, Mapping) else ():
            call.run.store.write(call.run.environment, key, each)
    for name, passed in call.given.keywords.items():
        call.run.store.write(call.run.environment, name, passed.value)
    return NONE


def _environment_pop(owner: ExternalInstance, call: Invocation) -> Value:  # noqa: ARG001 -- one signature for all
    key = call.text(0)
    if key is None:
        return call.unknown()
    call.run.before_change(call.run.environment)
    value = call.run.environment.get(key)
    call.run.store.delete(call.run.environment, key)
    return call.unknown() if value is None else value


def _imported_module(owner: ExternalInstance, call: Invocation) -> Value | None:  # noqa: ARG001 -- one signature
    name = call.text(0)
    return facts.imported_module(call.run, name, call.frame) if name is not None else None


def _enter_context(stack: ExternalInstance, call: Invocation) -> Value | None:
    if not call.values:
        return None
    entered = withs.enter(call.run, call.values[0], "__", call.node, call.frame)
    _register_exit(stack, call)
    return entered


def _enter_async_context(stack: ExternalInstance, call: Invocation) -> Value | None:
    if not call.values:
        return None
    entered = withs.enter(call.run, call.values[0], "__a", call.node, call.frame)
    _register_exit(stack, call)
    return entered


def _register_exit(stack: ExternalInstance, call: Invocation) -> Value | None:
    """Let the stack call ``__exit__`` of a context manager, or what is not one, in the end."""
    if not call.values:
        return None
    manager = call.values[0]
    for name in ("__exit__", "__aexit__"):
        found = classes.class_attribute(manager.of, name) if isinstance(manager, Instance) else None
        if isinstance(found, Function):
            decorators.register(call.run, stack, Bound(found, manager))
    if isinstance(manager, Function | Bound | Partial):
        decorators.register(call.run, stack, manager)
    return manager


def _get_variable(variable: ExternalInstance, call: Invocation) -> Value:
    default = variable.made_with.keywords.get("default")
    given = call.values[0] if call.values else (default.value if default is not None else None)
    return variable.table.get(_HELD) or given or call.unknown()


def _set_variable(variable: ExternalInstance, call: Invocation) -> Value:
    if call.values:
        call.run.store.write(variable.table, _HELD, call.values[0])
    return call.unknown()


def _put(queue: ExternalInstance, call: Invocation) -> Value:
    held = queue.table.get(_HELD)
    items = held.items if isinstance(held, Sequence) else ()
    call.run.store.write(queue.table, _HELD, sequence("list", (*items, *call.values[:1])))
    return NONE


def _take(queue: ExternalInstance, call: Invocation) -> Value:
    held = queue.table.get(_HELD)
    if not isinstance(held, Sequence) or not held.items:
        return call.unknown()
    at = -1 if queue.of.endswith(".LifoQueue") else 0
    rest = held.items[:-1] if at else held.items[1:]
    call.run.store.write(queue.table, _HELD, sequence("list", rest))
    return held.items[at]


def _result(task: ExternalInstance, call: Invocation) -> Value | None:  # noqa: ARG001 -- one signature for all
    return task.table.get(RESULT)


def _run_in_executor(owner: ExternalInstance, call: Invocation) -> Value | None:  # noqa: ARG001 -- one signature for all
    """What an executor does that is given, other than the loop's own: it submits the function and its arguments."""
    if not call.values or not isinstance(call.values[0], ExternalInstance):
        return None
    submit = attributes.get(call.run, call.values[0], "submit", call.node, call.frame)
    whole = call.whole if isinstance(call.whole, ast.Call) else None
    return calls.call(call.run, submit, call.given.without_first(), call.node, call.frame, whole=whole)


METHODS: dict[tuple[str, str], Callable[[ExternalInstance, Invocation], Value | None]] = {
    **argument_parsers.METHODS,
    **file_modules.METHODS,
    ("asyncio.AbstractEventLoop", "run_in_executor"): _run_in_executor,
    ("contextvars.ContextVar", "get"): _get_variable,
    ("contextvars.ContextVar", "set"): _set_variable,
    **{(name, put): _put for name in _QUEUES for put in ("put", "put_nowait")},
    **{(name, get): _take for name in _QUEUES for get in ("get", "get_nowait")},
    ("asyncio.Future", "result"): _result,
    ("contextlib.ExitStack", "enter_context"): _enter_context,
    ("contextlib.ExitStack", "enter_async_context"): _enter_async_context,
    ("contextlib.ExitStack", "push"): _register_exit,
    ("contextlib.ExitStack", "push_async_exit"): _register_exit,
    ("sys.modules", "get"): _imported_module,
    ("os.environ", "get"): _environment_get,
    ("os.environ", "setdefault"): _environment_set_default,
    ("os.environ", "update"): _environment_update,
    ("os.environ", "pop"): _environment_pop,
}
