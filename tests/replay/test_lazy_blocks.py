"""Blocks that only bind names run when somebody asks, and nothing tells that from a run in order."""

from __future__ import annotations

import ast
import random
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.project import MemoryProject
from harness.replaying import FORK, FORKSERVER, SPAWN
from mainguard.replay import facts
from mainguard.replay.modules import NoResolver
from mainguard.replay.replay import replay
from mainguard.replay.trace import Trace
from mainguard.syntax import tree as trees
from mainguard.text.source import Source, UndecodableSourceError

_CASES = Path(__file__).parents[1] / "executed" / "cases"
_STDLIB = Path(sysconfig.get_path("stdlib"))
_TARGETS = (SPAWN, FORK, FORKSERVER)


@contextmanager
def _in_order() -> Iterator[None]:
    """Inside, every block runs in its turn, as if none were known to do no more than bind names."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trees, "facts_of", lambda _: None)
        trees._parsed.cache_clear()
        yield
    trees._parsed.cache_clear()


class _Asking:
    """A resolver that has not been told anything: everything that is asked for is a question."""

    def canonical(self, dotted: str) -> None:
        del dotted


def _traces(texts: dict[str, str], main: str) -> tuple[Trace, Trace]:
    project = MemoryProject(texts)
    return (
        replay(project.module(main), project, NoResolver(), _TARGETS),
        replay(project.module(main), project, _Asking(), _TARGETS),
    )


def _assert_same(texts: dict[str, str], main: str = "main.py") -> None:
    lazy = _traces(texts, main)
    with _in_order():
        eager = _traces(texts, main)
    for one, other in zip(lazy, eager, strict=True):
        for each in fields(Trace):
            assert getattr(one, each.name) == getattr(other, each.name), each.name


def _cases() -> Iterator[tuple[str, dict[str, str], str]]:
    for path in sorted(_CASES.iterdir()):
        if path.suffix == ".py":
            yield path.stem, {"main.py": path.read_text("utf-8")}, "main.py"
        elif path.is_dir():
            texts = {str(file.relative_to(path)): file.read_text("utf-8") for file in sorted(path.rglob("*.py"))}
            for main in texts:
                yield f"{path.name}/{main}", texts, main


def test_the_executed_cases_leave_the_same_traces() -> None:
    for _, texts, main in _cases():
        _assert_same(texts, main)


def _library(count: int) -> list[Path]:
    files = sorted(
        path for path in _STDLIB.glob("**/*.py") if path.stat().st_size < 60_000 and "test" not in path.parts
    )
    return sorted(random.Random(5).sample(files, count))  # noqa: S311 -- a fixed sample


@pytest.mark.parametrize("path", _library(25), ids=lambda path: path.name)
def test_the_standard_library_leaves_the_same_traces(path: Path) -> None:
    try:
        text = Source.decode(path.read_bytes()).text
    except UndecodableSourceError:
        text = ""

    _assert_same({"main.py": text + '\nimport uvicorn\nuvicorn.run("main:app", reload=True)\n'})


_NAMES = st.sampled_from(["a", "b", "C", "f", "app", "run", "A"])
_THREE = (_NAMES, _NAMES, _NAMES)
_QUIET = st.one_of(
    _NAMES,
    st.sampled_from(["1", "'x'", "True", "[]", "{}", "lambda: a", "__name__", "FastAPI()", "app.state", "a + b"]),
    st.builds("[{}, {}]".format, _NAMES, _NAMES),
    st.builds("Field({})".format, _NAMES),
    st.builds("{}.made({})".format, _NAMES, _NAMES),
    st.builds("{}[{}]".format, _NAMES, _NAMES),
    st.builds("f'{{{}}}'".format, _NAMES),
)
_BLOCKS = st.one_of(
    st.builds("{} = {}".format, _NAMES, _QUIET),
    st.builds("{} = {} = {}".format, _NAMES, _NAMES, _QUIET),
    st.builds("{}, {} = {}, {}".format, _NAMES, _NAMES, _QUIET, _QUIET),
    st.builds("{}: {} = {}".format, _NAMES, _NAMES, _QUIET),
    st.builds("def {}(x={}):\n    {}()\n    return {}".format, _NAMES, _QUIET, _NAMES, _NAMES),
    st.builds("def {}():\n    global {}\n    {} = uvicorn.run".format, _NAMES, _NAMES, _NAMES),
    st.builds("@{}\ndef {}():\n    return {}".format, _NAMES, _NAMES, _NAMES),
    st.builds("@{}.get({})\nasync def {}(x={}):\n    {}()".format, _NAMES, _QUIET, _NAMES, _QUIET, _NAMES),
    st.builds("class {}({}):\n    {} = {}\n    def {}(self):\n        {}()".format, *_THREE, _QUIET, _NAMES, _NAMES),
    st.builds(
        "class {}:\n    def __init_subclass__(cls):\n        {}()\n    def __set_name__(*_):\n        {}()".format,
        *_THREE,
    ),
    st.builds("class {}({}):\n    def __call__(self):\n        {}()".format, *_THREE),
)
_ACTIVE = st.one_of(
    st.builds("{}({})".format, _NAMES, _QUIET),
    st.builds("{} = {}()".format, _NAMES, _NAMES),
    st.builds("if {}:\n    {} = {}\nelse:\n    {} = {}".format, _NAMES, _NAMES, _QUIET, _NAMES, _QUIET),
    st.builds("if {}():\n    {}()".format, _NAMES, _NAMES),
    st.builds("for {} in {}:\n    {} += 1\n    {}()".format, _NAMES, _NAMES, _NAMES, _NAMES),
    st.builds("while {}:\n    {} = {}\n    {}()".format, _NAMES, _NAMES, _QUIET, _NAMES),
    st.builds("try:\n    {} = {}()\nexcept E:\n    {} = {}".format, _NAMES, _NAMES, _NAMES, _QUIET),
    st.builds("del {}".format, _NAMES),
    st.builds("globals()['{}'] = {}".format, _NAMES, _QUIET),
    st.builds("{}.{} = {}".format, _NAMES, st.sampled_from(["get", "state", "made"]), _QUIET),
    st.builds("if __name__ == '__main__':\n    {}()".format, _NAMES),
    st.builds("import other\n{} = other.{}".format, _NAMES, _NAMES),
    st.builds("from other import *\nfrom other import {}".format, _NAMES),
    st.builds("uvicorn.run({}, reload={})".format, _NAMES, _QUIET),
    st.builds("{} = uvicorn.run".format, _NAMES),
    st.builds("{} = partial(uvicorn.run, 'm:app', reload=True)".format, _NAMES),
    st.builds("multiprocessing.Process(target={}).start()".format, _NAMES),
    st.builds("{} = Pool(2)".format, _NAMES),
    st.just("for name in list(globals()):\n    globals()[name]()"),
)
_HEAD = (
    "import multiprocessing\nfrom functools import partial\nfrom multiprocessing import Pool\nimport uvicorn\n"
    "from fastapi import FastAPI\nfrom pydantic import Field\napp = FastAPI()\n"
    "def run():\n    uvicorn.run('m:app', reload=True)\n"
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(_BLOCKS, _ACTIVE), max_size=12).map("\n".join),
    st.lists(_BLOCKS | _ACTIVE, max_size=4).map("\n".join),
)
def test_generated_programs_leave_the_same_traces(body: str, other: str) -> None:
    _assert_same({"main.py": f"{_HEAD}{body}\nrun()\na()\n", "other.py": f"{_HEAD}{other}\n"})


def test_calls_whose_result_the_world_decides_run_in_order() -> None:
    tree = ast.parse(Path(facts.__file__).read_text("utf-8"))
    known = next(each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) and each.name == "external_call")
    names = {
        each.value.value
        for each in ast.walk(known)
        if isinstance(each, ast.MatchValue) and isinstance(each.value, ast.Constant)
    }

    assert names
    assert {str(name).partition(".")[0] for name in names} <= facts.PACKAGES


def test_a_folder_that_a_bare_call_adds_is_searched() -> None:
    texts = {"main.py": "import site\nsite.addsitedir('lib')\nimport other\n", "other.py": "import uvicorn\n"}

    _assert_same(texts)
