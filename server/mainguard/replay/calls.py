"""Calls: what a callee does with its arguments."""

from __future__ import annotations

import ast
from dataclasses import replace

from mainguard.catalogue.api import Api, Registered
from mainguard.replay import (
    api_calls,
    attributes,
    builtin_functions,
    classes,
    constant_methods,
    decorators,
    dispatch,
    expressions,
    installed,
    iteration,
    own_starts,
    statements,
    subscripts,
    values,
)
from mainguard.replay.branches import choice, maybe, origin, unless
from mainguard.replay.execution import DEPTH, Execution, Yields
from mainguard.replay.flow import FOREVER, Flow, Leave, Raised, StopYielding, Way
from mainguard.replay.parameters import bind
from mainguard.replay.scope import Frame, Scope
from mainguard.replay.trace import Site
from mainguard.replay.values import (
    NONE,
    RETURNED,
    Arguments,
    Bound,
    Choice,
    Class,
    Constant,
    ConstantMethod,
    Decorated,
    External,
    ExternalInstance,
    ExternalMethod,
    Fields,
    Function,
    Instance,
    Lazy,
    Mapping,
    Partial,
    Passed,
    Table,
    Unknown,
    Value,
    Wrapper,
    sequence,
)
from mainguard.syntax.weakly import remembered_weakly
from mainguard.text.span import Span

_NESTED_SELF = 32
"""How often a function may be on the stack at once while every test on the way is known."""
_NESTED_SELF_MAYBE = 1
"""The same when one is not: such a recursion branches at every level."""


def arguments(run: Execution, node: ast.Call, frame: Frame) -> Arguments:
    """The arguments of a call, evaluated in order."""
    given: list[Passed] = []
    keywords: dict[str, Passed] = {}
    unknown_positional = False
    unknown_keywords: Unknown | None = None
    for each in node.args:
        if isinstance(each, ast.Starred):
            made = iteration.items(run, expressions.evaluate(run, each.value, frame), each.value, frame)
            given += [Passed(value) for value in made.values]
            unknown_positional = unknown_positional or not made.exact
        else:
            given.append(Passed(expressions.evaluate(run, each, frame), _span(frame, each)))
    for keyword in node.keywords:
        value = expressions.evaluate(run, keyword.value, frame)
        if keyword.arg is None and isinstance(value, Instance):
            value = _as_mapping(run, value, keyword.value, frame)
        if keyword.arg is not None:
            keywords[keyword.arg] = Passed(value, _span(frame, keyword.value), _span(frame, keyword))
        elif isinstance(value, Mapping):
            keywords.update({key: Passed(each) for key, each in value.table.items() if isinstance(key, str)})
            if value.rest["unknown"]:
                unknown_keywords = run.unknown(frame, keyword.value)
        else:
            unknown_keywords = origin(run, keyword.value, frame, value)
    return Arguments(tuple(given), keywords, unknown_positional, unknown_keywords)


def _as_mapping(run: Execution, owner: Instance, node: ast.expr, frame: Frame) -> Value:
    """What ``**owner`` passes: ``keys`` says which names, ``__getitem__`` what they are."""
    keys = attributes.get(run, owner, "keys", node, frame)
    made = iteration.items(run, call(run, keys, positional(), node, frame), node, frame)
    known = [key for key in made.values if isinstance(key, Constant)]
    table: dict[object, Value] = {key.value: subscripts.subscript(run, owner, key, node, frame) for key in known}
    return Mapping(table, {"unknown": not made.exact or len(known) < len(made.values)})


def positional(*values: Value) -> Arguments:
    """Arguments that nobody wrote at a call."""
    return Arguments(tuple(Passed(value) for value in values))


def call(
    run: Execution, callee: Value, given: Arguments, node: ast.AST, frame: Frame, *, whole: ast.Call | None = None
) -> Value:
    """The result of calling ``callee``; ``node`` is the callee as written, ``whole`` the call with its arguments."""
    own = own_starts.entry_of(run, callee)
    if own is not None:
        return _call_own(run, own, callee, given, node, frame, whole)
    match callee:
        case Function():
            chosen = dispatch.chosen(callee, given)
            if chosen is not callee:
                return call(run, chosen, given, node, frame, whole=whole)
            return call_function(run, callee, given, node, frame)
        case Bound(function=function, owner=owner):
            return call_function(run, function, given.with_first(owner), node, frame)
        case Class():
            return classes.instantiate(run, callee, given, node, frame)
        case Instance():
            made = call_method_with(run, callee, "__call__", given, node, frame)
            return run.unknown(frame, node) if made is None else made
        case Partial():
            return call(run, callee.callee, callee.arguments.followed_by(given), node, frame, whole=whole)
        case Decorated():
            return _call_decorated(run, callee, given, node, frame)
        case Wrapper():
            return decorators.wrap(run, callee, given.positional[0].value) if given.positional else callee
        case External(name=name) if name.startswith("builtins."):
            return builtin_functions.call(run, name.removeprefix("builtins."), given, node, frame, whole=whole)
        case External() | ExternalMethod() | ExternalInstance():
            return api_calls.call(run, callee, given, node, frame, whole=whole)
        case ConstantMethod():
            return constant_methods.call(run, callee, given, node, frame)
        case Choice():
            return _call_each(run, callee, given, node, frame, whole)
        case _:
            return run.unknown(frame, whole or node)


def _call_own(
    run: Execution, api: Api, callee: Value, given: Arguments, node: ast.AST, frame: Frame, whole: ast.Call | None
) -> Value:
    """A call that the user says starts a process: that start counts, and none that its body makes."""
    api_calls.call_entry(run, api, given, node, frame, whole)
    was_offline, run.is_offline = run.is_offline, True
    try:
        match callee:
            case Bound(function=function, owner=owner):
                return call_function(run, function, given.with_first(owner), node, frame)
            case Class():
                return classes.instantiate(run, callee, given, node, frame)
            case Function():
                return call_function(run, callee, given, node, frame)
            case _:
                return run.unknown(frame, whole or node)
    finally:
        run.is_offline = was_offline


def function(run: Execution, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, frame: Frame) -> Function:
    """The function that a definition makes; evaluates its defaults."""
    defaults = tuple(expressions.evaluate(run, each, frame) for each in node.args.defaults)
    by_keyword = {
        parameter.arg: expressions.evaluate(run, default, frame)
        for parameter, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        if default is not None
    }
    return Function(node, frame, defaults, by_keyword)


def call_function(run: Execution, callee: Function, given: Arguments, node: ast.AST, frame: Frame) -> Value:
    """The result of a project's function; a generator or coroutine runs later."""
    inner = _body_frame(run, callee, given)
    site = run.site(frame, node)
    if isinstance(callee.node, ast.AsyncFunctionDef) and not _yields(callee.node):
        return Lazy("coroutine", lambda limit: _run(run, callee, inner, site))  # noqa: ARG005 -- one signature
    if not isinstance(callee.node, ast.Lambda) and _yields(callee.node):
        returned = Fields()
        return Lazy("generator", lambda limit: _run_generator(run, callee, inner, site, limit, returned), returned)
    return _run(run, callee, inner, site)


def call_bound(
    run: Execution, callee: Function, owner: Value, values: tuple[Value, ...], node: ast.AST, frame: Frame
) -> Value:
    """A method called on ``owner``."""
    return call_function(run, callee, positional(owner, *values), node, frame)


def call_method(
    run: Execution, owner: Value, name: str, values: tuple[Value, ...], node: ast.AST, frame: Frame
) -> Value | None:
    """``owner.name(*values)`` as the interpreter calls a special method; ``None`` when there is none."""
    return call_method_with(run, owner, name, positional(*values), node, frame)


def call_method_with(
    run: Execution, owner: Value, name: str, given: Arguments, node: ast.AST, frame: Frame
) -> Value | None:
    """The same with any arguments."""
    if isinstance(owner, Instance):
        found = classes.class_attribute(owner.of, name)
        if isinstance(found, Function):
            return call_function(run, found, given if found.kind == "static" else given.with_first(owner), node, frame)
        if isinstance(found, Decorated):
            return _call_decorated(run, found, given.with_first(owner), node, frame)
        if found is not None:
            return call(run, found, given, node, frame)
        external = classes.external_base(owner.of)
        if external is None or run.catalogue.method(external, name) is None:
            return None
        return call(run, ExternalMethod(owner, external, name), given, node, frame)
    if isinstance(owner, ExternalInstance) and run.catalogue.method(owner.of, name) is not None:
        return call(run, ExternalMethod(owner, owner.of, name), given, node, frame)
    return None


def call_class_method(
    run: Execution, owner: Class, name: str, values: tuple[Value, ...], node: ast.AST, frame: Frame
) -> Value | None:
    """A special method that is called on the class itself; ``None`` when there is none."""
    found = classes.class_attribute(owner, name)
    return call_bound(run, found, owner, values, node, frame) if isinstance(found, Function) else None


def call_metaclass_method(
    run: Execution, owner: Class, name: str, values: tuple[Value, ...], node: ast.AST, frame: Frame
) -> Value | None:
    """A special method that the class of the class ``owner`` has; ``None`` when it has none."""
    found = classes.class_attribute(owner.metaclass, name) if owner.metaclass is not None else None
    return call_bound(run, found, owner, values, node, frame) if isinstance(found, Function) else None


def awaited(run: Execution, value: Value, node: ast.AST, frame: Frame) -> Value:
    """``await value``."""
    match value:
        case Lazy(kind="coroutine"):
            return finished(run, value)
        case Instance():
            made = call_method(run, value, "__await__", (), node, frame)
            if isinstance(made, Lazy):
                iteration.consumed(run, made, None)
            return run.unknown(frame, node)
        case ExternalInstance(table={values.RESULT: result}):
            return result
        case ExternalInstance():
            made = call_method(run, value, "__await__", (), node, frame)
            return value if made is None else made
        case _:
            return value


def finished(run: Execution, lazy: Lazy) -> Value:
    """The result of a coroutine, run to its end; the second time nothing runs."""
    if "consumed" in lazy.table:
        return NONE
    run.store.write(lazy.table, "consumed", NONE)
    return lazy.run(None)


def _call_decorated(run: Execution, callee: Decorated, given: Arguments, node: ast.AST, frame: Frame) -> Value:
    if callee.certain:
        from_elsewhere = Unknown("sys.argv", frame.state.module.key, run.site(frame, node).span)
        result = call(
            run, callee.function, Arguments(unknown_positional=True, unknown_keywords=from_elsewhere), node, frame
        )
        if callee.commands is not None:
            call_registered(run, callee.commands, Registered.ONE, node, frame)
        return result
    about = callee.decorator if isinstance(callee.decorator, Unknown) else run.unknown(frame, node)

    def body() -> Flow:
        call(run, callee.function, given, node, frame)
        return Flow()

    maybe(run, about, body, frame)
    return about


def call_registered(
    run: Execution, keeper: ExternalInstance, how_many: Registered, node: ast.AST, frame: Frame
) -> None:
    """Call what ``keeper`` keeps: all of it, or the one that the command line says."""
    kept = decorators.registered(keeper)
    from_elsewhere = Unknown("sys.argv", frame.state.module.key, run.site(frame, node).span)
    given = Arguments(unknown_positional=True, unknown_keywords=from_elsewhere)
    for each in kept:
        target = each.function if isinstance(each, Decorated) and each.commands is None else each

        def body(target: Value = target) -> Flow:
            call(run, target, given, node, frame)
            return Flow()

        if how_many is Registered.ALL or (len(kept) == 1 and keeper.of != "click.Group"):
            body()
        else:
            maybe(run, from_elsewhere, body, frame)


def _call_each(
    run: Execution, callee: Choice, given: Arguments, node: ast.AST, frame: Frame, whole: ast.Call | None
) -> Value:
    about = Unknown(callee.text, callee.module, callee.span)
    results: list[Value] = []
    for index, each in enumerate(callee.values):

        def body(each: Value = each) -> Flow:
            results.append(call(run, each, given, node, frame, whole=whole))
            return Flow()

        if callee.is_tested and index == 1:
            unless(run, about, body, frame)
        else:
            maybe(run, about, body, frame)
    return choice(results, about, is_tested=callee.is_tested)


def _body_frame(run: Execution, callee: Function, given: Arguments) -> Frame:
    defined = callee.frame
    scope = defined.scope
    is_module = scope.table is defined.state.table
    enclosing = None if is_module else (scope.enclosing if scope.is_class else scope)
    table = bind(run, callee, given)
    return replace(defined, scope=Scope(table, enclosing))


def _run(run: Execution, callee: Function, inner: Frame, site: Site) -> Value:
    if inner.state.module.is_installed:
        return installed.bounded(run, lambda: _run_body(run, callee, inner, site), site)
    return _run_body(run, callee, inner, site)


def _run_body(run: Execution, callee: Function, inner: Frame, site: Site) -> Value:
    identity = id(callee.node)
    about = Unknown(site.name, site.module, site.span)
    nested = run.running.count(identity)
    if len(run.running) >= DEPTH or nested >= (_NESTED_SELF_MAYBE if run.path else _NESTED_SELF):
        return about
    run.entered.add(identity)
    run.running.append(identity)
    left_around, run.left = run.left, []
    try:
        with run.calling(site):
            if isinstance(callee.node, ast.Lambda):
                return expressions.evaluate(run, callee.node.body, inner)
            flow = statements.run_block(run, callee.node.body, inner)
    finally:
        run.running.pop()
        left_around, run.left = run.left, left_around
    run.left += [each for each in left_around if each.way is Way.RAISE]
    return _result(flow, about, run, site)


def _result(flow: Flow, about: Unknown, run: Execution, site: Site) -> Value:
    if not flow.falls and not flow.returns:
        raise Leave(flow.raised or Raised(FOREVER, site, site.name))
    run.left += [each for each in flow.left if each.way is Way.RAISE]
    return choice(flow.returns + ([NONE] if flow.falls else []), about)


def _run_generator(
    run: Execution, callee: Function, inner: Frame, site: Site, limit: int | None, table: Table
) -> Value:
    values: list[Value] = []
    thrown, run.thrown = run.thrown, None
    run.yields.append(Yields(values, limit, thrown))
    running, depth = list(run.running), len(run.chain)
    exact = True
    try:
        run.store.write(table, RETURNED, _run(run, callee, inner, site))
    except StopYielding:
        exact = False
        run.running[:] = running
        del run.chain[depth:]
    finally:
        run.yields.pop()
    return sequence("list", tuple(values), exact=exact and not run.path)


@remembered_weakly
def _yields(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the function is a generator."""
    pending: list[ast.AST] = list(node.body)
    while pending:
        current = pending.pop()
        if isinstance(current, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            pending.extend(ast.iter_child_nodes(current))
    return False


def _span(frame: Frame, node: ast.AST) -> Span | None:
    return frame.placed.span(node) if frame.placed is not None else None
