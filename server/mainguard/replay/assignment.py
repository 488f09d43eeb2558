"""Binding targets: names, attributes, items, unpacking."""

from __future__ import annotations

import ast

from mainguard.replay import argument_paths, calls, classes, events, expressions, imports, iteration, search_path
from mainguard.replay.execution import Execution
from mainguard.replay.names import assign_name
from mainguard.replay.scope import Frame
from mainguard.replay.truth import key_of, plain
from mainguard.replay.values import (
    SETTER,
    Class,
    Constant,
    External,
    ExternalInstance,
    Function,
    Instance,
    Mapping,
    Module,
    Sequence,
    SequenceItems,
    Value,
    sequence,
)


def assign(run: Execution, target: ast.expr, value: Value, frame: Frame) -> None:
    """``target = value``."""
    match target:
        case ast.Name(id=name):
            assign_name(run, name, value, frame)
        case ast.Attribute(value=owner_node, attr=name):
            owner = expressions.evaluate(run, owner_node, frame)
            assign_attribute(run, owner, name, value, target, frame)
        case ast.Subscript(value=owner_node, slice=key_node):
            owner = expressions.evaluate(run, owner_node, frame)
            assign_item(run, owner, expressions.evaluate(run, key_node, frame), value, target, frame)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            _unpack(run, targets, value, target, frame)
        case ast.Starred(value=inner):
            assign(run, inner, value, frame)
        case _:
            return


def assign_attribute(run: Execution, owner: Value, name: str, value: Value, node: ast.AST, frame: Frame) -> None:
    """``owner.name = value``."""
    match owner:
        case Module(state=state):
            imports.settle_all(run, run.site(frame, node))
            run.store.write(state.table, name, value)
        case Instance():
            setter = _setter(owner, name)
            descriptor = classes.class_attribute(owner.of, name)
            if isinstance(descriptor, Instance) and classes.class_attribute(descriptor.of, "__set__") is not None:
                calls.call_method(run, descriptor, "__set__", (owner, value), node, frame)
            elif isinstance(setter, Function):
                calls.call_bound(run, setter, owner, (value,), node, frame)
            elif calls.call_method(run, owner, "__setattr__", (Constant(name), value), node, frame) is None:
                run.store.write(owner.table, name, value)
        case ExternalInstance():
            run.before_change(owner.table)
            run.store.write(owner.table, name, value)
        case Class():
            run.store.write(owner.table, name, value)
        case Function():
            run.store.write(owner.attributes, name, value)
        case External(name="sys") if name == "path":
            search_path.assign(run, value)
        case External(name=of) if of.partition(".")[0] in run.catalogue.packages:
            run.store.write(run.settings, argument_paths.setting_key(run, of, name), value)
        case _:
            return


def _setter(owner: Instance, name: str) -> Value | None:
    """What ``@name.setter`` made, or the second argument of ``property``."""
    found = classes.class_attribute(owner.of, name)
    if isinstance(found, Function) and found.kind == "property" and SETTER in found.attributes:
        return found.attributes[SETTER]
    return classes.class_attribute(owner.of, f"{name}.setter")


def assign_item(run: Execution, owner: Value, key: Value, value: Value, node: ast.AST, frame: Frame) -> None:
    """``owner[key] = value``."""
    known = key_of(key)
    match owner:
        case Mapping():
            calls.call_method(run, key, "__hash__", (), node, frame)
            if known is None:
                run.store.write(owner.rest, "unknown", value=True)
            else:
                run.store.write(owner.table, known[0], value)
        case Sequence():
            items = owner.table["items"]
            at = known[0] if known else None
            if isinstance(at, int) and -len(items.values) <= at < len(items.values):
                values = list(items.values)
                values[at] = value
                run.store.write(owner.table, "items", SequenceItems(tuple(values), items.exact))
            elif isinstance(known_slice := _slice_of(key), slice) and isinstance(value, Sequence) and items.exact:
                values = list(items.values)
                values[known_slice] = value.items
                run.store.write(owner.table, "items", SequenceItems(tuple(values), value.exact))
            else:
                run.store.write(owner.table, "items", SequenceItems((), exact=False))
        case ExternalInstance(of="os.environ"):
            if known and isinstance(known[0], str):
                run.before_change(run.environment)
                run.store.write(run.environment, known[0], value)
        case Instance():
            calls.call_method(run, owner, "__setitem__", (key, value), node, frame)
        case _:
            return


def _slice_of(key: Value) -> slice | None:
    """The bounds of ``owner[a:b]``, when they are known."""
    known = plain(key)
    is_slice = known is not None and isinstance(known[0], slice) and known[0].step is None
    return known[0] if is_slice and known is not None and isinstance(known[0], slice) else None


def delete(run: Execution, target: ast.expr, frame: Frame) -> None:
    """``del target``."""
    match target:
        case ast.Name(id=name):
            value = frame.table_for(name).get(name)
            run.store.delete(frame.table_for(name), name)
            if isinstance(value, Instance):
                for finalizer in events.finalizers(value):
                    calls.call(run, finalizer, calls.positional(), target, frame)
                calls.call_method(run, value, "__del__", (), target, frame)
        case ast.Subscript(value=owner_node, slice=key_node):
            owner = expressions.evaluate(run, owner_node, frame)
            key = expressions.evaluate(run, key_node, frame)
            known = key_of(key)
            if isinstance(owner, Instance):
                calls.call_method(run, owner, "__delitem__", (key,), target, frame)
            elif isinstance(owner, Sequence):
                _delete_item(run, owner, known)
            elif isinstance(owner, Mapping) and known is not None:
                run.store.delete(owner.table, known[0])
            elif isinstance(owner, ExternalInstance) and owner.of == "os.environ" and known is not None:
                run.before_change(run.environment)
                run.store.delete(run.environment, known[0])
        case ast.Attribute(value=owner_node, attr=name):
            _delete_attribute(run, expressions.evaluate(run, owner_node, frame), name, target, frame)
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            for each in targets:
                delete(run, each, frame)
        case _:
            return


def _delete_item(run: Execution, owner: Sequence, key: tuple[object] | None) -> None:
    items = owner.table["items"]
    at = key[0] if key is not None else None
    if items.exact and isinstance(at, int) and -len(items.values) <= at < len(items.values):
        values = list(items.values)
        del values[at]
        run.store.write(owner.table, "items", SequenceItems(tuple(values)))
    else:
        run.store.write(owner.table, "items", SequenceItems((), exact=False))


def _delete_attribute(run: Execution, owner: Value, name: str, node: ast.AST, frame: Frame) -> None:
    if not isinstance(owner, Instance):
        return
    deleter = classes.class_attribute(owner.of, f"{name}.deleter")
    if isinstance(deleter, Function):
        calls.call_bound(run, deleter, owner, (), node, frame)
    elif calls.call_method(run, owner, "__delattr__", (Constant(name),), node, frame) is None:
        run.store.delete(owner.table, name)


def _unpack(run: Execution, targets: list[ast.expr], value: Value, node: ast.AST, frame: Frame) -> None:
    made = iteration.items(run, value, node, frame)
    starred = next((i for i, target in enumerate(targets) if isinstance(target, ast.Starred)), None)
    if not made.exact or (len(made.values) != len(targets) and starred is None):
        for target in targets:
            assign(run, target, run.unknown(frame, node), frame)
        return
    values = list(made.values)
    if starred is not None:
        taken = max(len(values) - len(targets) + 1, 0)
        values[starred : starred + taken] = [sequence("list", tuple(values[starred : starred + taken]))]
    for target, each in zip(targets, values, strict=False):
        assign(run, target, each, frame)
