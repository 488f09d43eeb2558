"""Functions of installed packages that the catalogue does not know are followed, to a bounded depth."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from mainguard.engine.check import check
from mainguard.engine.settings import Settings
from mainguard.project.installed import MOST_SEARCHED
from mainguard.project.modules import ProjectModules
from mainguard.replay import runs
from mainguard.replay.installed import DEPTH_INSTALLED
from mainguard.replay.trace import Certainty, UnguardedStart
from mainguard.replay.world import Run, RunWorld
from mainguard.text.source import Source

FARM = {
    "farm/__init__.py": """\
        from .api import *
        from .api import spread as _spread
        from uvicorn import run as serve
        try:
            from .pool import Farm
        except ImportError:
            Farm = None
        """,
    "farm/api.py": """\
        import functools

        def harvest(xs, workers=2):
            from . import pool
            return pool.run_all(xs, workers)

        def spread(xs):
            return harvest(xs)

        def serial(xs):
            return harvest(xs, workers=0)

        def calls_back(function):
            function()

        def traced(function):
            @functools.wraps(function)
            def inner(*args):
                return function(*args)
            return inner
        """,
    "farm/pool.py": """\
        import multiprocessing as mp
        import sys

        def _one(x):
            return x

        def run_all(xs, workers):
            if workers <= 0:
                return [_one(x) for x in xs]
            with mp.Pool(workers) as pool:
                return pool.map(_one, xs)

        class Farm:
            def __init__(self, workers):
                self.workers = workers

            @classmethod
            def make(cls):
                return cls(2)

            def __enter__(self):
                return self

            def __exit__(self, *exception):
                pass

            def work(self, xs):
                return run_all(xs, self.workers)

        farm = Farm(2)

        def give_up():
            sys.exit(1)
        """,
}


def write(folder: Path, texts: Mapping[str, str]) -> None:
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = text.splitlines()
        file.write_text("\n".join(line.removeprefix("        ") for line in lines), "utf-8")


def starts(root: Path, text: str, packages: Mapping[str, str] = FARM) -> tuple[UnguardedStart, ...]:
    """What ``main.py`` with ``text`` starts unguarded, with ``packages`` installed."""
    site_packages = root / "site-packages"
    write(site_packages, packages)
    path = root / "project/main.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    modules = ProjectModules([path.parent], site_packages=[site_packages])
    return check(modules.main_module(path, Source(text)), Settings(), modules).trace.starts


def chain(root: Path, text: str) -> list[str]:
    """The chain of the only start: the file and what is called there."""
    (start,) = starts(root, text)
    return [f"{Path(site.module).name}: {site.name}" for site in start.chain]


def test_a_function_is_followed_through_the_modules_of_its_package(tmp_path: Path) -> None:
    assert chain(tmp_path, "import farm\nfarm.harvest([1])\n") == [
        "main.py: farm.harvest",
        "api.py: pool.run_all",
        "pool.py: mp.Pool",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "from farm import harvest as go\ngo([1])\n",
        "from farm.api import spread\nspread([1])\n",
        "import farm\nfarm._spread([1])\n",
        "import farm.pool\nfarm.pool.run_all([1], 2)\n",
        "from farm import Farm\nFarm(2).work([1])\n",
        "import farm\nwith farm.Farm(2) as f:\n    f.work([1])\n",
        "import farm\nfarm.Farm.make().work([1])\n",
        "from farm.pool import farm\nfarm.work([1])\n",
        "import farm\nclass Mine(farm.Farm):\n    pass\nMine(2).work([1])\n",
        "import farm\nfrom multiprocessing import Pool\nfarm.api.calls_back(lambda: Pool(2))\n",
        "import farm\nfrom multiprocessing import Pool\n@farm.api.traced\ndef go():\n    Pool(2)\ngo()\n",
        "import farm, functools\nfunctools.partial(farm.harvest, workers=3)([1])\n",
    ],
)
def test_every_way_to_call_one_is_followed(tmp_path: Path, text: str) -> None:
    (start,) = starts(tmp_path, text)

    assert (start.api.name, start.certainty) == ("multiprocessing.Pool", Certainty.CERTAIN)


def test_a_name_that_a_package_hands_on_is_what_the_catalogue_knows(tmp_path: Path) -> None:
    (start,) = starts(tmp_path, "import farm\nfarm.serve('main:app', reload=True)\n")

    assert start.api.name == "uvicorn.run"


@pytest.mark.parametrize(
    "text",
    [
        "import farm\nfarm.serial([1])\n",
        "import farm\nfarm.Farm(2)\n",
        "import farm\nif __name__ == '__main__':\n    farm.harvest([1])\n",
        "import farm\nfarm.nothing()\n",
        "from absent import harvest\nharvest([1])\n",
    ],
)
def test_nothing_is_found_where_nothing_starts(tmp_path: Path, text: str) -> None:
    assert starts(tmp_path, text) == ()


def test_a_package_does_not_end_the_replay_of_the_project(tmp_path: Path) -> None:
    text = "import farm\nfrom multiprocessing import Pool\nfarm.pool.give_up()\nPool(2)\n"

    assert [start.chain[-1].name for start in starts(tmp_path, text)] == ["Pool"]


def test_each_branch_finds_the_package_loaded(tmp_path: Path) -> None:
    text = "import farm, sys\nif sys.argv[1:]:\n    farm.harvest([1])\nelse:\n    farm.spread([1])\n"

    assert {start.chain[0].name for start in starts(tmp_path, text)} == {"farm.harvest", "farm.spread"}


def test_a_module_of_the_project_comes_before_the_package(tmp_path: Path) -> None:
    write(tmp_path / "project", {"farm.py": "def harvest(xs):\n    pass\n"})

    assert starts(tmp_path, "import farm\nfarm.harvest([1])\n") == ()


def test_what_the_catalogue_knows_is_not_read(tmp_path: Path) -> None:
    packages = {"uvicorn/__init__.py": "from multiprocessing import Pool\n\ndef run(*args):\n    Pool(2)\n"}

    assert starts(tmp_path, "import uvicorn\nuvicorn.run('main:app')\n", packages) == ()


def test_a_call_that_takes_long_costs_the_project_nothing(tmp_path: Path) -> None:
    packages = {
        "slow.py": """\
        from multiprocessing import Pool

        def count():
            total = 0
            for i in range(200):
                for j in range(200):
                    total += i * j
            Pool(total)
        """
    }
    text = "import slow\nfrom multiprocessing import Process\nworkers = slow.count()\nProcess(target=print).start()\n"

    assert [start.api.name for start in starts(tmp_path, text, packages)] == ["multiprocessing.Process.start"]


@pytest.mark.parametrize(("depth", "found"), [(DEPTH_INSTALLED, 1), (DEPTH_INSTALLED + 1, 0)])
def test_calls_are_followed_to_a_depth(tmp_path: Path, depth: int, found: int) -> None:
    functions = "".join(f"def f{i}():\n    f{i + 1}()\n\n" for i in range(1, depth))
    packages = {"deep.py": f"from multiprocessing import Pool\n\n{functions}def f{depth}():\n    Pool(2)\n"}

    assert len(starts(tmp_path, "import deep\ndeep.f1()\n", packages)) == found


@pytest.mark.parametrize(("between", "found"), [(MOST_SEARCHED - 3, 1), (MOST_SEARCHED - 2, 0)])
def test_a_start_is_searched_for_in_the_nearest_files(tmp_path: Path, between: int, found: int) -> None:
    packages = {"wide/__init__.py": "", "wide/far.py": "from multiprocessing import Pool\n\ndef go():\n    Pool(2)\n"}
    imports = "".join(f"from . import m{i:02}\n" for i in range(between))
    packages |= {f"wide/m{i:02}.py": "" for i in range(between)}
    packages["wide/api.py"] = f"{imports}\ndef go():\n    from . import far\n    far.go()\n"

    assert len(starts(tmp_path, "import wide.api\nwide.api.go()\n", packages)) == found


def test_a_package_without_starts_is_not_replayed(tmp_path: Path) -> None:
    packages = {"plain/__init__.py": "from .inner import go\n", "plain/inner.py": "def go():\n    print('Pool')\n"}
    site_packages = tmp_path / "site-packages"
    write(site_packages, packages)
    modules = ProjectModules([tmp_path], site_packages=[site_packages])
    inner = modules.installed("plain.inner")

    assert inner is not None
    assert not modules.may_start(inner)
    assert starts(tmp_path, "import plain\nplain.go()\n", packages) == ()


def test_packages_that_import_each_other_are_followed_once(tmp_path: Path) -> None:
    packages = {
        "one.py": "from two import back\nfrom multiprocessing import Pool\n\ndef go(n=3):\n    back(n)\n",
        "two.py": "from one import go, Pool\n\ndef back(n):\n    go(n - 1) if n else Pool(2)\n",
    }

    assert len(starts(tmp_path, "import one\none.go()\n", packages)) == 1


@pytest.mark.parametrize(("called", "is_start"), [("to_thread.run_sync", False), ("to_process.run_sync", True)])
def test_a_function_is_one_that_starts_processes_with_the_name_of_its_module(
    tmp_path: Path, called: str, *, is_start: bool
) -> None:
    module = called.partition(".")[0]
    write(
        tmp_path,
        {"site/web.py": f"import anyio\nfrom anyio import {module}\n\nasync def go():\n    await {called}()\n"},
    )
    modules = ProjectModules([tmp_path], site_packages=[tmp_path / "site"])
    web = modules.installed("web")

    assert web is not None
    assert modules.may_start(web) is is_start


_ASKING = """\
        import sys
        from multiprocessing import Pool

        def go(starts):
            if starts and sys.platform == "win32":
                Pool(2)
        """


@pytest.mark.parametrize(("text", "count"), [("import asking\nasking.go(False)\n", 1), ("import asking\n", 1)])
def test_what_an_installed_package_asks_of_the_platform_counts_where_it_starts_a_process(
    tmp_path: Path, text: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    worlds: list[RunWorld] = []
    execute = runs.Runs._execute

    def noted(self: runs.Runs, world: RunWorld) -> runs.Finished:
        worlds.append(world)
        return execute(self, world)

    monkeypatch.setattr(runs.Runs, "_execute", noted)
    start = "from multiprocessing import Process\nProcess(target=print).start()\n"

    found = starts(tmp_path, text + start, {"asking.py": _ASKING})

    assert len(found) == 1
    assert [world.run for world in worlds].count(Run.PARENT) == count
    assert {world.target for world in worlds} == {None}


def test_a_start_of_an_installed_package_is_told_from_others_by_the_platform(tmp_path: Path) -> None:
    found = starts(tmp_path, "import asking\nasking.go(True)\n", {"asking.py": _ASKING})

    assert [start.certainty for start in found] == [Certainty.CERTAIN]
    assert all("win32" in target for start in found for target in start.targets)


def test_calls_of_installed_packages_take_so_many_steps_together(tmp_path: Path) -> None:
    loop = "def go():\n    for i in range(200):\n     for j in range(200):\n      i * j\n"
    packages = {"slow.py": f"from multiprocessing import Pool\n\n{loop}\n\ndef quick():\n    Pool(2)\n"}
    text = "import slow\n{}slow.quick()\n"

    assert len(starts(tmp_path / "few", text.format("slow.go()\n" * 2), packages)) == 1
    assert starts(tmp_path / "many", text.format("slow.go()\n" * 6), packages) == ()
