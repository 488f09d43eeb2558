"""Calls of what lies outside the project: the catalogue says what they do."""

from __future__ import annotations

import ast
import sys

from mainguard.catalogue.api import (
    Api,
    Calls,
    ContextFor,
    Decorator,
    Instance,
    Reenters,
    ResultOf,
    Same,
    Sends,
    StartMethod,
    Starts,
)
from mainguard.replay import (
    attributes,
    calls,
    external_objects,
    facts,
    higher_order,
    installed,
    iteration,
    operators,
    settings,
)
from mainguard.replay.conditions import BoundCall
from mainguard.replay.decorators import register, wrap
from mainguard.replay.execution import (
    ChoiceSeen,
    Execution,
    LaterStart,
    SendSeen,
    StartSeen,
    assumption_about,
    deduplicated,
)
from mainguard.replay.flow import Leave
from mainguard.replay.invocation import Invocation
from mainguard.replay.observed import observed
from mainguard.replay.parameters import bind_names
from mainguard.replay.scope import Frame
from mainguard.replay.sending import modules_of, names_in_main, sent_values
from mainguard.replay.server_calls import import_string_of, note_server
from mainguard.replay.start_methods import chosen_method, method_of, name_given, named
from mainguard.replay.trace import ApiCall
from mainguard.replay.truth import plain, truth
from mainguard.replay.values import (
    MADE_WITH,
    METHOD,
    NO_ARGUMENTS,
    NONE,
    Arguments,
    Constant,
    External,
    ExternalInstance,
    ExternalMethod,
    Function,
    Lazy,
    Mapping,
    Passed,
    Sequence,
    Unknown,
    Value,
    Wrapper,
    sequence,
)
from mainguard.replay.values import Instance as ProjectInstance
from mainguard.replay.waiting import note_task, note_wait
from mainguard.replay.world import Run

_STDLIB = sys.stdlib_module_names


def call(
    run: Execution,
    callee: External | ExternalMethod | ExternalInstance,
    given: Arguments,
    node: ast.AST,
    frame: Frame,
    *,
    whole: ast.Call | None = None,
) -> Value:
    """The result of a call from outside, with all that it starts and calls."""
    if isinstance(callee, ExternalInstance):
        if callee.of == "operator.methodcaller" and given.positional:
            return _call_named_method(run, callee, given, node, frame)
        if callee.of in operators.GETTERS:
            return operators.got(Invocation(run, given, node, frame, whole), callee)
        made = calls.call_method_with(run, callee, "__call__", given, node, frame)
        return run.unknown(frame, whole or node) if made is None else made
    if isinstance(callee, ExternalMethod) and (callee.of, callee.name) == ("builtins.type", "__new__") and run.creating:
        return run.creating[-1]
    if isinstance(callee, ExternalMethod):
        known = external_objects.call_method(callee.owner, callee.name, Invocation(run, given, node, frame, whole))
        if known is not None:
            return known
        api = run.catalogue.method(callee.of, callee.name)
        owner: Value | None = callee.owner
        if callee.name == "__init__" and isinstance(owner, ProjectInstance):
            api = run.catalogue.get(callee.of)
    else:
        known = facts.external_call(run, callee.name, given, whole or node, frame)
        if known is None:
            known = higher_order.call(callee.name, Invocation(run, given, node, frame, whole))
        if known is not None:
            return known
        api, owner = entry(run, callee.name), None
    if api is None:
        found = installed.value(run, callee.name, node, frame) if isinstance(callee, External) else None
        if found is not None:
            return calls.call(run, found, given, node, frame, whole=whole)
        return _uncatalogued(run, callee, given, whole or node, frame)
    return _call_api(run, api, owner, given, node, frame, whole)


def call_entry(
    run: Execution, api: Api, given: Arguments, node: ast.AST, frame: Frame, whole: ast.Call | None
) -> Value:
    """The result of a call that ``api`` describes, wherever the callee comes from."""
    return _call_api(run, api, None, given, node, frame, whole)


def _call_named_method(
    run: Execution, callee: ExternalInstance, given: Arguments, node: ast.AST, frame: Frame
) -> Value:
    name = plain(callee.table["name"])
    method = attributes.get(run, given.positional[0].value, str(name[0]) if name else "", node, frame)
    return calls.call(run, method, callee.made_with.without_first(), node, frame)


def entry(run: Execution, name: str) -> Api | None:
    """The entry for ``name``, or for what the user's environment says that it is."""
    api = run.catalogue.get(name)
    if api is not None or name.partition(".")[0] in _STDLIB:
        return api
    real = run.resolver.canonical(name)
    if real is None:
        run.questions.add(name)
        return None
    return run.catalogue.get(run.catalogue.imported(real)) if real != name else None


def _uncatalogued(
    run: Execution, callee: External | ExternalMethod, given: Arguments, node: ast.AST, frame: Frame
) -> Value:
    """An object when the callee is named like a class; else something of an unknown kind."""
    name = callee.name
    if isinstance(callee, External):
        last = name.rpartition(".")[2].lstrip("_")
        if last[:1].isupper() and not last.isupper():
            return ExternalInstance(name, given)
    unknown = run.unknown(frame, node)
    from_package = isinstance(callee, External) and name.partition(".")[0] not in _STDLIB
    return Unknown(unknown.text, unknown.module, unknown.span, is_string=False if from_package else None)


def _call_api(
    run: Execution, api: Api, owner: Value | None, given: Arguments, node: ast.AST, frame: Frame, whole: ast.Call | None
) -> Value:
    source = _source(api, owner, given)
    bound = BoundCall(run, frame, node, bind_names(api.parameters, source), given, owner, source)
    _observe(run, api, bound, whole or node)
    works = note_server(run, api, bound, whole or node) and not _has_no_tasks(api, bound)
    if api.starts is not None and works:
        _start(run, api, api.starts, owner, bound, whole or node)
    if api.sends is not None and works:
        _send(run, api, api.sends, owner, bound, whole or node)
    if isinstance(owner, ProjectInstance) and isinstance(api.returns, Instance):
        _initialise(run, api, api.returns, owner, bound)
    result: Value | None = None
    if api.calls is not None:
        result = _call_back(run, api.calls, owner, bound, node, frame)
    if api.registers is not None and isinstance(owner, ExternalInstance) and api.registers in bound.arguments:
        register(run, owner, bound.arguments[api.registers].value)
    if api.calls_registered is not None and isinstance(owner, ExternalInstance):
        calls.call_registered(run, owner, api.calls_registered, node, frame)
    if api.sets_start_method is not None:
        _set_method(run, api, api.sets_start_method, bound, whole or node)
    before = settings.apply(run, api.sets, bound)
    if api.exits:
        raise Leave(run.raised("SystemExit", frame, whole or node))
    returned = settings.restored_by(run, before, _returned(run, api, owner, bound, result, whole or node))
    if works:
        note_task(run, api, owner, bound, returned)
        note_wait(run, api, bound, whole or node)
    return returned


def _has_no_tasks(api: Api, bound: BoundCall) -> bool:
    """Whether what holds the tasks is certainly empty."""
    if api.for_each is None:
        return False
    passed = bound.arguments.get(api.for_each)
    if api.for_each == "*":
        passed = next(iter(bound.given.positional[len(api.parameters) :]), None)
    return passed is not None and isinstance(passed.value, Sequence | Mapping) and truth(passed.value) is False


def _initialise(run: Execution, api: Api, returns: Instance, owner: ProjectInstance, bound: BoundCall) -> None:
    """Let an instance of a project's class remember what its base outside the project was made with."""
    if bound.arguments and not api.on_self:
        made_with = {name: passed.value for name, passed in bound.arguments.items()}
        run.store.write(owner.table, MADE_WITH, Mapping(made_with))
    if returns.context is not None:
        run.store.write(owner.table, METHOD, chosen_method(api, owner, bound) or NONE)


def _source(api: Api, owner: Value | None, given: Arguments) -> Arguments:
    """The arguments that count: of an ``on_self`` entry, those that ``self`` was made with."""
    if not api.on_self:
        return given
    if isinstance(owner, ProjectInstance):
        made_with = owner.table.get(MADE_WITH)
        if isinstance(made_with, Mapping):
            return Arguments(keywords={str(name): Passed(value) for name, value in made_with.table.items()})
    return owner.made_with if isinstance(owner, ExternalInstance | ProjectInstance) else NO_ARGUMENTS


def _observe(run: Execution, api: Api, bound: BoundCall, whole: ast.AST) -> None:
    """Write the call down for the rules that look at arguments; only the parent's calls are of interest."""
    if run.world.run is not Run.PARENT or not api.tags:
        return
    site = run.site(bound.frame, bound.node)
    run.calls.append(
        ApiCall(
            api,
            site,
            run.site(bound.frame, whole).span,
            {name: observed(run, passed, bound) for name, passed in bound.arguments.items()},
            is_complete=bound.given.unknown_keywords is None and not bound.given.unknown_positional,
        )
    )


def _start(run: Execution, api: Api, starts: Starts, owner: Value | None, bound: BoundCall, whole: ast.AST) -> None:
    verdict = bound.check(starts.when)
    if verdict.holds is False:
        return
    site = run.site(bound.frame, bound.node)
    how = method_of(api, owner, bound)
    if run.is_offline:
        if starts.reenters is Reenters.MAIN and not api.serves:
            run.later.append(LaterStart(site, how.method, run.environment_set))
        return
    unknown = [assumption_about(each, holds=True) for each in verdict.unknown]
    run.starts.append(
        StartSeen(
            api=api,
            chain=(*run.chain, site),
            statement=run.statement,
            call=run.site(bound.frame, whole).span,
            method=how.method,
            may_fork=bool(how.assumptions),
            default=named(run.method["default"]) or StartMethod.DEFAULT,
            path=deduplicated(run.path),
            conditions=deduplicated([*unknown, *how.assumptions]),
            guards=tuple(run.guards),
            import_string=import_string_of(api, bound),
            main=run.main,
            sent=modules_of(run, sent_values(api.sends, owner, bound))
            if api.sends is not None and api.sends.itself
            else frozenset(),
            process_name=_process_name(api, starts, owner, bound),
            environment=run.environment_set,
        )
    )


def _send(run: Execution, api: Api, sends: Sends, owner: Value | None, bound: BoundCall, whole: ast.AST) -> None:
    """Write down what of main a child has to find; only the parent's calls are of interest."""
    if run.world.run is not Run.PARENT or run.is_offline:
        return
    how = method_of(api, owner, bound)
    for sent in names_in_main(run, sent_values(sends, owner, bound)):
        is_always_pickled = sends.even_if_forked and not sent.is_findable
        run.sends.append(
            SendSeen(
                api=api,
                chain=(*run.chain, run.site(bound.frame, bound.node)),
                statement=run.statement,
                call=run.site(bound.frame, whole).span,
                method=how.method,
                path=deduplicated([*run.path, *(() if is_always_pickled else how.assumptions)]),
                sent=sent,
                even_if_forked=sends.even_if_forked,
                environment=run.environment_set,
            )
        )


def _text(value: Value) -> str | None:
    return value.value if isinstance(value, Constant) and isinstance(value.value, str) else None


def _process_name(api: Api, starts: Starts, owner: Value | None, bound: BoundCall) -> str | None:
    """The given name, or that of the process's class with a number (``multiprocessing/process.py``, ``__init__``)."""
    if starts.process_name is not None:
        return starts.process_name
    if api.on_self:
        table = owner.table if isinstance(owner, ExternalInstance | ProjectInstance) else {}
        given = table.get("name") or (bound.arguments["name"].value if "name" in bound.arguments else NONE)
        if given != NONE:
            return _text(given)
        if isinstance(owner, ProjectInstance):
            return f"{owner.of.name}-1"
    chosen = chosen_method(api, owner, bound)
    if isinstance(owner, ExternalInstance) and owner.of == "multiprocessing.Process" and chosen is None:
        return "Process-1"
    by_forkserver = StartMethod.FORKSERVER in (named(chosen), starts.method)
    return f"ForkServer{starts.worker}-1" if by_forkserver else f"Spawn{starts.worker}-1"


def _set_method(run: Execution, api: Api, argument: str, bound: BoundCall, whole: ast.AST) -> None:
    """Choose the start method; a spawned child has one already and refuses another (``multiprocessing/spawn.py``).

    Where nothing can catch that, the run goes on for what else is wrong.
    """
    force = bound.arguments.get("force")
    is_refused = False
    if run.world.run is Run.RERUN and (force is None or truth(force.value) is False):
        run.asked_process = True
        is_refused = run.world.process_name not in (None, "MainProcess")
    if is_refused and run.tries:
        raise Leave(run.raised("RuntimeError", bound.frame, whole))
    run.choices.append(
        ChoiceSeen(
            api=api,
            chain=(*run.chain, run.site(bound.frame, bound.node)),
            statement=run.statement,
            call=run.site(bound.frame, whole).span,
            path=deduplicated(run.path),
            guards=tuple(run.guards),
            is_refused=is_refused,
        )
    )
    chosen = name_given(bound, argument)
    if chosen is not None:
        run.store.write(run.method, "default", chosen)


def _call_back(
    run: Execution, how: Calls, owner: Value | None, bound: BoundCall, node: ast.AST, frame: Frame
) -> Value | None:
    run.threads += how.in_thread
    try:
        passed = bound.arguments.get(how.argument)
        if passed is None or (isinstance(passed.value, Constant) and passed.value.value is None):
            if how.method is None or owner is None or not isinstance(owner, ProjectInstance):
                return None
            return calls.call_method(run, owner, how.method, (), node, frame)
        if how.method_of_argument is not None:
            return calls.call_method(run, passed.value, how.method_of_argument, (), node, frame)
        if isinstance(passed.value, Lazy):
            return calls.awaited(run, passed.value, node, frame)
        if how.for_each:
            mapped = calls.call(run, External("builtins.map"), _mapped(how, bound), node, frame)
            iteration.items(run, mapped, node, frame)
            return None
        made = calls.call(run, passed.value, _callback_arguments(how, bound), node, frame)
        return calls.awaited(run, made, node, frame) if how.awaits else made
    finally:
        run.threads -= how.in_thread


def _mapped(how: Calls, bound: BoundCall) -> Arguments:
    """The callee and what follows it, for whose items it is called."""
    callee = bound.arguments[how.argument]
    positional = bound.given.positional
    at = next((i for i, each in enumerate(positional) if each is callee), -1)
    behind = positional[at + 1 :] if how.passes_rest else positional[at + 1 : at + 2]
    return Arguments((callee, *(behind or (Passed(sequence("list", (), exact=False)),))))


def _callback_arguments(how: Calls, bound: BoundCall) -> Arguments:
    if how.passes_rest:
        at = next((i for i, each in enumerate(bound.given.positional) if each is bound.arguments[how.argument]), -1)
        keywords = {name: each for name, each in bound.given.keywords.items() if name != how.argument}
        return Arguments(bound.given.positional[at + 1 :], keywords, bound.given.unknown_positional)
    if how.positional is None and how.keywords is None:
        return Arguments(unknown_positional=True)
    args = bound.arguments.get(how.positional or "")
    kwargs = bound.arguments.get(how.keywords or "")
    return higher_order.spread(args.value if args else NONE, kwargs.value if kwargs else NONE)


def _with_items(bound: BoundCall, argument: str) -> Arguments:
    """The keyword arguments, and the items of the dict in ``argument``."""
    passed = bound.arguments.get(argument)
    keywords = {name: each for name, each in bound.given.keywords.items() if name != argument}
    unknown = bound.given.unknown_keywords
    match passed.value if passed is not None else NONE:
        case Mapping(table=table, rest=rest) if not rest["unknown"]:
            keywords = {**{str(name): Passed(value) for name, value in table.items()}, **keywords}
        case value if value != NONE and passed is not None:
            unknown = bound.origin(passed)
    return Arguments(keywords=keywords, unknown_keywords=unknown)


def _returned(
    run: Execution, api: Api, owner: Value | None, bound: BoundCall, result: Value | None, node: ast.AST
) -> Value:
    match api.returns:
        case Instance(of=of, items_of=items_of):
            made_with = _with_items(bound, items_of) if items_of is not None else bound.given
            return ExternalInstance(of, made_with, method=chosen_method(api, owner, bound))
        case ContextFor(argument=name, always=always, of=context):
            chosen = name_given(bound, name) if always is None else Constant(always.value)
            return ExternalInstance(context, bound.given, method=None if chosen == NONE else chosen)
        case Same(argument=name):
            same = bound.find(name)
            return same.value if same is not None else run.unknown(bound.frame, node)
        case ResultOf() if result is not None:
            return result
        case Decorator(exact=exact, group=group, makes=makes):
            keeper = owner if api.registers and isinstance(owner, ExternalInstance) else None
            wrapper = Wrapper(exact, keeper, group, makes, bound.given.keywords)
            first = bound.given.positional[0].value if bound.given.positional else None
            return wrap(run, wrapper, first) if isinstance(first, Function) else wrapper
        case _:
            return run.unknown(bound.frame, node)
