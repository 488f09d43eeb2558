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

from harness.programs import ACTIVE, BLOCKS, HEAD, executed_programs
from harness.project import MemoryProject
from harness.replaying import FORK, FORKSERVER, SPAWN
from mainguard.replay import facts
from mainguard.replay.modules import NoResolver
from mainguard.replay.replay import replay
from mainguard.replay.trace import Trace
from mainguard.syntax import tree as trees
from mainguard.text.source import Source, UndecodableSourceError

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


def test_the_executed_cases_leave_the_same_traces() -> None:
    for texts, main in executed_programs():
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


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(BLOCKS, ACTIVE), max_size=12).map("\n".join),
    st.lists(BLOCKS | ACTIVE, max_size=4).map("\n".join),
)
def test_generated_programs_leave_the_same_traces(body: str, other: str) -> None:
    _assert_same({"main.py": f"{HEAD}{body}\nrun()\na()\n", "other.py": f"{HEAD}{other}\n"})


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
