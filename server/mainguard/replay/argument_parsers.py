"""argparse's parsers: what they are told, and what comes of words that the program gives them itself."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from mainguard.replay import decorators
from mainguard.replay.invocation import Invocation
from mainguard.replay.truth import plain, value_of
from mainguard.replay.values import (
    NO_ARGUMENTS,
    NONE,
    Choice,
    Constant,
    External,
    ExternalInstance,
    Mapping,
    Sequence,
    Unknown,
    Value,
    mapping,
    sequence,
)

NAMESPACE = "argparse.Namespace"
"""The class name of what parsing gives."""
_PARSER = "argparse.ArgumentParser"
_SUBPARSERS = "argparse._SubParsersAction"
_DEFAULTS = "%defaults"
_ACTIONS = "%actions"
"""Where a parser has what ``add_argument`` was told."""
_DECLARED = "%declared"
"""Where a namespace has the names of its attributes."""
_TYPES: dict[str, Callable[[str], object]] = {"builtins.int": int, "builtins.float": float, "builtins.str": str}
_PLAIN_ACTIONS = frozenset({"store", "store_true", "store_false", "store_const", "append", "count"})
_SHOWN_ONLY = frozenset({"help", "metavar"})


class _Held:
    """A default that need not be known to be handed on."""

    def __init__(self, value: Value) -> None:
        self.value = value


class _Strict(argparse.ArgumentParser):
    """A parser that raises what others tell users before they exit."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the words."""
        raise ValueError(message)


def as_mapping(namespace: ExternalInstance) -> Mapping:
    """``vars(namespace)``: what the command line decides is not known."""
    declared = namespace.table.get(_DECLARED)
    table: dict[object, Value] = dict(declared.table) if isinstance(declared, Mapping) else {}
    table.update((name, value) for name, value in namespace.table.items() if name != _DECLARED)
    return mapping(table, unknown=not table)


def _add_argument(parser: ExternalInstance, call: Invocation) -> Value:
    action = ExternalInstance("argparse.Action", call.given)
    kept = parser.table.get(_ACTIONS)
    before = kept.items if isinstance(kept, Sequence) else ()
    call.run.store.write(parser.table, _ACTIONS, sequence("list", (*before, action)))
    return action


def _group(parser: ExternalInstance, call: Invocation) -> Value:  # noqa: ARG001 -- one signature for all
    """A group of arguments, which are the parser's."""
    return parser


def _set_defaults(parser: ExternalInstance, call: Invocation) -> Value:
    defaults = parser.table.get(_DEFAULTS)
    known = dict(defaults.table) if isinstance(defaults, Mapping) else {}
    known.update({name: passed.value for name, passed in call.given.keywords.items()})
    call.run.store.write(parser.table, _DEFAULTS, Mapping(known))
    return NONE


def _add_subparsers(parser: ExternalInstance, call: Invocation) -> Value:
    action = ExternalInstance(_SUBPARSERS, call.given)
    decorators.register(call.run, parser, action)
    return action


def _add_parser(action: ExternalInstance, call: Invocation) -> Value:
    parser = ExternalInstance(_PARSER, call.given)
    decorators.register(call.run, action, parser)
    return parser


def _parse_args(parser: ExternalInstance, call: Invocation) -> Value:
    given = call.given.keywords.get("args") or next(iter(call.given.positional), None)
    words = plain(given.value) if given is not None else None
    if words is not None and isinstance(words[0], list | tuple):
        found = _parsed_words(parser, [str(word) for word in words[0]])
        if found is not None:
            return ExternalInstance(NAMESPACE, NO_ARGUMENTS, found)
    declared: dict[str, Value] = {name: _of_command_line(name, call) for name in _declared(parser)}
    return ExternalInstance(NAMESPACE, NO_ARGUMENTS, {**_set_on(parser, call), _DECLARED: Mapping(declared)})


def _parse_known_args(parser: ExternalInstance, call: Invocation) -> Value:
    return sequence("tuple", (_parse_args(parser, call), sequence("list", (), exact=False)))


def _of_command_line(text: str, call: Invocation) -> Unknown:
    return Unknown(text, call.frame.state.module.key, call.run.site(call.frame, call.node).span)


def _set_on(parser: ExternalInstance, call: Invocation) -> dict[str, Value]:
    """What ``set_defaults`` puts into the namespace; which subcommand's is for the command line to say."""
    found: dict[str, list[Value]] = {}
    for child in _children(parser):
        for name, value in _set_on(child, call).items():
            found.setdefault(name, []).append(value)
    about = _of_command_line("sys.argv", call)
    result: dict[str, Value] = {
        name: Choice(tuple(values), about.text, about.module, about.span) for name, values in found.items()
    }
    defaults = parser.table.get(_DEFAULTS)
    if isinstance(defaults, Mapping):
        result = {**{name: value for name, value in defaults.table.items() if name not in result}, **result}
    return result


def _children(parser: ExternalInstance) -> Iterator[ExternalInstance]:
    for action in decorators.registered(parser):
        if isinstance(action, ExternalInstance):
            yield from (each for each in decorators.registered(action) if isinstance(each, ExternalInstance))


def _actions(parser: ExternalInstance) -> tuple[ExternalInstance, ...]:
    kept = parser.table.get(_ACTIONS)
    items = kept.items if isinstance(kept, Sequence) else ()
    return tuple(each for each in items if isinstance(each, ExternalInstance))


def _declared(parser: ExternalInstance) -> Iterator[str]:
    """The names of the attributes that the parser and its subcommands' parsers give."""
    for action in _actions(parser):
        made = _Strict(add_help=False)
        try:
            yield made.add_argument(*_flags(action), **_destination(action)).dest
        except (TypeError, ValueError, argparse.ArgumentError):
            continue
    for child in _children(parser):
        yield from _declared(child)


def _flags(action: ExternalInstance) -> list[str]:
    known = [plain(passed.value) for passed in action.made_with.positional]
    return [str(each[0]) for each in known if each is not None]


def _destination(action: ExternalInstance) -> dict[str, Any]:
    passed = action.made_with.keywords.get("dest")
    known = plain(passed.value) if passed is not None else None
    return {"dest": str(known[0])} if known is not None else {}


def _parsed_words(parser: ExternalInstance, words: list[str]) -> dict[str, Value] | None:
    """The namespace that argparse makes of ``words``; ``None`` where not all of the parser is known."""
    if decorators.registered(parser):
        return None
    made = _Strict(add_help=False)
    try:
        for action in _actions(parser):
            options = _options(action)
            if options is None or len(_flags(action)) < len(action.made_with.positional):
                return None
            made.add_argument(*_flags(action), **options)
        parsed = vars(made.parse_args(words))
    except Exception:  # noqa: BLE001 -- whatever argparse raises for what users tell it
        return None
    set_on = parser.table.get(_DEFAULTS)
    found: dict[str, Value] = (
        {str(key): value for key, value in set_on.table.items()} if isinstance(set_on, Mapping) else {}
    )
    for name, value in parsed.items():
        known = value.value if isinstance(value, _Held) else value_of(value)
        if known is None:
            return None
        if not isinstance(value, _Held) or name not in found:
            found[name] = known
    return found


def _options(action: ExternalInstance) -> dict[str, Any] | None:
    """The keywords of ``add_argument`` for argparse; ``None`` where one is not known, or is the user's code."""
    options: dict[str, Any] = {}
    for name, passed in action.made_with.keywords.items():
        known, value = plain(passed.value), passed.value
        if name in _SHOWN_ONLY:
            continue
        if name == "default" and not isinstance(value, Constant):
            options[name] = _Held(value)
        elif name == "type" and isinstance(value, External) and value.name in _TYPES:
            options[name] = _TYPES[value.name]
        elif name == "action" and value == External("argparse.BooleanOptionalAction"):
            options[name] = argparse.BooleanOptionalAction
        elif known is None or (name == "action" and known[0] not in _PLAIN_ACTIONS) or name == "type":
            return None
        else:
            options[name] = known[0]
    return options


METHODS: dict[tuple[str, str], Callable[[ExternalInstance, Invocation], Value | None]] = {
    (_PARSER, "add_argument"): _add_argument,
    (_PARSER, "add_argument_group"): _group,
    (_PARSER, "add_mutually_exclusive_group"): _group,
    (_PARSER, "set_defaults"): _set_defaults,
    (_PARSER, "add_subparsers"): _add_subparsers,
    (_SUBPARSERS, "add_parser"): _add_parser,
    (_PARSER, "parse_args"): _parse_args,
    (_PARSER, "parse_known_args"): _parse_known_args,
}
