"""Arguments to parameters."""

from __future__ import annotations

import ast

from mainguard.replay import expressions
from mainguard.replay.execution import Execution
from mainguard.replay.values import (
    NO_ARGUMENTS,
    Arguments,
    Constant,
    External,
    ExternalInstance,
    Function,
    Names,
    Passed,
    Table,
    Unknown,
    Value,
    mapping,
    sequence,
)


def bind(run: Execution, callee: Function, given: Arguments) -> Table:
    """The names that the body of ``callee`` starts with."""
    declared = callee.node.args
    names = [parameter.arg for parameter in (*declared.posonlyargs, *declared.args)]
    table: Table = Names(zip(names, (passed.value for passed in given.positional), strict=False))
    rest = given.positional[len(names) :]
    if declared.vararg is not None:
        values = tuple(passed.value for passed in rest)
        table[declared.vararg.arg] = sequence("tuple", values, exact=not given.unknown_positional)
    keyword_names = {*names, *(parameter.arg for parameter in declared.kwonlyargs)}
    extra: dict[object, Value] = {}
    for name, passed in given.keywords.items():
        if name in keyword_names:
            table[name] = passed.value
        else:
            extra[name] = passed.value
    if declared.kwarg is not None:
        table[declared.kwarg.arg] = mapping(extra, unknown=given.unknown_keywords is not None)
    _fill(callee, given, table, names)
    for parameter in (*declared.posonlyargs, *declared.args, *declared.kwonlyargs):
        if parameter.arg not in table:
            table[parameter.arg] = _absent(run, callee, parameter, given)
    return table


def _fill(callee: Function, given: Arguments, table: Table, names: list[str]) -> None:
    """Defaults for what is certainly not given."""
    if given.unknown_keywords is not None or given.unknown_positional:
        return
    for name, default in zip(reversed(names), reversed(callee.defaults), strict=False):
        table.setdefault(name, default)
    for name, default in callee.keyword_defaults.items():
        table.setdefault(name, default)


def _absent(run: Execution, callee: Function, parameter: ast.arg, given: Arguments) -> Value:
    """A parameter that no known argument is for: an instance of its annotation's class, or unknown."""
    if parameter.annotation is not None and isinstance(parameter.annotation, ast.Name | ast.Attribute):
        kind = expressions.evaluate(run, parameter.annotation, callee.frame)
        if isinstance(kind, External) and run.catalogue.get(kind.name) is not None:
            return ExternalInstance(kind.name, NO_ARGUMENTS)
    if given.unknown_keywords is not None:
        about = given.unknown_keywords
        return Unknown(parameter.arg if about.text == "sys.argv" else about.text, about.module, about.span)
    return run.unknown(callee.frame, parameter, parameter.arg)


def bind_names(names: tuple[str, ...], given: Arguments) -> dict[str, Passed]:
    """The arguments of a call from outside by parameter name; further positional ones are left out."""
    bound = dict(zip(names, given.positional, strict=False))
    bound.update(given.keywords)
    return bound


def is_option(value: Value, option: str) -> bool:
    """Whether ``value`` is the command-line word ``option`` or ``option=…``."""
    return isinstance(value, Constant) and isinstance(value.value, str) and value.value.partition("=")[0] == option
