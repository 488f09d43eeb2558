"""What a top-level statement does with the module's names: when it runs, and when the functions in it are called.

Decorators, default arguments, annotations, class bodies and comprehensions run with the statement; function and
lambda bodies run later, if at all.  Where the text does not decide, more is claimed rather than less: every branch
of a compound statement counts, and a method call counts as a change of the object that it is called on.  An
object that two names share is followed only as far as ``effects`` links the names.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from mainguard.fixes.scope import PURE_BUILTINS, REPORTING_METHODS, Scope, imported_name
from mainguard.fixes.uses import Flow
from mainguard.syntax.weakly import remembered_weakly


def flow(statements: Sequence[ast.stmt]) -> Flow:
    """The data flow of ``statements``, which stand at the module level, one after the other."""
    return _flow_of_one(statements[0]) if len(statements) == 1 else _flow(statements)


@remembered_weakly
def _flow_of_one(statement: ast.stmt) -> Flow:
    """The same of a single statement: a file is mostly what it was before."""
    return _flow([statement])


def _flow(statements: Sequence[ast.stmt]) -> Flow:
    scope = Scope()
    scope.run(statements)
    return Flow(
        uses=scope.uses,
        assigns=frozenset(name for statement in statements for name in _bound_afresh(statement)),
        defines=frozenset(scope.defines),
        makes=frozenset(scope.makes),
        functions=scope.functions,
        has_definition=any(isinstance(statement, _DEFINITIONS) for statement in statements),
        acts=any(_acts(statement) for statement in statements),
        is_plain=all(_binds_plain_value(statement) for statement in statements),
        has_star_import=scope.has_star_import,
    )


_DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

# fmt: off
_PLAIN = frozenset({
    "abs", "bool", "chr", "float", "format", "hash", "hex", "id", "int", "isinstance", "len", "oct", "ord", "repr",
    "round", "str",
})
"""Builtins that return an immutable value, which shares nothing with the arguments."""
# fmt: on


def _bound_afresh(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.Assign(targets=targets):
            for target in targets:
                yield from _stored_names(target)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from (imported_name(alias) for alias in names if alias.name != "*")
        case _:
            return


def _stored_names(target: ast.expr) -> Iterator[str]:
    match target:
        case ast.Name(id=name):
            yield name
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            for element in elements:
                yield from _stored_names(element)
        case ast.Starred(value=value):
            yield from _stored_names(value)
        case _:
            return


def _acts(statement: ast.stmt) -> bool:
    """Whether a call stands on its own somewhere in ``statement``, or a ``with``, which acts when it ends."""
    for node in ast.walk(statement):
        match node:
            case ast.With() | ast.AsyncWith():
                return True
            case ast.Expr(value=value):
                if any(isinstance(each, ast.Call) and not _only_tells(each) for each in ast.walk(value)):
                    return True
            case _:
                continue
    return False


def _only_tells(call: ast.Call) -> bool:
    match call.func:
        case ast.Name(id=name):
            return name in PURE_BUILTINS
        case ast.Attribute(attr=method):
            return method in REPORTING_METHODS
        case _:
            return False


def _binds_plain_value(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            return _is_plain(value)
        case _:
            return False


def _is_plain(value: ast.expr) -> bool:
    waiting = [value]
    while waiting:
        match waiting.pop():
            case ast.Constant() | ast.JoinedStr() | ast.Compare():
                continue
            case ast.UnaryOp(operand=operand):
                waiting.append(operand)
            case ast.BinOp(left=left, right=right):
                waiting += (left, right)
            case ast.BoolOp(values=values):
                waiting += values
            case ast.IfExp(body=body, orelse=orelse):
                waiting += (body, orelse)
            case ast.Call(func=ast.Name(id=name)) if name in _PLAIN:
                continue
            case _:
                return False
    return True
