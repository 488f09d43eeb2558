"""``owner.name``."""

from __future__ import annotations

import ast

from mainguard.catalogue import api as catalogue_api
from mainguard.replay import calls, classes, conditions, dispatch, facts, imports, paths, subscripts
from mainguard.replay.branches import choice, origin
from mainguard.replay.execution import Execution
from mainguard.replay.parameters import bind_names
from mainguard.replay.scope import Frame
from mainguard.replay.values import (
    NO_ARGUMENTS,
    NONE,
    Bound,
    Choice,
    Class,
    Constant,
    ConstantMethod,
    Decorated,
    External,
    ExternalInstance,
    ExternalMethod,
    Function,
    Instance,
    Lazy,
    Mapping,
    Module,
    Origin,
    Partial,
    Sequence,
    Super,
    Unknown,
    Value,
    sequence,
)

_ITEM_GETTERS = (External("builtins.dict.__getitem__"), External("builtins.dict.get"))
"""What a ``dict`` whose items are attributes has as ``__getattr__``."""
_PLAIN_BASES = tuple(External(name) for name in ("builtins.object", "typing.Generic", "typing.Protocol", "abc.ABC"))


def get(run: Execution, owner: Value, name: str, node: ast.AST, frame: Frame) -> Value:
    """The attribute, or unknown; runs properties and ``__getattr__``."""
    match owner:
        case Module():
            return _of_module(run, owner, name, node, frame)
        case External():
            return _of_external(run, owner, name, node, frame)
        case Instance():
            return _of_instance(run, owner, name, node, frame)
        case Class():
            return _of_class(run, owner, name, node, frame)
        case ExternalInstance():
            found = owner.table.get(name) or paths.attribute(owner, name) or _given(run, owner, name, node, frame)
            if isinstance(found, Constant):
                run.facts |= found.facts
            return found if found is not None else ExternalMethod(owner, owner.of, name)
        case ExternalMethod(of=of, name=method):
            kept = _kept_by_all(run, of, method)
            if kept is not None:
                return ExternalMethod(ExternalInstance(kept, NO_ARGUMENTS), kept, name)
            return ExternalMethod(owner, f"{of}.{method}", name)
        case Function() | Bound() | Decorated() | Partial():
            return _of_callable(run, owner, name, node, frame)
        case Super():
            return _of_super(run, owner, name, node, frame)
        case Constant(value=str() | int()) if name == "value":
            # A member of an enumeration of texts or numbers is taken for what it is equal to.
            return owner
        case Sequence(kind=facts.VERSION) if name in facts.VERSION_PARTS:
            return owner.items[facts.VERSION_PARTS.index(name)]
        case Constant() | Sequence() | Mapping() | Lazy():
            return ConstantMethod(owner, name)
        case Choice(values=values, is_tested=is_tested):
            each_found = [get(run, each, name, node, frame) for each in values]
            return choice(each_found, origin(run, node, frame, owner), is_tested=is_tested)
        case Unknown():
            return _of_unknown(run, owner, name, node, frame)
        case _:
            return run.unknown(frame, node)


def has(run: Execution, owner: Value, name: str) -> bool | None:
    """``hasattr(owner, name)``."""
    match owner:
        case ExternalInstance(of=facts.MAIN_MODULE):
            run.read_fact("__main__")
            return name in owner.table
        case ExternalInstance(of=facts.PROCESS) if name == facts.BOOTSTRAPPING:
            return name in owner.table
        case Module(state=state):
            run.facts |= {"__main__"} if state is run.root else set()
            return True if name in state.table else None
        case Instance():
            return True if name in owner.table else _has_class_attribute(owner.of, name)
        case Class():
            return _has_class_attribute(owner, name)
        case External(name=module):
            return facts.has_attribute(run, f"{module}.{name}")
        case Constant(value=value):
            return hasattr(value, name)
        case _:
            return None


def _has_class_attribute(owner: Class, name: str) -> bool | None:
    """Whether the class or a base has it; not known where a base is not the project's or makes up attributes."""
    if classes.class_attribute(owner, name) is not None:
        return True
    order = classes.resolution_order(owner)
    is_plain = owner.metaclass is None and all(isinstance(each, Class) or each in _PLAIN_BASES for each in order)
    makes_up = any(classes.class_attribute(owner, each) is not None for each in ("__getattr__", "__getattribute__"))
    return None if makes_up or not is_plain or name.startswith("__") else False


def _given(run: Execution, owner: ExternalInstance, name: str, node: ast.AST, frame: Frame) -> Value | None:
    """What an attribute of ``owner`` has come to by the arguments that it was made with, where an entry says so."""
    api = run.catalogue.get(owner.of)
    declared = api.returns.attributes if api is not None and isinstance(api.returns, catalogue_api.Instance) else ()
    attribute = next((each for each in declared if each.name == name), None)
    if api is None or attribute is None:
        return None
    bound = conditions.BoundCall(run, frame, node, bind_names(api.parameters, owner.made_with), owner.made_with, owner)
    if attribute.when is not None:
        holds = bound.check(attribute.when).holds
        return run.unknown(frame, node) if holds is None else Constant(holds)
    passed = bound.find(name)
    return passed.value if passed is not None and passed.value != NONE else Constant(attribute.default)


def _of_unknown(run: Execution, owner: Unknown, name: str, node: ast.AST, frame: Frame) -> Value:
    """``settings.debug`` is named as it is written; an argument's attribute by the argument's own origin."""
    unknown = run.unknown(frame, node)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
        return unknown
    return Unknown(f"{owner.text}.{name}", unknown.module, unknown.span)


def _kept_by_all(run: Execution, of: str, name: str) -> str | None:
    """The class of ``owner.name`` where all that has no entry of its own gives an object of one: ``frame.x.sum``."""
    api = run.catalogue.method(of, name)
    is_any = api is not None and api.name.endswith(".*")
    return api.returns.of if api is not None and is_any and isinstance(api.returns, catalogue_api.Instance) else None


def _of_module(run: Execution, owner: Module, name: str, node: ast.AST, frame: Frame) -> Value:
    found: Value | None = owner.state.table.get(name)
    if found is not None:
        if isinstance(found, Constant):
            run.facts |= found.facts
        return found
    if name == "__dict__":
        return Mapping(owner.state.table)
    if name == "__path__":
        return imports.path_of(owner.state.module) or run.unknown(frame, node)
    submodule = imports.loaded_submodule(run, owner, name)
    if submodule is not None:
        return submodule
    getter = owner.state.table.get("__getattr__")
    if isinstance(getter, Function):
        return calls.call_function(run, getter, calls.positional(Constant(name)), node, frame)
    return run.unknown(frame, node)


def _of_external(run: Execution, owner: External, name: str, node: ast.AST, frame: Frame) -> Value:
    full = f"{owner.name}.{name}"
    known = facts.external_attribute(run, full, node, frame)
    if known is not None:
        return known
    if name == "__name__" and owner.name.startswith("builtins."):
        return Constant(owner.name.removeprefix("builtins."))
    if name == "__dict__":
        return ExternalInstance(facts.MODULE_NAMES, NO_ARGUMENTS, {facts.MODULE: owner})
    api = run.catalogue.get(owner.name)
    if api is not None and api.starts is not None and run.catalogue.get(full) is None:
        return owner if name == "__call__" else run.unknown(frame, node)
    return External(full, Origin.MODULE if owner.origin is Origin.MODULE else Origin.OBJECT)


def _of_instance(run: Execution, owner: Instance, name: str, node: ast.AST, frame: Frame) -> Value:
    getter = classes.class_attribute(owner.of, "__getattribute__")
    if isinstance(getter, Function) and id(getter.node) not in run.running:
        return calls.call_bound(run, getter, owner, (Constant(name),), node, frame)
    if name in owner.table:
        return owner.table[name]
    found = classes.class_attribute(owner.of, name)
    if found is not None:
        return bound(run, found, owner, owner.of, node, frame)
    if name == "__class__":
        return owner.of
    if name == "__dict__":
        return Mapping(owner.table)
    if name in ("_replace", "_asdict") and classes.tuple_items(owner) is not None:
        return Partial(External(f"dataclasses.{name.strip('_')}"), calls.positional(owner))
    if classes.class_attribute(owner.of, "__getattr__") in _ITEM_GETTERS:
        return subscripts.subscript(run, owner, Constant(name), node, frame)
    made = calls.call_method(run, owner, "__getattr__", (Constant(name),), node, frame)
    if made is not None:
        return made
    if _has_class_attribute(owner.of, name) is False:
        run.raise_if_caught(AttributeError(), frame, node)
    external = classes.external_base(owner.of)
    return ExternalMethod(owner, external, name) if external else run.unknown(frame, node)


def _of_class(run: Execution, owner: Class, name: str, node: ast.AST, frame: Frame) -> Value:
    found = classes.class_attribute(owner, name)
    if isinstance(found, Function):
        return Bound(found, owner) if found.kind == "class" else found
    if found is not None:
        return bound(run, found, None, owner, node, frame) if isinstance(found, Instance) else found
    if name in ("__name__", "__qualname__"):
        return Constant(owner.name)
    if name == "__subclasses__":
        found = sequence("list", tuple(_subclasses(run, owner)))
        return Partial(External("builtins.list"), calls.positional(found))
    if owner.metaclass is not None:
        found = classes.class_attribute(owner.metaclass, name)
        if found is not None:
            return bound(run, found, owner, owner.metaclass, node, frame)
        made = calls.call_metaclass_method(run, owner, "__getattr__", (Constant(name),), node, frame)
        if made is not None:
            return made
    if _has_class_attribute(owner, name) is False:
        run.raise_if_caught(AttributeError(), frame, node)
    external = classes.external_base(owner)
    return External(f"{external}.{name}") if external else run.unknown(frame, node)


def _subclasses(run: Execution, owner: Class) -> list[Class]:
    """The classes at the module level of what has been imported that have ``owner`` as a base."""
    for state in list(run.states.values()):
        state.table.make_classes()
    order = {id(state.table): number for number, state in enumerate(run.states.values())}
    known = [(table, each) for table, each in run.subclasses.get(owner, ()) if table.get(each.name) is each]
    known.sort(key=lambda found: (order.get(id(found[0]), -1), found[1].name))
    return [each for _, each in known]


def bound(run: Execution, found: Value, owner: Value | None, of: Class, node: ast.AST, frame: Frame) -> Value:
    """What a class attribute becomes when it is read through ``owner``: a method, a property's value."""
    match found:
        case Function(kind="property"):
            return calls.call_bound(run, found, owner or of, (), node, frame)
        case Function(kind="static"):
            return found
        case Function(kind="class"):
            return Bound(found, of)
        case Function():
            return Bound(found, owner) if owner is not None else found
        case Partial(is_method=True) if owner is not None and isinstance(found.callee, Function):
            return Partial(Bound(found.callee, owner), found.arguments)
        case Decorated(function=Function() as function) if owner is not None:
            return Decorated(Bound(function, owner), found.decorator, found.certain, found.commands)
        case Instance():
            made = calls.call_method(run, found, "__get__", (owner or Constant(None), of), node, frame)
            return found if made is None else made
        case _:
            return found


def _of_callable(
    run: Execution, owner: Function | Bound | Decorated | Partial, name: str, node: ast.AST, frame: Frame
) -> Value:
    if isinstance(owner, Decorated):
        if name in ("__wrapped__", "callback", "func"):
            return owner.function
        if name == "main" and owner.commands is None:
            return owner
        if owner.commands is not None:
            return ExternalMethod(owner.commands, owner.commands.of, name)
        return ExternalMethod(owner, "", name)
    if isinstance(owner, Partial):
        return owner.callee if name == "func" else run.unknown(frame, node)
    function = owner.function if isinstance(owner, Bound) else owner
    dispatched = dispatch.attribute(function, name)
    if dispatched is not None:
        return dispatched
    if name in function.attributes:
        return function.attributes[name]
    if name == "__call__":
        return owner
    if name in ("__name__", "__qualname__"):
        return Constant(function.name)
    if name == "__module__":
        return function.frame.state.table.get("__name__") or run.unknown(frame, node)
    if name == "__globals__":
        return Mapping(function.frame.state.table)
    if name == "__code__":
        return function
    if name == "__dict__":
        return Mapping(function.attributes)
    return run.unknown(frame, node)


def _of_super(run: Execution, owner: Super, name: str, node: ast.AST, frame: Frame) -> Value:
    instance = owner.owner
    of = instance.of if isinstance(instance, Instance) else instance
    if not isinstance(of, Class):
        return run.unknown(frame, node)
    order = classes.resolution_order(of)
    following = order[order.index(owner.after) + 1 :] if owner.after in order else order[1:]
    for each in following:
        if isinstance(each, Class) and name in each.table:
            return bound(run, each.table[name], instance, of, node, frame)
        if isinstance(each, External):
            return ExternalMethod(instance, each.name, name)
    return External(f"builtins.object.{name}")
