"""What running a top-level block can do, read off its tree.

Most blocks only bind names: their value is the same whenever it is computed, so nobody has to until the name is read.
"""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Use(enum.Enum):
    """What a block does with a value from around it, and what that value has to be for the block to be quiet."""

    __hash__ = object.__hash__

    CALL = "is called"
    DECORATOR = "is applied to a definition"
    READ = "has its attribute read"
    ITEM = "has an item read"
    BASE = "is a base of a class"
    BASE_WITH_INIT = "is a base of a class that has an ``__init__``"
    METACLASS = "makes a class"
    ATTRIBUTE = "becomes the attribute of a class"
    OPERAND = "is an operand"
    IMPORT = "is imported"


class Need(NamedTuple):
    """One thing that has to hold for a block to be quiet."""

    use: Use
    chain: str
    """A name, or attributes of one: ``app``, ``app.get``; of an import the module, and behind a colon what is imported
    from it: ``..b:c,d``."""

    @property
    def root(self) -> str:
        """The name that the chain begins with."""
        return self.chain.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Facts:
    """A block that does nothing but bind names, if all its needs are met."""

    binds: tuple[str, ...]
    """The names that it binds, in order."""
    reads: frozenset[str]
    """The module's names that the values are computed from."""
    needs: frozenset[Need]


def facts_of(statements: Sequence[ast.stmt]) -> Facts | None:
    """The facts of a block; ``None`` when it may do more than bind names."""
    found = _Found()
    try:
        for statement in statements:
            _statement(found, statement)
    except (_DoesMore, RecursionError):
        return None
    return Facts(tuple(found.binds), frozenset(found.reads), frozenset(found.needs))


class _DoesMore(Exception):  # noqa: N818 -- the way out of the walk, never seen outside
    """What is looked at may do more than bind names."""


@dataclass
class _Found:
    """``Facts`` in the making."""

    binds: dict[str, None] = field(default_factory=dict)
    reads: set[str] = field(default_factory=set)
    needs: set[Need] = field(default_factory=set)
    local: frozenset[str] | None = None
    """In a class body the names that it has bound so far."""

    def need(self, use: Use, node: ast.expr) -> None:
        """``use`` the value of a chain of names."""
        chain = ".".join(reversed(list(_chain(node))))
        need = Need(use, chain)
        if self.local is not None and need.root in self.local:
            raise _DoesMore
        self.needs.add(need)
        self.reads.add(need.root)

    def bind(self, name: str) -> None:
        """Bind ``name`` in the scope that is looked at."""
        if self.local is None:
            self.binds[name] = None
        else:
            self.local |= {name}


def _chain(node: ast.expr) -> Iterator[str]:
    """The names of ``a.b.c``, from the last one to the first."""
    while isinstance(node, ast.Attribute):
        yield node.attr
        node = node.value
    if not isinstance(node, ast.Name):
        raise _DoesMore
    yield node.id


def _statement(found: _Found, statement: ast.stmt) -> None:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            _function(found, statement)
        case ast.ClassDef():
            _class(found, statement)
        case ast.Assign(targets=targets, value=value):
            _value(found, value)
            for target in targets:
                _target(found, target, value)
        case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value):
            if found.local is None:
                _expression(found, annotation)
            if value is not None:
                _value(found, value)
                found.bind(name)
        case ast.Expr(value=value):
            _expression(found, value)
        case ast.Pass():
            pass
        case ast.Import(names=names) if found.local is None:
            for alias in names:
                found.bind(alias.asname or alias.name.partition(".")[0])
                found.needs.add(Need(Use.IMPORT, alias.name))
        case ast.ImportFrom(names=names) if found.local is None and names[0].name != "*":
            for alias in names:
                found.bind(alias.asname or alias.name)
            members = ",".join(alias.name for alias in names)
            found.needs.add(Need(Use.IMPORT, f"{'.' * statement.level}{statement.module or ''}:{members}"))
        case _:
            raise _DoesMore


def _target(found: _Found, target: ast.expr, value: ast.expr) -> None:
    match target, value:
        case ast.Name(id=name), _:
            found.bind(name)
        case (ast.Tuple(elts=names), ast.Tuple(elts=values)) if len(names) == len(values):
            for one in names:
                if not isinstance(one, ast.Name):
                    raise _DoesMore
                found.bind(one.id)
        case _:
            raise _DoesMore


def _value(found: _Found, value: ast.expr) -> None:
    """What a name is bound to; an instance of the project's in a class may have a ``__set_name__``."""
    if found.local is not None and isinstance(value, ast.Name) and value.id not in found.local:
        found.need(Use.ATTRIBUTE, value)
    else:
        _expression(found, value)


def _function(found: _Found, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    _decorators(found, node.decorator_list)
    _parameters(found, node.args)
    for annotation in _annotations(node):
        # The others are not looked at when the function is made.
        if any(isinstance(each, ast.Call) for each in ast.walk(annotation)):
            _expression(found, annotation)
    found.bind(node.name)


def _annotations(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    declared = node.args
    for each in (*declared.posonlyargs, *declared.args, declared.vararg, *declared.kwonlyargs, declared.kwarg):
        if each is not None and each.annotation is not None:
            yield each.annotation
    if node.returns is not None:
        yield node.returns


def _parameters(found: _Found, declared: ast.arguments) -> None:
    for default in (*declared.defaults, *declared.kw_defaults):
        if default is not None:
            _expression(found, default)


def _decorators(found: _Found, decorators: Iterable[ast.expr]) -> None:
    for decorator in decorators:
        match decorator:
            case ast.Call():
                _expression(found, decorator)
            case ast.Attribute(value=ast.Name(id=name), attr="setter" | "getter" | "deleter") if (
                found.local is not None and name in found.local
            ):
                pass
            case _:
                found.need(Use.DECORATOR, decorator)


def _class(found: _Found, node: ast.ClassDef) -> None:
    _decorators(found, node.decorator_list)
    has_init = any(isinstance(each, ast.FunctionDef) and each.name == "__init__" for each in node.body)
    for base in node.bases:
        if isinstance(base, ast.Subscript):
            _expression(found, base)
        generic = base.value if isinstance(base, ast.Subscript) else base
        found.need(Use.BASE_WITH_INIT if has_init else Use.BASE, generic)
    for keyword in node.keywords:
        if keyword.arg is None:
            raise _DoesMore
        if keyword.arg == "metaclass":
            found.need(Use.METACLASS, keyword.value)
        else:
            _expression(found, keyword.value)
    around, found.local = found.local, frozenset()
    for statement in node.body:
        _statement(found, statement)
    found.local = around
    found.bind(node.name)


def _expression(found: _Found, node: ast.expr) -> None:
    match node:
        case ast.Constant():
            pass
        case ast.Name(id=name):
            if found.local is None or name not in found.local:
                found.reads.add(name)
        case ast.Attribute():
            found.need(Use.READ, node)
        case ast.Call(func=callee, args=positional, keywords=keywords):
            found.need(Use.CALL, callee)
            _expressions(found, [*positional, *(keyword.value if keyword.arg else None for keyword in keywords)])
        case ast.Subscript(value=owner, slice=index):
            found.need(Use.ITEM, owner)
            _expression(found, index)
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            _expressions(found, items)
        case ast.Dict(keys=keys, values=values):
            _expressions(found, [*keys, *values])
        case ast.Lambda(args=declared):
            _parameters(found, declared)
        case _:
            _computation(found, node)


def _computation(found: _Found, node: ast.expr) -> None:
    match node:
        case ast.UnaryOp(operand=operand) if not isinstance(node.op, ast.Not):
            _operand(found, operand)
        case ast.BinOp(left=left, right=right):
            _operand(found, left)
            _operand(found, right)
        case ast.JoinedStr(values=values):
            for value in values:
                if isinstance(value, ast.FormattedValue):
                    _operand(found, value.value)
        case _:
            raise _DoesMore


def _operand(found: _Found, node: ast.expr) -> None:
    """An operand, whose class may be the project's and say what the operator does."""
    match node:
        case ast.Name():
            found.need(Use.OPERAND, node)
        case ast.Constant() | ast.Attribute() | ast.BinOp() | ast.UnaryOp() | ast.JoinedStr() | ast.Subscript():
            _expression(found, node)
        case _:
            raise _DoesMore


def _expressions(found: _Found, nodes: Iterable[ast.expr | None]) -> None:
    """``None`` stands for what ``**`` spreads, whose keys only its value knows."""
    for node in nodes:
        if node is None:
            raise _DoesMore
        _expression(found, node)
