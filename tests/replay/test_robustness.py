"""The replay raises for no program and comes to an end with every one."""

from __future__ import annotations

import random
import sysconfig
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.project import module_of
from harness.replaying import FORKSERVER, RELOAD, SPAWN, traced
from mainguard.catalogue.registry import catalogue
from mainguard.replay.modules import NoModules, NoResolver
from mainguard.replay.runs import Runs
from mainguard.text.source import Source, UndecodableSourceError

_STDLIB = Path(sysconfig.get_path("stdlib"))
_SAMPLE = 40


def _sample() -> list[Path]:
    files = sorted(path for path in _STDLIB.glob("*.py") if path.stat().st_size < 60_000)
    return sorted(random.Random(20260101).sample(files, min(_SAMPLE, len(files))))  # noqa: S311 -- a fixed sample


@pytest.mark.parametrize("path", _sample(), ids=lambda path: path.name)
def test_the_standard_library_is_replayed_without_an_exception(path: Path) -> None:
    try:
        text = Source.decode(path.read_bytes()).text
    except UndecodableSourceError:
        text = ""

    traced(text + "\nimport uvicorn\n" + RELOAD + "\n", SPAWN, FORKSERVER)


_NAMES = st.sampled_from(["a", "b", "f", "g", "C", "uvicorn", "__name__", "print", "len", "self"])
_EXPRESSIONS = st.recursive(
    st.one_of(
        _NAMES, st.sampled_from(['"__main__"', "1", "None", "True", "[]", "{}", "lambda: f()", "...", "f'{a}'", "-a"])
    ),
    lambda inner: st.one_of(
        st.builds("{}({})".format, inner, inner),
        st.builds("{}.{}".format, _NAMES, _NAMES),
        st.builds("{}[{}]".format, _NAMES, inner),
        st.builds("({} == {})".format, inner, inner),
        st.builds("({} and {} or {})".format, inner, inner, inner),
        st.builds("[{} for a in {} if {}]".format, inner, inner, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("{{**{}, {}: {}}}".format, _NAMES, inner, inner),
        st.builds("(a := {})".format, inner),
        st.builds("f(*{}, **{})".format, inner, inner),
    ),
    max_leaves=6,
)


def _block(header: str) -> st.SearchStrategy[str]:
    def made(first: str, second: str, body: str, last: str) -> str:
        return f"{header.format(first, second)}\n    {body}\n    {last}"

    return st.builds(
        made, _EXPRESSIONS, _EXPRESSIONS, _EXPRESSIONS, st.sampled_from(["pass", "return", "yield", "a = 1"])
    )


_STATEMENTS = st.one_of(
    _EXPRESSIONS,
    st.builds("a, *b = {}".format, _EXPRESSIONS),
    st.builds("a.b[c] = {}".format, _EXPRESSIONS),
    st.builds("a += {}".format, _EXPRESSIONS),
    st.builds("del {}".format, _NAMES),
    st.builds("assert {}, {}".format, _EXPRESSIONS, _EXPRESSIONS),
    st.sampled_from(["raise", "import a.b as C", "from . import f", "global a", "break", "from uvicorn import *"]),
    _block("def f(a=1, *b, **c):"),
    _block("async def g(self):"),
    _block("class C(a, metaclass=b):").map(lambda text: text.replace("return", "pass").replace("yield", "pass")),
    *(
        _block(header).map(lambda text: text.replace("return", "pass").replace("yield", "pass"))
        for header in ("if {}:", "while {}:", "for a in {}:", "with {} as a:", "match {}:\n  case [a, {}, *b]:")
    ),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(_STATEMENTS, max_size=8))
def test_any_program_is_replayed_without_an_exception(statements: list[str]) -> None:
    traced("\n".join(["import uvicorn", *statements, RELOAD]) + "\n", SPAWN, FORKSERVER)


ENDLESS = {
    "recursion": "def f(n):\n    return f(n - 1) + f(n - 2)\nf(9)\n",
    "mutual recursion": "def f(n):\n    return g(n)\n\ndef g(n):\n    return f(n) or f(n)\nf(x)\n",
    "loop": "n = 0\nwhile True:\n    n += 1\n",
    "nested loops": "for a in range(99):\n"
    + "".join(" " * n + f"for x{n} in range(99):\n" for n in range(1, 9))
    + " " * 9
    + "f()\n",
    "growing text": "s = 'x'\n" + "s = s + s\n" * 200,
    "growing list": "s = [1]\n" + "s = s + s\n" * 200,
    "large power": "9 ** 9 ** 9 ** 9\n",
    "large shift": "1 << 10 ** 9\nimport operator\noperator.lshift(1, 10 ** 9)\noperator.pow(10, 10 ** 9)\n",
    "large padding": "'x'.zfill(10 ** 10)\n'x'.center(10 ** 10)\n'\\t'.expandtabs(10 ** 10)\n",
    "format width": "'%999999999d' % 1\n'{:>999999999}'.format(1)\nf'{1:>999999999}'\nbytes(10 ** 9)\n",
    "generator": "def g():\n    while True:\n        yield from g()\nfor _ in g():\n    pass\n",
    "property": "class C:\n    @property\n    def x(self):\n        return self.x\nC().x\n",
    "import of itself": "import main\nfrom main import *\n",
    "branches": "".join(f"if unknown_{n}():\n    a = {n}\n" for n in range(200)),
    "choices of choices": (
        "class C:\n    x = {}\n\ndef f(c):\n    if unknown():\n        c.x = c.x.copy()\n\n"
        + "f(C)\n" * 60
        + "C.x()()()\n"
    ),
    "deep expression": "x = " + "(" * 80 + "f()" + ")" * 80 + "\n",
    "long sum": "x = " + " + ".join(["f()"] * 3000) + "\n",
}


@pytest.mark.parametrize("text", ENDLESS.values(), ids=ENDLESS.keys())
def test_programs_without_an_end_are_replayed_to_an_end(text: str) -> None:
    """Counts work, not seconds: each run stops at its budget of steps."""
    runs = Runs(module_of(text), NoModules(), NoResolver(), catalogue())
    finished = runs.parent(SPAWN)

    assert finished.execution.steps <= 40_001 + 2_000


def test_an_exhausted_run_claims_nothing_certain_about_names() -> None:
    text = (
        "for a in range(32):\n"
        + "".join(" " * n + f"for x{n} in range(32):\n" for n in range(1, 5))
        + " " * 5
        + "f(a)\n"
    )

    assert traced(text + 'import uvicorn\nuvicorn.run("main:app")\n').names_bound_on_import is None


def test_work_does_not_grow_with_what_is_only_defined() -> None:
    """A function that nothing calls costs its definition, however long it is."""
    short = "def f():\n    pass\n" * 50
    long = ("def f():\n" + "    g(a, b, c)\n" * 100) * 50

    assert _steps(short) == _steps(long)


def _steps(text: str) -> int:
    return Runs(module_of(text), NoModules(), NoResolver(), catalogue()).parent(SPAWN).execution.steps
