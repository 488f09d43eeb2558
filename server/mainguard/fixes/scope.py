"""Which names of the module a piece of code uses, by Python's rules of scope."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

from mainguard.fixes.uses import NOTHING, Function, Uses

# fmt: off
PURE_BUILTINS = frozenset({
    "abs", "all", "any", "ascii", "bin", "bool", "bytes", "callable", "chr", "complex", "dict", "dir", "divmod",
    "enumerate", "float", "format", "frozenset", "hasattr", "hash", "hex", "id", "input", "int", "isinstance",
    "issubclass", "len", "list", "max", "min", "object", "oct", "ord", "pow", "print", "range", "repr", "reversed",
    "round", "set", "slice", "sorted", "str", "sum", "tuple", "type", "zip",
})
"""Builtins that leave their arguments as they are."""
REPORTING_METHODS = frozenset({
    "critical", "debug", "error", "exception", "info", "log", "print", "warn", "warning", "write", "writelines",
})
"""Methods that only tell: of loggers, consoles and streams."""
_MUTATORS = frozenset({
    "add", "append", "appendleft", "clear", "difference_update", "discard", "extend", "extendleft", "insert",
    "intersection_update", "pop", "popitem", "popleft", "remove", "reverse", "setdefault", "sort",
    "symmetric_difference_update", "update",
})
"""Methods of the built-in collections that change them."""
_HALTING = frozenset({
    "_exit", "cli", "exit", "input", "main", "mainloop", "quit", "run", "run_app", "run_forever", "run_until_complete",
    "serve", "serve_forever", "sleep", "wait",
})
"""Functions and methods that, by their names, wait, serve until they are stopped, or end the process."""
# fmt: on


def root_name(node: ast.expr) -> str | None:
    """``x`` of ``x``, ``x.y.z`` and ``x[0].y``; ``None`` where the object comes from elsewhere, as in ``f().x``."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def imported_name(alias: ast.alias) -> str:
    """The name that ``alias``, which is not ``*``, binds."""
    return alias.asname or alias.name.partition(".")[0]


class Scope:
    """Collects what the code of one scope does; the sets are read when ``run`` has seen all of it."""

    def __init__(self, own: Iterable[str] = (), binder: Scope | None = None) -> None:
        self.found: dict[str, set[str]] = {part.name: set() for part in fields(Uses)}
        """The sets of a ``Uses``, by field."""
        self.found["binds"].update(own)
        self.defines: set[str] = set()
        self.makes: set[str] = set()
        self.has_star_import = False
        self._binder = binder or self
        """The scope in which ``:=`` binds: for a comprehension, the one around it."""
        self._declared_global: set[str] = set()
        self._declared_nonlocal: set[str] = set()
        self._inner: list[_Inner] = []

    @property
    def uses(self) -> Uses:
        """What the code of the scope itself does, with all names, its own too."""
        return Uses(**{part: frozenset(names) for part, names in self.found.items()})

    @property
    def functions(self) -> tuple[Function, ...]:
        """The functions and classes in the scope of a module."""
        return tuple(Function(each.name, each.free | each.pinned) for each in self._inner)

    def run(self, nodes: Iterable[ast.AST | None]) -> None:
        """Take in ``nodes``.  Not recursive within a scope: expressions may be nested thousands deep."""
        waiting = [node for node in nodes if node is not None]
        while waiting:
            waiting.extend(self._enter(waiting.pop()))

    def _enter(self, node: ast.AST) -> Iterable[ast.AST]:
        """Take in ``node`` itself; gives what of it remains to be taken in."""
        match node:
            case ast.Name(id=name, ctx=context):
                if not isinstance(context, ast.Load):
                    self.found["binds"].add(name)
                if not isinstance(context, ast.Store):
                    self.found["reads"].add(name)
            case ast.Attribute(ctx=context) | ast.Subscript(ctx=context) if not isinstance(context, ast.Load):
                self._mark(root_name(node), "changes", "stores")
            case ast.AugAssign(target=ast.Name(id=name)):
                self.found["reads"].add(name)
            case ast.NamedExpr(target=ast.Name(id=name), value=value):
                self._binder.found["binds"].add(name)
                return (value,)
            case ast.withitem(context_expr=manager):
                self._mark(root_name(manager), "calls", "changes")
            case ast.Call():
                self._call(node)
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr="join"))):
                self.found["halts"].add("join()")
            case ast.While(test=ast.Constant(value=value)) if value:
                self.found["halts"].add("while True")
            case ast.Raise(exc=ast.Name(id="SystemExit") | ast.Call(func=ast.Name(id="SystemExit"))):
                self.found["halts"].add("raise SystemExit")
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                self._function(node)
                return ()
            case ast.ClassDef():
                self._class(node)
                return ()
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                self._comprehension(node)
                return ()
            case _:
                self._statement(node)
        return ast.iter_child_nodes(node)

    def _statement(self, node: ast.AST) -> None:
        match node:
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                self.has_star_import |= any(alias.name == "*" for alias in aliases)
                self._define(*(imported_name(alias) for alias in aliases if alias.name != "*"))
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                self.found["binds"].add(name)
            case ast.MatchMapping(rest=str(name)):
                self.found["binds"].add(name)
            case ast.Global(names=names):
                self._declared_global.update(names)
            case ast.Nonlocal(names=names):
                self._declared_nonlocal.update(names)
            case _:
                return

    def _call(self, call: ast.Call) -> None:
        spares_arguments = False
        match call.func:
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in _HALTING:
                self.found["halts"].add(f"{name}()")
            case _:
                pass
        match call.func:
            case ast.Name(id=name):
                self._mark(name, "calls")
                spares_arguments = name in PURE_BUILTINS
                if name in {"setattr", "delattr"} and call.args:
                    self._mark(root_name(call.args[0]), "changes", "stores")
            case ast.Attribute(attr=method):
                root = root_name(call.func)
                spares_arguments = method in REPORTING_METHODS
                self._mark(root, "calls", *(() if spares_arguments else ("changes",)))
                if method in _MUTATORS:
                    self._mark(root, "stores")
        if not spares_arguments:
            self._mark_all(_handed_on([*call.args, *(keyword.value for keyword in call.keywords)]), "passes")

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        parameters = list(_parameters(node.args))
        run_now = Scope(_type_parameters(node), self._binder)
        run_now.run((*node.args.defaults, *node.args.kw_defaults, *(each.annotation for each in parameters)))
        body = Scope(parameter.arg for parameter in parameters)
        if isinstance(node, ast.Lambda):
            body.run([node.body])
            name = "lambda"
        else:
            self._decorated(node)
            run_now.run([node.returns])
            body.run(node.body)
            name = node.name
        self._take_in(run_now)
        self._inner.append(body._as_function(name))

    def _class(self, node: ast.ClassDef) -> None:
        self._decorated(node)
        header = Scope(_type_parameters(node), self._binder)
        header.run((*node.bases, *node.keywords))
        self._take_in(header)
        own: set[str] = set()
        methods: list[_Inner] = []
        for statement in node.body:
            # A name is the class's own only from the statement on that binds it; methods never see it.
            scope = Scope()
            scope.run([statement])
            bound = scope.found["binds"] - scope._declared_global
            self._add(scope.uses.without(own).without_binding(bound))
            methods += (_Inner(node.name, each.free, each.pinned) for each in scope._inner)
            own |= bound
        self._inner += methods or [_Inner(node.name)]

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> None:
        first, *others = node.generators
        self.run([first.iter])
        targets = {
            child.id for each in node.generators for child in ast.walk(each.target) if isinstance(child, ast.Name)
        }
        inside = Scope(targets, self._binder)
        inside.run([first.target, *first.ifs, *others])
        inside.run([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])
        self._take_in(inside)

    def _decorated(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self.run(node.decorator_list)
        for decorator in node.decorator_list:
            self._mark(root_name(decorator), "calls")
        self._define(node.name)
        self.makes.add(node.name)

    def _take_in(self, inline: Scope) -> None:
        """Add what runs in place but has names of its own."""
        own = inline.found["binds"]
        self._add(inline.uses.without(own))
        self._inner += (_Inner(each.name, each.free.without(own), each.pinned) for each in inline._inner)

    def _as_function(self, name: str) -> _Inner:
        used, pinned = self.uses, NOTHING
        for each in self._inner:
            used |= each.free
            pinned |= each.pinned
        own = self.found["binds"] - self._declared_global - self._declared_nonlocal
        return _Inner(name, used.without(own | self._declared_global), pinned | used.only(self._declared_global))

    def _define(self, *names: str) -> None:
        self.found["binds"].update(names)
        self.defines.update(names)

    def _mark(self, name: str | None, *parts: str) -> None:
        if name is not None:
            for part in parts:
                self.found[part].add(name)

    def _mark_all(self, names: Iterable[str], part: str) -> None:
        self.found[part].update(names)

    def _add(self, uses: Uses) -> None:
        for part, names in self.found.items():
            names.update(getattr(uses, part))


@dataclass(frozen=True, slots=True)
class _Inner:
    """A function, or a method of a class, as the scope around it sees it."""

    name: str
    free: Uses = NOTHING
    """Names that a function around it may bind."""
    pinned: Uses = NOTHING
    """Names declared ``global``: the module's, whatever is around."""


def _handed_on(values: Sequence[ast.expr]) -> Iterator[str]:
    """The names whose objects, or parts of them, ``values`` may be or hold."""
    waiting = list(values)
    while waiting:
        match waiting.pop():
            case ast.Name(id=name):
                yield name
            case ast.Attribute(value=value) | ast.Subscript(value=value) | ast.Starred(value=value):
                waiting.append(value)
            case ast.NamedExpr(value=value) | ast.Await(value=value):
                waiting.append(value)
            case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
                waiting += parts
            case ast.Dict(values=parts) | ast.BoolOp(values=parts):
                waiting += parts
            case ast.IfExp(body=body, orelse=orelse):
                waiting += (body, orelse)
            case _:
                continue


def _parameters(arguments: ast.arguments) -> Iterator[ast.arg]:
    yield from (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    yield from (each for each in (arguments.vararg, arguments.kwarg) if each is not None)


def _type_parameters(node: ast.AST) -> frozenset[str]:
    return frozenset(parameter.name for parameter in getattr(node, "type_params", ()))
