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
from mainguard.replay.import_records import ImportRecords
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
    return nothing_to_see(project.module("main.py"), project, NoResolver(), catalogue(), ImportRecords()) is not None


def _whole_trace(module: ProjectModule, modules: Modules) -> Trace:
    runs = Runs(module, modules, NoResolver(), catalogue())
    return replays._replayed(runs, (SPAWN, FORK, FORKSERVER))


def test_what_mentions_no_package_of_interest_is_passed_over() -> None:
    assert _is_passed_over({"main.py": "import logging\n\nlogging.getLogger(__name__)\n"})


_POOL = "from multiprocessing import Pool\n"
_STARTED = f"{_POOL}Pool(2)\n"
_BEGIN = f"{_POOL}def begin():\n    Pool(2)\n"


@pytest.mark.parametrize(
    "text",
    [
        "import uvicorn\nuvicorn.run('main:app', workers=2)\n",
        "import uvicorn\ndef nobody_calls_it():\n    uvicorn.run('main:app', workers=2)\n",
        "from multiprocessing import *\nPool(2)\n",
        "def main():\n    from concurrent import futures\n    futures.ProcessPoolExecutor().submit(print)\nmain()\n",
        "import torch.multiprocessing as mp\nmp.Pool(2)\n",
        "import pytorch_lightning as pl\npl.Trainer().fit(model)\n",
        "from multiprocessing import Pool as Workers\nWorkers(2)\n",
        "from os \\\n import path\nimport multiprocessing\nmultiprocessing.Pool(2)\n",
        "import multiprocessing\nprint(f'{multiprocessing.Pool(2)}')\n",
        "import multiprocessing\ngetattr(multiprocessing, 'Pool')(2)\n",
        "import multiprocessing\np = multiprocessing.Process(target=print)\np.start()\n",
        "import multiprocessing\nwith multiprocessing.get_context('spawn').Pool(2) as pool:\n    pass\n",
        "import sys\nsys.modules['multiprocessing'].Pool(2)\n",
        "import multiprocessing\ngetattr(multiprocessing, 'P' + 'ool')(2)\n",
        f"{_BEGIN}begin()\n",
        f"{_BEGIN}again = begin\nagain()\n",
        f"{_BEGIN}COMMANDS = {{'begin': begin}}\nCOMMANDS['begin']()\n",
        f"{_BEGIN}globals()['begin']()\n",
        f"{_BEGIN}for name in dir():\n    if name.startswith('be'):\n        globals()[name]()\n",
        f"{_BEGIN}def f(x=begin()):\n    pass\n",
        f"{_BEGIN}def f(x: begin()):\n    pass\n",
        f"{_BEGIN}def f() -> begin():\n    pass\n",
        f"{_BEGIN}if __name__ == '__main__':\n    begin()\n",
        f"{_BEGIN}import threading\nclass T(threading.Thread):\n    def run(self):\n        begin()\nT().start()\n",
        f"{_POOL}class C:\n    def __init__(self):\n        Pool(2)\nC()\n",
        f"{_POOL}class C:\n    def go(self):\n        Pool(2)\nC().go()\n",
        f"{_POOL}class C:\n    def __init__(self):\n        Pool(2)\nclass D(C):\n    pass\nD()\n",
        f"{_POOL}import enum\nclass E(enum.Enum):\n    A = 1\n    def __init__(self, _):\n        Pool(2)\n",
        f"{_POOL}class C:\n    def __init_subclass__(cls):\n        Pool(2)\nclass D(C):\n    pass\n",
        (
            f"{_POOL}class C:\n    pass\nclass D(C):\n    def go(self):\n        Pool(2)\n"
            "for each in C.__subclasses__():\n    each().go()\n"
        ),
        f"{_POOL}@register\ndef begin():\n    Pool(2)\n",
        f"{_POOL}x = '#'; Pool(2)\n",
        f"{_POOL}def f():\n    x = '''\ny\n'''\n    Pool(2)\nf()\n",
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
    "text",
    [
        "import multiprocessing\nprint(multiprocessing.cpu_count())\n",
        "from multiprocessing import Lock, Pool\nlock = Lock()\n",
        "from concurrent.futures import ThreadPoolExecutor\nThreadPoolExecutor().submit(print)\n",
        _BEGIN,
        f"{_BEGIN}# begin()\n",
        f"{_BEGIN}'''begin()'''\n",
        f"{_BEGIN}print('begin')\n",
        f"{_BEGIN}other(begin=1)\n",
        f"{_POOL}def f(pool: Pool) -> Pool:\n    pass\n",
        f"{_POOL}class Workers(Pool):\n    pass\n",
        f"{_POOL}class C:\n    def go(self):\n        Pool(2)\nother().go()\n",
        f"{_POOL}import functools\n@functools.wraps(print)\ndef begin():\n    other()\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from multiprocessing import Pool\n    Pool(2)\n",
    ],
)
def test_what_nothing_comes_to_is_passed_over(text: str) -> None:
    assert _is_passed_over({"main.py": text})


@pytest.mark.parametrize(
    ("main", "helper"),
    [
        ("import helper\nhelper.begin()\n", _BEGIN),
        ("from helper import begin\nbegin()\n", _BEGIN),
        ("from helper import begin as start\nstart()\n", _BEGIN),
        ("from helper import *\nbegin()\n", _BEGIN),
        ("from helper import start\nstart()\n", "from other import begin as start\n"),
        ("import helper\nhelper.start()\n", "from other import begin as start\n"),
        ("import helper as h\nh.begin()\n", _BEGIN),
        ("import helper\ngetattr(helper, 'begin')()\n", _BEGIN),
        ("import helper\nhelper.Pool(2)\n", _POOL),
        ("from helper import Pool\nPool(2)\n", _POOL),
        ("from helper import mp\nmp.Pool(2)\n", "import multiprocessing as mp\n"),
        (
            "import helper\nhelper.use(helper.context)\n",
            "import multiprocessing\ncontext = multiprocessing.get_context()\ndef use(context):\n    context.Pool(2)\n",
        ),
        ("import helper\n", _STARTED),
        (
            "import helper\nhelper.run_all()\n",
            (
                f"{_POOL}TASKS = []\ndef task(f):\n    TASKS.append(f)\n    return f\n"
                "@task\ndef begin():\n    Pool(2)\ndef run_all():\n    for each in TASKS:\n        each()\n"
            ),
        ),
        ("import helper\nhelper.cli()\n", f"import click\n{_POOL}@click.command()\ndef cli():\n    Pool(2)\n"),
    ],
)
def test_what_another_module_starts_is_replayed(main: str, helper: str) -> None:
    assert not _is_passed_over({"main.py": main, "helper.py": helper, "other.py": _BEGIN})


@pytest.mark.parametrize(
    ("main", "helper"),
    [
        ("import helper\n", _BEGIN),
        ("import helper\nhelper.other()\n", _BEGIN),
        ("import helper\nbegin = 1\nprint(begin)\n", _BEGIN),
        ("import helper\n", f"{_BEGIN}if __name__ == '__main__':\n    begin()\n"),
        ("def f():\n    import helper\n", _STARTED),
        ("import helper\nx.Manager()\n", "import multiprocessing\n"),
    ],
)
def test_what_another_module_holds_and_nobody_gets_at_is_passed_over(main: str, helper: str) -> None:
    assert _is_passed_over({"main.py": main, "helper.py": helper})


def test_what_a_module_of_a_package_imports_by_name_is_told_by_its_text() -> None:
    def is_passed_over(name: str) -> bool:
        text = f"import importlib\nm = importlib.import_module({name})\nm.Pool(2)\n"
        project = MemoryProject({"a/__init__.py": "", "a/main.py": text, "a/other.py": ""})
        module = project.module("a/main.py")
        return nothing_to_see(module, project, NoResolver(), catalogue(), ImportRecords()) is not None

    assert is_passed_over("prefix + '.other'")
    assert not is_passed_over("'multiprocessing'")


def test_main_modules_with_much_in_common_are_told_apart() -> None:
    texts = {
        "helper.py": _BEGIN,
        "first.py": "import helper\n",
        "second.py": "import helper\nhelper.begin()\n",
        "third.py": "import helper\nclass begin: pass\nbegin()\n",
    }
    project, records = MemoryProject(texts), ImportRecords()

    read = {
        name: nothing_to_see(project.module(f"{name}.py"), project, NoResolver(), catalogue(), records)
        for name in ("first", "second", "third")
    }

    assert read == {
        "first": frozenset({"first.py", "helper.py"}),
        "second": None,
        "third": frozenset({"third.py", "helper.py"}),
    }


def test_a_folder_of_a_package_may_hold_what_others_find_elsewhere(tmp_path: Path) -> None:
    for path, text in {
        "helper.py": "",
        "a/__init__.py": "",
        "a/main.py": "import helper\n",
        "b/__init__.py": "",
        "b/helper.py": _STARTED,
        "b/main.py": "import helper\n",
    }.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    modules, records = ProjectModules([tmp_path]), ImportRecords()

    def is_passed_over(path: str) -> bool:
        module = modules.main_module(tmp_path / path, Source((tmp_path / path).read_text("utf-8")))
        return nothing_to_see(module, modules, NoResolver(), catalogue(), records) is not None

    assert is_passed_over("a/main.py")
    assert not is_passed_over("b/main.py")
    assert is_passed_over("a/main.py")


@pytest.mark.parametrize(
    "imported",
    [
        "import a.b",
        "from a import b",
        "from a.b import (\n    x,  # one\n    y)",
        "from a \\\n    import b",
        "if x: import a.b as c",
        "def f(): from a import b\nf()",
        "import os; import a.b",
        "import os, a.b",
        "from\ta.b import*",
    ],
)
def test_the_modules_that_are_imported_count(imported: str) -> None:
    texts = {"main.py": f"{imported}\n", "a/__init__.py": "", "a/b.py": "x = 1\n"}

    assert _is_passed_over(texts)
    assert not _is_passed_over({**texts, "a/b.py": _STARTED})


def test_relative_imports_are_followed() -> None:
    texts = {
        "main.py": "import a\n",
        "a/__init__.py": "from . import b\n",
        "a/b.py": "from .c import x\n",
        "a/c.py": "",
    }

    assert _is_passed_over(texts)
    assert not _is_passed_over({**texts, "a/c.py": _STARTED})


def test_the_modules_that_were_read_are_named() -> None:
    project = MemoryProject({"main.py": "import a\n", "a.py": "import b\n", "b.py": "import a\n"})

    trace = replays.replay(project.module("main.py"), project, NoResolver(), (SPAWN,))

    assert trace == Trace("main.py", (), (), (), modules_read=frozenset({"main.py", "a.py", "b.py"}))


def test_what_a_user_adds_counts() -> None:
    project = MemoryProject({"main.py": "def begin():\n    pass\nbegin()\n"})

    assert (
        nothing_to_see(
            project.module("main.py"), project, NoResolver(), catalogue_with(("main.begin",)), ImportRecords()
        )
        is None
    )


def test_what_a_resolver_may_know_about_is_replayed() -> None:
    project = MemoryProject({"main.py": "import acme\nacme.serve()\n"})

    assert nothing_to_see(project.module("main.py"), project, _Unknown(), catalogue(), ImportRecords()) is None


def test_a_replay_of_what_is_passed_over_in_the_standard_library_sees_nothing() -> None:
    modules, records = ProjectModules([_STDLIB]), ImportRecords()
    passed_over = 0
    for path in sorted(path for path in _STDLIB.glob("*.py") if path.stat().st_size < 40_000):
        try:
            module = modules.main_module(path, Source.decode(path.read_bytes()))
        except UndecodableSourceError:
            continue
        read = nothing_to_see(module, modules, NoResolver(), catalogue(), records)
        if read is not None:
            passed_over += 1
            trace = _whole_trace(module, modules)
            assert trace.modules_read <= read
            assert replace(trace, modules_read=read) == Trace(module.key, (), (), (), modules_read=read), path.name
    assert passed_over


def _is_passed_over_beside(installed: str, folder: Path, **texts: str) -> bool:
    """Whether ``package/main.py`` is, where the text of an installed module called ``acme`` is ``installed``."""
    (folder / "packages").mkdir()
    (folder / "packages/acme.py").write_text(installed, "utf-8")
    for path, text in {"package/__init__.py": "", **texts}.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    modules = ProjectModules([folder], site_packages=[folder / "packages"])
    path = folder / "package/main.py"
    main = modules.main_module(path, Source.decode(path.read_bytes()))
    return nothing_to_see(main, modules, NoResolver(), catalogue(), ImportRecords()) is not None


_UNUSED = "\n\ndef later():\n    acme.begin()\n"


@pytest.mark.parametrize(
    "text",
    [
        "import acme\n\nacme.begin()\n",
        "import acme as a\n\na.begin()\n",
        "from acme import begin\n\nbegin()\n",
        "from acme import begin as b\n\nb()\n",
        "from acme import *\n\nbegin()\n",
        f"import acme{_UNUSED}\nlater()\n",
        "def later():\n    import acme\n    acme.begin()\n\nlater()\n",
        "import acme\n\n@acme.begin\ndef later(): pass\n",
        "import acme\n\nclass A(acme.Base): pass\n",
        "from package import other\n\nother.acme.begin()\n",
        "from package.other import acme\n\nacme.begin()\n",
        "from package.other import a\n\na.begin()\n",
    ],
)
def test_whoever_names_an_installed_package_that_may_start_something_is_replayed(tmp_path: Path, text: str) -> None:
    texts = {"package/main.py": text, "package/other.py": "import acme\nimport acme as a\n"}

    assert not _is_passed_over_beside(_BEGIN, tmp_path, **texts)


@pytest.mark.parametrize(
    "text",
    [
        f"import acme{_UNUSED}",
        "from package import other\n\nprint(other)\n",
        f"from package.other import acme{_UNUSED}",
    ],
)
def test_an_installed_package_that_nothing_that_runs_names_starts_nothing(tmp_path: Path, text: str) -> None:
    texts = {"package/main.py": text, "package/other.py": "import acme\nimport acme as a\n"}

    assert _is_passed_over_beside(_BEGIN, tmp_path, **texts)


def test_a_script_that_imports_such_a_package_is_replayed(tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    texts = {"package/__init__.py": "", "package/main.py": "import script\n", "script.py": f"import acme{_UNUSED}"}

    assert not _is_passed_over_beside(_BEGIN, tmp_path, **texts)


def test_the_projects_own_code_is_looked_at_whatever_it_is_called() -> None:
    text = "from dask import compute\n\ncompute()\n"

    assert _is_passed_over({"main.py": text, "dask.py": "def compute(): pass\n"})
    assert not _is_passed_over({"main.py": text, "dask.py": f"{_BEGIN}compute = begin\n"})
    assert not _is_passed_over({"main.py": text})
