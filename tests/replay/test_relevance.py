"""A module in which there is nothing to see is not replayed, and a replay of it would have seen nothing."""

from __future__ import annotations

import sysconfig
from dataclasses import replace
from pathlib import Path

import pytest

from harness.project import MemoryProject
from harness.replaying import FORK, FORKSERVER, SPAWN
from mainguard.catalogue.own_starts import catalogue_with
from mainguard.catalogue.registry import catalogue
from mainguard.project.modules import ProjectModules
from mainguard.replay import replay as replays
from mainguard.replay.modules import Modules, NoResolver, ProjectModule
from mainguard.replay.relevance import nothing_to_see
from mainguard.replay.runs import Runs
from mainguard.replay.trace import Trace
from mainguard.text.source import Source, UndecodableSourceError

_STDLIB = Path(sysconfig.get_path("stdlib"))


class _Unknown:
    """A resolver that nobody has told anything."""

    def canonical(self, dotted: str) -> None:
        del dotted


def _is_passed_over(texts: dict[str, str]) -> bool:
    project = MemoryProject(texts)
    return nothing_to_see(project.module("main.py"), project, NoResolver(), catalogue()) is not None


def _whole_trace(module: ProjectModule, modules: Modules) -> Trace:
    runs = Runs(module, modules, NoResolver(), catalogue())
    return replays._replayed(runs, (SPAWN, FORK, FORKSERVER))


def test_what_mentions_no_package_of_interest_is_passed_over() -> None:
    assert _is_passed_over({"main.py": "import logging\n\nlogging.getLogger(__name__)\n"})


@pytest.mark.parametrize(
    "text",
    [
        "import uvicorn\n",
        "from os\nimport multiprocessing\n",
        "from os \\\n import path\nimport multiprocessing\n",
        "from multiprocessing import *\n",
        "def main():\n    from concurrent import futures\n",
        "import torch.multiprocessing as mp\n",
        "m = __import__('multi' + 'processing')\n",
        "import importlib\nm = importlib.import_module('multi' + 'processing')\n",
        "exec(text)\n",
        "import sys\nsys.path.insert(0, 'lib')\nimport helper\n",
        "sys.path[:0] = ['lib']\n",
        "import site\nsite.addsitedir('lib')\n",
        "sys.path += ['lib']\n",
    ],
)
def test_what_may_lead_to_one_is_replayed(text: str) -> None:
    assert not _is_passed_over({"main.py": text})


@pytest.mark.parametrize(
    "imported",
    [
        "import a.b",
        "from a import b",
        "from a.b import (\n    x,  # one\n    y)",
        "from a \\\n    import b",
        "if x: import a.b as c",
        "def f(): from a import b",
        "import os; import a.b",
        "import os, a.b",
        "from\ta.b import*",
    ],
)
def test_the_modules_that_are_imported_count(imported: str) -> None:
    texts = {"main.py": f"{imported}\n", "a/__init__.py": "", "a/b.py": "x = 1\n"}

    assert _is_passed_over(texts)
    assert not _is_passed_over({**texts, "a/b.py": "import multiprocessing\n"})


def test_relative_imports_are_followed() -> None:
    texts = {
        "main.py": "import a\n",
        "a/__init__.py": "from . import b\n",
        "a/b.py": "from .c import x\n",
        "a/c.py": "",
    }

    assert _is_passed_over(texts)
    assert not _is_passed_over({**texts, "a/c.py": "import multiprocessing\n"})


def test_the_modules_that_were_read_are_named() -> None:
    project = MemoryProject({"main.py": "import a\n", "a.py": "import b\n", "b.py": "import a\n"})

    trace = replays.replay(project.module("main.py"), project, NoResolver(), (SPAWN,))

    assert trace == Trace("main.py", (), (), (), modules_read=frozenset({"main.py", "a.py", "b.py"}))


def test_what_a_user_adds_counts() -> None:
    project = MemoryProject({"main.py": "def begin():\n    pass\nbegin()\n"})

    assert nothing_to_see(project.module("main.py"), project, NoResolver(), catalogue_with(("main.begin",))) is None


def test_what_a_resolver_may_know_about_is_replayed() -> None:
    project = MemoryProject({"main.py": "import acme\nacme.serve()\n"})

    assert nothing_to_see(project.module("main.py"), project, _Unknown(), catalogue()) is None


def test_a_replay_of_what_is_passed_over_in_the_standard_library_sees_nothing() -> None:
    modules = ProjectModules([_STDLIB])
    passed_over = 0
    for path in sorted(path for path in _STDLIB.glob("*.py") if path.stat().st_size < 40_000):
        try:
            module = modules.main_module(path, Source.decode(path.read_bytes()))
        except UndecodableSourceError:
            continue
        read = nothing_to_see(module, modules, NoResolver(), catalogue())
        if read is not None:
            passed_over += 1
            trace = _whole_trace(module, modules)
            assert trace.modules_read <= read
            assert replace(trace, modules_read=read) == Trace(module.key, (), (), (), modules_read=read), path.name
    assert passed_over
