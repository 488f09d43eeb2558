"""What the path in an entry names at a call: ``workers``, ``config.workers``, ``self.x``; see ``catalogue/api.py``."""

from __future__ import annotations

from collections.abc import Mapping as MappingProtocol

from mainguard.replay import classes
from mainguard.replay.branches import choice
from mainguard.replay.execution import NOWHERE, Execution
from mainguard.replay.parameters import bind_names
from mainguard.replay.values import (
    MADE_WITH,
    Arguments,
    Choice,
    Class,
    External,
    ExternalInstance,
    Function,
    Instance,
    Mapping,
    Passed,
    Unknown,
    Value,
)

SYS_ARGV = "sys.argv"


def find(
    run: Execution, path: str, arguments: MappingProtocol[str, Passed], source: Arguments, owner: Value | None
) -> Passed | None:
    """What ``path`` names, ``None`` when nothing is given; ``arguments`` are those of ``source`` by parameter."""
    if path.startswith("$"):
        return _passed(run.environment.get(path[1:]))
    if path.startswith("%"):
        return _passed(run.settings.get(path[1:]))
    if path == SYS_ARGV:
        return _passed(class_setting(run, "sys", "argv"))
    name, bracket, key = path.partition("[")
    first, *rest = name.split(".")
    found = _passed(owner) if first == "self" else arguments.get(first)
    if found is None and first != "self":
        found = _passed(source.unknown_keywords)
    for each in rest:
        found = attribute(run, found.value, each) if found is not None else None
    return _item(found.value, key.removesuffix("]")) if found is not None and bracket else found


def attribute(run: Execution, owner: Value, name: str) -> Passed | None:
    """``owner.name`` as it was assigned, else as ``owner`` was made with it; ``None`` when neither is so."""
    match owner:
        case ExternalInstance(of=of, table=table, made_with=made_with):
            if name in table:
                return Passed(table[name])
            if name == "_name" and of.endswith(".context.BaseContext"):
                return _passed(owner.method)
            api = run.catalogue.get(of)
            given = bind_names(api.parameters if api is not None else (), made_with)
            return given.get(name) or _passed(made_with.unknown_keywords or class_setting(run, of, name))
        case Instance():
            return _of_instance(run, owner, name)
        case Class():
            found = classes.class_attribute(owner, name)
            base = classes.external_base(owner)
            return _passed(found if found is not None or base is None else class_setting(run, base, name))
        case External(name=of):
            return _passed(class_setting(run, of, name))
        case Unknown(text=text, module=module, span=span):
            return Passed(Unknown(f"{text}.{name}", module, span))
        case Choice(values=values, text=text, module=module, span=span):
            each_found = [attribute(run, each, name) for each in values]
            made = [each.value for each in each_found if each is not None]
            about = Unknown(text, module, span)
            if not made:
                return None
            return Passed(choice(made, about) if len(made) == len(values) else about)
        case _:
            return None


def class_setting(run: Execution, of: str, name: str) -> Value | None:
    """What the program has assigned to ``name`` of the external class or module ``of``."""
    return run.settings.get(setting_key(run, of, name))


def setting_key(run: Execution, of: str, name: str) -> str:
    """Under which key of the run's settings an assignment to ``name`` of the external ``of`` is kept."""
    api = run.catalogue.get(of)
    return f"{api.name if api is not None else of}.{name}"


def _of_instance(run: Execution, owner: Instance, name: str) -> Passed | None:
    if name in owner.table:
        return Passed(owner.table[name])
    found = classes.class_attribute(owner.of, name)
    if isinstance(found, Function):
        return None
    if found is not None:
        return Passed(found)
    made_with = owner.table.get(MADE_WITH)
    if isinstance(made_with, Mapping) and name in made_with.table:
        return Passed(made_with.table[name])
    base = classes.external_base(owner.of)
    return _passed(class_setting(run, base, name)) if base is not None else None


def _item(owner: Value, key: str) -> Passed | None:
    match owner:
        case Mapping(table=table, rest=rest):
            known = table.get(key)
            return (
                Passed(known if known is not None else Unknown(key, "", NOWHERE)) if known or rest["unknown"] else None
            )
        case Unknown():
            return Passed(owner)
        case Choice(text=text, module=module, span=span):
            return Passed(Unknown(text, module, span))
        case _:
            return None


def _passed(value: Value | None) -> Passed | None:
    return Passed(value) if value is not None else None
