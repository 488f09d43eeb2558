"""Classes of the project: how they are made, found in and instantiated."""

from __future__ import annotations

import ast
from dataclasses import replace

from mainguard.catalogue import api as catalogue_api
from mainguard.catalogue.api import StartMethod
from mainguard.replay import calls, decorators, expressions, installed, statements
from mainguard.replay.execution import Execution
from mainguard.replay.names import assign_name
from mainguard.replay.scope import Frame, Scope
from mainguard.replay.start_methods import named
from mainguard.replay.values import (
    NO_ARGUMENTS,
    NONE,
    Arguments,
    Class,
    Constant,
    External,
    ExternalInstance,
    ExternalMethod,
    Function,
    Instance,
    Mapping,
    Names,
    Partial,
    Passed,
    Sequence,
    Table,
    Unknown,
    Value,
    sequence,
)
from mainguard.text.span import Span

IS_TUPLE = "%tuple"
"""Under what the class has something that ``collections.namedtuple`` made."""
_FIELDS = ("dataclasses.Field", "pydantic.Field", "pydantic.fields.Field")
"""What says more of a field than its default; pydantic's takes the default as its first argument."""
_DATACLASS_HOOKS = ("__post_init__", "__attrs_post_init__")


def resolution_order(of: Class) -> tuple[Value, ...]:
    """The class and its bases, in the order in which attributes are looked up."""
    return (of, *of.ancestors)


def qualified_name(name: str, scope: Scope) -> str:
    """The ``__qualname__`` of what is defined as ``name`` in ``scope``, where no function is around it."""
    around = scope.table.get("__qualname__") if scope.is_class else None
    return f"{around.value}.{name}" if isinstance(around, Constant) else name


def class_attribute(of: Class, name: str) -> Value | None:
    """What ``name`` is in the class or the first of its bases that has it."""
    for each in resolution_order(of):
        if isinstance(each, Class) and name in each.table:
            return each.table[name]
    return None


def external_base(of: Class) -> str | None:
    """The first base outside the project, other than ``object``."""
    for each in resolution_order(of):
        if isinstance(each, External) and each.name not in ("builtins.object", "typing.Generic", "typing.Protocol"):
            return each.name
    return None


def define(run: Execution, node: ast.ClassDef, frame: Frame) -> None:
    """Run a ``class`` statement."""
    bases = tuple(
        each for base in node.bases for each in _bases(run, expressions.evaluate(run, base, frame), base, frame)
    )
    keywords = {each.arg: expressions.evaluate(run, each.value, frame) for each in node.keywords if each.arg}
    metaclass = keywords.pop("metaclass", None) or _inherited_metaclass(bases)
    if isinstance(metaclass, Class):
        prepare = class_attribute(metaclass, "__prepare__")
        if isinstance(prepare, Function):
            calls.call_bound(run, prepare, metaclass, (Constant(node.name), sequence("tuple", bases)), node, frame)
    table: Table = Names()
    table["__module__"] = frame.state.table.get("__name__") or NONE
    table["__qualname__"] = Constant(qualified_name(node.name, frame.scope))
    outer = frame.scope if not _is_module_scope(frame) else None
    if outer is not None and outer.is_class:
        outer = outer.enclosing
    body = frame.inner(Scope(table, outer, is_class=True))
    site = run.site(frame, node)
    with run.calling(replace(site, span=_name_span(run, node, frame), name=node.name)):
        statements.run_block(run, node.body, body)
    is_local = outer is not None and frame.placed is not None and node.name not in frame.scope.declared_global
    created = Class(node.name, bases, table, metaclass if isinstance(metaclass, Class) else None, is_local=is_local)
    for base in dict.fromkeys(bases):
        if isinstance(base, Class):
            run.subclasses[base] = *run.subclasses.get(base, ()), (frame.state.table, created)
    _after_creation(run, created, keywords, node, frame)
    made: Value = created
    for decorator in reversed(node.decorator_list):
        made = decorators.apply(run, expressions.evaluate(run, decorator, frame), made, decorator, frame)
    assign_name(run, node.name, made, frame)


def _bases(run: Execution, base: Value, node: ast.expr, frame: Frame) -> tuple[Value, ...]:
    """What stands for a base: an object that is no class says so itself, with ``__mro_entries__``."""
    made = calls.call_method(run, base, "__mro_entries__", (sequence("tuple", (base,)),), node, frame)
    if made is None:
        return (_base(run, base, node, frame),)
    return made.items if isinstance(made, Sequence) else ()


def _base(run: Execution, base: Value, node: ast.expr, frame: Frame) -> Value:
    """A context's ``Process`` as a base is the class for its start method; an installed package's has its source."""
    if isinstance(base, External) and run.catalogue.get(base.name) is None:
        found = installed.value(run, base.name, node, frame)
        return found if isinstance(found, Class | External) else base
    if not isinstance(base, ExternalMethod) or not isinstance(base.owner, ExternalInstance):
        return base
    api = run.catalogue.method(base.of, base.name)
    if api is None or not isinstance(api.returns, catalogue_api.Instance):
        return base
    method = named(base.owner.method)
    by_method = {
        StartMethod.SPAWN: "multiprocessing.context.SpawnProcess",
        StartMethod.FORKSERVER: "multiprocessing.context.ForkServerProcess",
        StartMethod.FORK: "multiprocessing.context.ForkProcess",
    }
    return External(by_method.get(method, api.returns.of) if method is not None else api.returns.of)


def instantiate(run: Execution, of: Class, arguments: Arguments, node: ast.AST, frame: Frame) -> Value:
    """``of(…)``."""
    if of.metaclass is not None:
        custom = class_attribute(of.metaclass, "__call__")
        if isinstance(custom, Function):
            return calls.call_function(run, custom, arguments.with_first(of), node, frame)
    if has_members(of) and arguments.positional:
        return member(of, arguments.positional[0].value) or run.unknown(frame, node)
    instance = Instance(of, arguments)
    new = class_attribute(of, "__new__")
    if isinstance(new, Function):
        made = calls.call_function(run, new, arguments.with_first(of), node, frame)
        if isinstance(made, Instance) and made.of is of:
            instance = made
    init = class_attribute(of, "__init__")
    if isinstance(init, Function):
        calls.call_function(run, init, arguments.with_first(instance), node, frame)
    elif of.is_dataclass or _declares_fields(of):
        _fill_fields(run, of, instance, arguments, node, frame)
        for hook in _DATACLASS_HOOKS:
            calls.call_method(run, instance, hook, (), node, frame)
    else:
        base = catalogued_base(run, of)
        if base is not None:
            calls.call(run, ExternalMethod(instance, base, "__init__"), arguments, node, frame)
    return instance


def catalogued_base(run: Execution, of: Class) -> str | None:
    """The base outside the project, if the catalogue knows what it is to make one."""
    base = external_base(of)
    return base if base is not None and run.catalogue.get(base) is not None else None


def _fill_fields(
    run: Execution, of: Class, instance: Instance, arguments: Arguments, node: ast.AST, frame: Frame
) -> None:
    names = _fields(of)
    for name, passed in zip(names, arguments.positional, strict=False):
        run.store.write(instance.table, name, passed.value)
    for name, passed in arguments.keywords.items():
        run.store.write(instance.table, name, passed.value)
    for name in names:
        default = class_attribute(of, name)
        if name in instance.table:
            continue
        if (external_base(of) or "").endswith("Settings"):
            run.store.write(instance.table, name, run.unknown(frame, node, f"{of.name}().{name}"))
            continue
        if isinstance(default, ExternalInstance) and default.of in _FIELDS:
            default = _default_of(run, default, node, frame)
        if default is not None:
            run.store.write(instance.table, name, default)


def _default_of(run: Execution, field: ExternalInstance, node: ast.AST, frame: Frame) -> Value | None:
    """What an instance gets that is not given the field; ``None`` where it has to be given."""
    given = field.made_with.keywords
    if "default_factory" in given:
        return calls.call(run, given["default_factory"].value, NO_ARGUMENTS, node, frame)
    if "default" in given:
        return given["default"].value
    first = next(iter(field.made_with.positional), None)
    return first.value if first is not None and first.value != Constant(...) else None


def _declares_fields(of: Class) -> bool:
    """Whether a library's ``__init__`` takes the annotated names: pydantic's models, ``typing.NamedTuple``."""
    return external_base(of) is not None and any(
        isinstance(each, Class) and "%fields" in each.table for each in resolution_order(of)
    )


def tuple_items(owner: Instance) -> tuple[Value, ...] | None:
    """The items of a named tuple; ``None`` of anything else, and where one is not known."""
    is_tuple = IS_TUPLE in owner.of.table or External("typing.NamedTuple") in owner.of.ancestors
    items = [owner.table.get(name) for name in _fields(owner.of)]
    return tuple(item for item in items if item is not None) if is_tuple and None not in items else None


def members(of: Class) -> tuple[Value, ...]:
    """The members of an enumeration, in order."""
    return tuple(each for each in of.table.values() if isinstance(each, Instance) and each.of is of)


def match_args(of: Class) -> list[str]:
    """The attributes that positional patterns in ``case Class(…)`` are for."""
    declared = class_attribute(of, "__match_args__")
    if isinstance(declared, Sequence):
        return [str(item.value) for item in declared.items if isinstance(item, Constant)]
    return _fields(of)


def _fields(of: Class) -> list[str]:
    return [name for each in reversed(resolution_order(of)) if isinstance(each, Class) for name in _field_names(each)]


def _field_names(of: Class) -> list[str]:
    declared = of.table.get("%fields")
    if not isinstance(declared, Sequence):
        return []
    return [str(item.value) for item in declared.items if isinstance(item, Constant)]


def _after_creation(run: Execution, made: Class, keywords: dict[str, Value], node: ast.ClassDef, frame: Frame) -> None:
    for name, value in list(made.table.items()):
        if isinstance(value, Instance):
            calls.call_method(run, value, "__set_name__", (made, Constant(name)), node, frame)
    for base in resolution_order(made)[1:]:
        hook = base.table.get("__init_subclass__") if isinstance(base, Class) else None
        if isinstance(hook, Function):
            arguments = calls.positional(made)
            given = {name: Passed(value) for name, value in keywords.items()}
            calls.call_function(run, hook, Arguments(arguments.positional, given), node, frame)
            break
    if (external_base(made) or "").startswith("enum."):
        _make_members(run, made, node, frame)
    if made.metaclass is not None:
        _call_metaclass(run, made, made.metaclass, keywords, node, frame)


def _call_metaclass(
    run: Execution, made: Class, metaclass: Class, keywords: dict[str, Value], node: ast.ClassDef, frame: Frame
) -> None:
    namespace = Mapping(dict(made.table))
    run.creating.append(made)
    try:
        for method, first in (("__new__", metaclass), ("__init__", made)):
            hook = class_attribute(metaclass, method)
            given = calls.positional(first, Constant(made.name), sequence("tuple", made.bases), namespace)
            named_arguments = {name: Passed(value) for name, value in keywords.items()}
            if isinstance(hook, Function):
                calls.call_function(run, hook, replace(given, keywords=named_arguments), node, frame)
    finally:
        run.creating.pop()


def has_members(of: Class) -> bool:
    """Whether the class is an enumeration, be it of plain texts or numbers."""
    return any(isinstance(each, External) and each.name.startswith("enum.") for each in of.ancestors)


def is_enumeration(of: Class) -> bool:
    """Whether the class is an enumeration whose members are no plain texts or numbers."""
    bases = [each.name for each in resolution_order(of) if isinstance(each, External)]
    return any(name in ("enum.Enum", "enum.Flag") for name in bases) and not any(
        name in ("builtins.str", "builtins.int") for name in bases
    )


def member(of: Class, value: Value) -> Value | None:
    """The member of an enumeration with ``value``, or which is ``value``; of a flag, several of them at once, too."""
    for name, each in of.table.items():
        if isinstance(each, Instance) and each.of is of and (each is value or each.table.get("value") == value):
            return each
        if isinstance(each, Constant) and each == value and not name.startswith(("_", "%")):
            return each
    is_combination = is_flag(of) and isinstance(value, Constant) and isinstance(value.value, int)
    return Instance(of, NO_ARGUMENTS, {"value": value, "name": NONE}) if is_combination else None


def _make_members(run: Execution, made: Class, node: ast.ClassDef, frame: Frame) -> None:
    """An enumeration makes its members when it is defined."""
    init = class_attribute(made, "__init__")
    last: Value = Constant(0)
    for name, given in list(made.table.items()):
        value = last = _automatic(made, name, last) if _is_automatic(given) else given
        if name.startswith(("_", "%")) or not _is_member_value(value):
            continue
        member = Instance(made, NO_ARGUMENTS, {"name": Constant(name), "value": value})
        if isinstance(init, Function):
            calls.call_bound(run, init, member, (value,), node, frame)
        if is_enumeration(made):
            run.store.write(made.table, name, member)


def _is_member_value(value: Value) -> bool:
    """Whether a member is made of it: functions stay methods; of what is from outside, a class is named like one."""
    if isinstance(value, External):
        return value.name.rpartition(".")[2][:1].isupper()
    return isinstance(value, Constant | Sequence | Mapping | Unknown | Partial)


def _is_automatic(value: Value) -> bool:
    return isinstance(value, ExternalInstance) and value.of == "enum.auto"


def _automatic(of: Class, name: str, last: Value) -> Value:
    """What ``enum.auto()`` is for the member after the one with the value ``last``."""
    if External("enum.StrEnum") in of.ancestors:
        return Constant(name.lower())
    before = last.value if isinstance(last, Constant) and isinstance(last.value, int) else 0
    return Constant(1 << before.bit_length() if is_flag(of) else before + 1)


def is_flag(of: Class) -> bool:
    """Whether members of the class combine."""
    return External("enum.Flag") in of.ancestors


def _inherited_metaclass(bases: tuple[Value, ...]) -> Class | None:
    return next((base.metaclass for base in bases if isinstance(base, Class) and base.metaclass is not None), None)


def _is_module_scope(frame: Frame) -> bool:
    return frame.scope.table is frame.state.table


def _name_span(run: Execution, node: ast.ClassDef, frame: Frame) -> Span:
    site = run.site(frame, node)
    text = frame.state.module.tree.source.text
    if frame.placed is None:
        return site.span
    start = text.find(node.name, site.span.start + len("class"), site.span.end)
    return Span(start, start + len(node.name)) if start >= 0 else site.span
