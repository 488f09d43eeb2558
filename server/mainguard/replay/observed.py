"""Arguments as rules see them: without the values that only the replay understands."""

from __future__ import annotations

from mainguard.replay.conditions import BoundCall
from mainguard.replay.execution import Execution
from mainguard.replay.trace import Argument, ArgumentValue, Literal, ObjectNamed, Text, Unclear
from mainguard.replay.truth import plain
from mainguard.replay.values import (
    Bound,
    Class,
    Constant,
    Decorated,
    External,
    ExternalInstance,
    Function,
    Instance,
    Origin,
    Partial,
    Passed,
    Unknown,
    Value,
)


def observed(run: Execution, passed: Passed, bound: BoundCall) -> Argument:
    """What a rule may know of one argument."""
    return Argument(_value(run, passed, bound), passed.span, passed.keyword_span)


def _value(run: Execution, passed: Passed, bound: BoundCall) -> ArgumentValue:
    value = passed.value
    if isinstance(value, Constant) and isinstance(value.value, str):
        return Text(value.value)
    known = plain(value)
    if known is not None:
        return Literal(known[0])
    if isinstance(value, External) and value.origin is not Origin.OBJECT:
        module, _, name = value.name.rpartition(".")
        if module and module != "builtins":
            return ObjectNamed(module, name, module)
    is_object = isinstance(value, Function | Class | Instance | ExternalInstance | Bound | Partial | Decorated)
    if is_object or (isinstance(value, Unknown) and value.is_string is False):
        return _named(run, value, bound)
    return Unclear(bound.origin(passed).text)


def _named(run: Execution, value: Value, bound: BoundCall) -> ObjectNamed:
    """The module-level name of an object: in the module of the call first, then wherever it is bound.

    What a notebook imports has its name where it comes from, since nothing can import the notebook.
    """
    here = bound.frame.state
    others = [other for other in run.states.values() if other is not here]
    for state in (*others, here) if here.module.is_notebook else (here, *others):
        for name, each in state.table.known().items():
            if each is value and name.isidentifier():
                module = state.module
                return ObjectNamed(module.key, name, module.name, isinstance(value, Class))
    return ObjectNamed(here.module.key, None, here.module.name, isinstance(value, Class))
