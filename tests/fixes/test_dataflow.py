"""What single statements do with the names of the module."""

from __future__ import annotations

import ast
import sys
from textwrap import dedent

import pytest

from mainguard.fixes.dataflow import flow
from mainguard.fixes.uses import Flow, Uses


def flow_of(text: str) -> Flow:
    return flow(ast.parse(dedent(text)).body)


def uses_of(text: str) -> Uses:
    return flow_of(text).uses


def deferred(text: str) -> dict[str, Uses]:
    return {function.name: function.uses for function in flow_of(text).functions}


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("x = 1", {"x"}),
        ("x, (y, *z) = a", {"x", "y", "z"}),
        ("x: int = 1", {"x"}),
        ("x += 1", {"x"}),
        ("(x := 1)", {"x"}),
        ("print([y := x for x in a])", {"y"}),
        ("for x, y in a: pass", {"x", "y"}),
        ("with a as x, b as (y, z): pass", {"x", "y", "z"}),
        ("try: pass\nexcept E as x: pass", {"x"}),
        ("import os.path", {"os"}),
        ("import os.path as x", {"x"}),
        ("from a import b, c as d", {"b", "d"}),
        ("from a import *", set()),
        ("def f(): x = 1", {"f"}),
        ("class C: x = 1", {"C"}),
        ("del x", {"x"}),
        ("match a:\n case {'k': x, **rest}: pass\n case [y, *z]: pass\n case C(v=w) as q: pass", {*"xyzwq", "rest"}),
        ("if a:\n    x = 1\nelse:\n    y = 1", {"x", "y"}),
        ("x.y = 1", set()),
        ("[x for x in a]", set()),
        ("lambda x: (y := x)", set()),
        *([("type X = list[int]", {"X"})] if sys.version_info >= (3, 12) else []),
    ],
)
def test_names_are_bound(text: str, bound: set[str]) -> None:
    assert uses_of(text).binds == bound


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("x = y", {"y"}),
        ("x += y", {"x", "y"}),
        ("x.y = z", {"x", "z"}),
        ("x[i] = z", {"x", "i", "z"}),
        ("del x", {"x"}),
        ("@decorate(a)\ndef f(x: T = b, *, y=c) -> R: return d", {"decorate", "a", "T", "b", "c", "R"}),
        ("lambda x=a: b", {"a"}),
        ("[x + y for x in a if x > b]", {"a", "b", "y"}),
        ("{k: v for k, v in a for w in b(k)}", {"a", "b"}),
        ("class C(B, metaclass=M):\n x = y\n def m(self, a=d): return x + z", {"B", "M", "y", "d"}),
        ("class C:\n x = 1\n y = x", set()),
        ("class C:\n x = x", {"x"}),
        ("f'{a!r:>{b}}'", {"a", "b"}),
        ("with a as b: c(b)", {"a", "b", "c"}),
        ("async def f(): return a", set()),
    ],
)
def test_names_are_read_when_the_statement_runs(text: str, read: set[str]) -> None:
    assert uses_of(text).reads == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("def f(a): return a + b", {"b"}),
        ("def f():\n    x = 1\n    return x + y", {"y"}),
        ("def f():\n    global x\n    x = x + 1", {"x"}),
        ("def f():\n    x = 1\n    def g(): return x + y\n    return g", {"y"}),
        ("def f():\n    x = 1\n    def g():\n        global x\n        return x", {"x"}),
        ("def f():\n    x = 1\n    def g():\n        nonlocal x\n        x += y\n    return g", {"y"}),
        ("def f(): return [a for a in b if a in c]", {"b", "c"}),
        ("def f(*args, **kwargs): print(args, kwargs, z)", {"print", "z"}),
        ("def f():\n    import x\n    return x.y", set()),
        ("def f():\n    class C:\n        v = w\n        def m(self): return v\n    return C", {"w", "v"}),
        ("def f():\n    try: pass\n    except E as e: print(e)", {"E", "print"}),
        ("def f():\n    return (y := 1) + y", set()),
        ("def f():\n    return lambda a: a + b", {"b"}),
    ],
)
def test_names_are_read_when_the_function_is_called(text: str, read: set[str]) -> None:
    assert deferred(text)["f"].reads == read


def test_a_method_reads_past_the_class() -> None:
    assert deferred("class C:\n    x = 1\n    def m(self): return x")["C"].reads == {"x"}


def test_a_lambda_reads_later() -> None:
    assert deferred("f = lambda a: a + b")["lambda"].reads == {"b"}


def test_a_function_binds_what_it_declares_global() -> None:
    assert deferred("def f():\n    global x\n    x = 1\n    y = 2")["f"].binds == {"x"}


@pytest.mark.parametrize(
    ("text", "changed", "stored"),
    [
        ("x.y = 1", {"x"}, {"x"}),
        ("x[0] = 1", {"x"}, {"x"}),
        ("x.y.z[0] += 1", {"x"}, {"x"}),
        ("del x.y, z[0]", {"x", "z"}, {"x", "z"}),
        ("x.append(1)", {"x"}, {"x"}),
        ("x.y.update(a=1)", {"x"}, {"x"}),
        ("x.start()", {"x"}, set()),
        ("y = x[0].start()", {"x"}, set()),
        ("setattr(x, 'y', 1)", {"x"}, {"x"}),
        ("with x: pass", {"x"}, set()),
        ("with x as y: pass", {"x"}, set()),
        ("for x.y in a: pass", {"x"}, {"x"}),
        ("logger.info(x)", set(), set()),
        ("print(x.y)", set(), set()),
        ("make(x).start()", set(), set()),
    ],
)
def test_objects_are_changed(text: str, changed: set[str], stored: set[str]) -> None:
    uses = uses_of(text)

    assert (uses.changes, uses.stores) == (changed, stored)


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        ("f(x, *y, k=z, **w)", {"x", "y", "z", "w"}),
        ("f([a, (b, {c: d})])", {"a", "b", "d"}),
        ("f(x.y[0])", {"x"}),
        ("f(x if c else y)", {"x", "y"}),
        ("f(x + 1, y == 2, 'z')", set()),
        ("print(x, len(y))", set()),
        ("logger.debug(x)", set()),
        ("f(g(x))", {"x"}),
    ],
)
def test_objects_are_handed_on(text: str, passed: set[str]) -> None:
    assert uses_of(text).passes == passed


@pytest.mark.parametrize(
    ("text", "halts"),
    [
        ("time.sleep(1)", {"sleep()"}),
        ("while True: pass", {"while True"}),
        ("while x: pass", set()),
        ("if x:\n    sys.exit()", {"exit()"}),
        ("raise SystemExit", {"raise SystemExit"}),
        ("raise SystemExit(run(x))", {"raise SystemExit", "run()"}),
        ("raise ValueError", set()),
        ("x = input()", {"input()"}),
        ("def f(): sleep(1)", set()),
    ],
)
def test_what_keeps_or_ends_the_process_is_told_by_its_name(text: str, halts: set[str]) -> None:
    assert uses_of(text).halts == halts


def test_only_an_assignment_without_condition_binds_afresh() -> None:
    assert flow_of("x = y = 1\na, b.c = 2, 3\nz: int\nw += 1\nif d:\n    e = 1\nimport f").assigns == {*"xyaf"}


def test_imports_and_definitions_are_told_from_variables() -> None:
    seen = flow_of("try:\n    import a\nexcept ImportError:\n    a = None\n    def b(): pass")

    assert seen.defines == {"a", "b"}
    assert seen.makes == {"b"}
    assert not seen.has_definition
    assert flow_of("import time; x = 1").has_definition


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ("x = 1 + 2", True),
        ("x = f'{y}'", True),
        ("x = str(y)", True),
        ("x = y", False),
        ("x = f(1)", False),
        ("x = []", False),
    ],
)
def test_plain_values_share_nothing(text: str, is_plain: bool) -> None:
    assert flow_of(text).is_plain is is_plain


def test_a_very_long_expression_is_no_problem() -> None:
    assert uses_of("x = " + " + ".join(["y"] * 900)).reads == {"y"}
