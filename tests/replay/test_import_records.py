"""What is remembered of imports changes no trace, and spares the next run what nobody reads."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from executed.case import all_cases
from harness.project import MemoryProject
from harness.replaying import FORKSERVER, SPAWN
from mainguard.catalogue.registry import catalogue
from mainguard.project.modules import ProjectModules
from mainguard.replay import module_bodies, runs
from mainguard.replay.import_records import ImportRecords
from mainguard.replay.modules import NoResolver
from mainguard.replay.replay import replay
from mainguard.replay.trace import Trace
from mainguard.text.source import Source

_START = "import multiprocessing\n\ndef start():\n    multiprocessing.Process(target=print).start()\n"
_PROJECTS: dict[str, dict[str, str]] = {
    "hooks that a module adds to another": {
        "main.py": "import registry\nimport plugin\n\nfor hook in registry.HOOKS:\n    hook()\n",
        "registry.py": "HOOKS = []\n\ndef hook(function):\n    HOOKS.append(function)\n    return function\n",
        "plugin.py": f"from registry import hook\n{_START}\n@hook\ndef added():\n    start()\n",
    },
    "a name that another module binds": {
        "main.py": "import settings\nimport patch\nimport worker\n\nif settings.DEBUG:\n    worker.start()\n",
        "settings.py": "DEBUG = False\n",
        "patch.py": "import settings\n\nsettings.DEBUG = True\n",
        "worker.py": _START,
    },
    "a name that main binds after it was read": {
        "main.py": "import settings\nimport worker\n\nsettings.DEBUG = False\nif worker.DEBUG:\n    worker.start()\n",
        "settings.py": "DEBUG = True\n",
        "worker.py": f"from settings import DEBUG\n{_START}",
    },
    "an environment variable that is set after it was read": {
        "main.py": "import os\nimport worker\n\nos.environ['COUNT'] = ''\nif worker.COUNT:\n    worker.start()\n",
        "worker.py": f"import os\n{_START}\nCOUNT = os.environ.get('COUNT')\n",
    },
    "modules that import each other": {
        "main.py": "import first\n\nfirst.go()\n",
        "first.py": "import second\n\ndef go():\n    second.start()\n",
        "second.py": f"import first\n{_START}",
    },
    "a start on import": {
        "main.py": "import middle\n",
        "middle.py": "import worker\n",
        "worker.py": f"{_START}\nstart()\n",
    },
    "a submodule that nobody names": {
        "main.py": "import package.part\n\npackage.part.start()\n",
        "package/__init__.py": "",
        "package/part.py": _START,
    },
    "an import that fails": {
        "main.py": "try:\n    import broken\nexcept ImportError:\n    import worker\n    worker.start()\n",
        "broken.py": "raise ImportError\n",
        "worker.py": _START,
    },
    "an environment variable that is set before it is read": {
        "main.py": "import os\nos.environ['COUNT'] = '1'\nimport worker\n\nif worker.COUNT:\n    worker.start()\n",
        "other.py": "import worker\n",
        "worker.py": f"import os\n{_START}\nCOUNT = os.environ.get('COUNT')\n",
    },
    "a package that does more than its parts": {
        "main.py": "import package.part\n\nfor hook in package.HOOKS:\n    hook()\n",
        "package/__init__.py": "import settings\nfrom package import part\n\nsettings.SEEN = 1\nHOOKS = [part.start]\n",
        "package/part.py": f"import package\n{_START}",
        "settings.py": "",
    },
    "a part of a package that imports its neighbour while that imports it": {
        "main.py": "from package import second\n\nif second.READY:\n    second.start()\n",
        "other.py": "from package import first\n",
        "package/__init__.py": "import settings\n\nsettings.SEEN = 1\n",
        "package/first.py": "from package import second\n\nREADY = True\n",
        "package/second.py": f"from package import first\n{_START}\nREADY = getattr(first, 'READY', False)\n",
        "settings.py": "",
    },
    "an import that takes long before it starts something": {
        "main.py": "import worker\n",
        "worker.py": f"{_START}\ndef f(x):\n    return [f(x - 1) for each in range(x)]\n\nTABLE = f(9)\nstart()\n",
    },
    "imports that take long in front of the start": {
        "main.py": "".join(f"import slow{n}\n" for n in range(20)) + "import worker\n\nworker.start()\n",
        **{
            f"slow{n}.py": "def f(x):\n    return [f(x - 1) for each in range(x)]\n\nprint(f(9), f(9), f(9))\n"
            for n in range(20)
        },
        "worker.py": _START,
    },
    "a guard in another module": {
        "main.py": "import guard\nimport worker\n\nif guard.IS_MAIN:\n    worker.start()\n",
        "guard.py": "import sys\n\nIS_MAIN = sys.modules['__main__'].__name__ == '__main__'\n",
        "worker.py": _START,
    },
}


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the bodies of imported modules were run, by key."""
    found: Counter[str] = Counter()
    run = module_bodies.run_module_body

    def counted(execution: object, state: object) -> object:
        found[state.module.key] += 1  # type: ignore[attr-defined]
        return run(execution, state)  # type: ignore[arg-type]

    monkeypatch.setattr(module_bodies, "run_module_body", counted)
    return found


def _traced(project: MemoryProject, records: ImportRecords | None) -> Trace:
    return replay(project.module("main.py"), project, NoResolver(), (SPAWN, FORKSERVER), records=records)


@pytest.mark.parametrize("texts", _PROJECTS.values(), ids=_PROJECTS)
def test_what_is_remembered_changes_nothing(texts: dict[str, str]) -> None:
    project, records = MemoryProject(texts), ImportRecords()
    fresh = _traced(project, None)

    for other in texts:
        replay(project.module(other), project, NoResolver(), (SPAWN,), records=records)

    for _ in range(3):
        assert _traced(project, records) == fresh


def test_the_starts_are_found() -> None:
    found = {name: len(_traced(MemoryProject(texts), ImportRecords()).starts) for name, texts in _PROJECTS.items()}

    # The child inherits the variable.
    assert {name for name, count in found.items() if not count} == {
        "an environment variable that is set after it was read"
    }


def test_no_executed_program_is_seen_otherwise() -> None:
    for case in all_cases():
        if case.source is None or not case.is_folder:
            continue
        modules, records = ProjectModules([case.path]), ImportRecords()
        main = modules.main_module(Path(case.source), Source.decode(case.source.read_bytes()))
        fresh = replay(main, modules, NoResolver(), (SPAWN,))
        for path in sorted(Path(case.path).rglob("*.py")):
            replay(
                modules.main_module(path, Source.decode(path.read_bytes())),
                modules,
                NoResolver(),
                (SPAWN,),
                records=records,
            )
        again = replay(main, modules, NoResolver(), (SPAWN,), records=records)
        assert replace(again, modules_read=fresh.modules_read) == fresh, case.name
        assert again.modules_read >= fresh.modules_read


def test_a_module_that_binds_names_runs_only_for_those_who_read_one(ran: Counter[str]) -> None:
    texts = {
        "one.py": "import multiprocessing\nimport shared\nmultiprocessing.Pool(2)\n",
        "two.py": "import multiprocessing\nimport shared\nmultiprocessing.Pool(2)\n",
        "three.py": "import multiprocessing\nimport shared\nmultiprocessing.Pool(2)\nprint(shared.NAMES)\n",
        "shared.py": "NAMES = [name for name in ('a', 'b')]\n",
    }
    project, records = MemoryProject(texts), ImportRecords()
    counts = []
    for main in ("one.py", "two.py", "three.py"):
        ran.clear()
        replay(project.module(main), project, NoResolver(), (SPAWN,), records=records)
        counts.append(ran["shared.py"])

    # The third reads a name in both of its runs, the parent's and the child's.
    assert counts == [1, 0, 2]


def test_the_parts_of_a_package_that_sets_variables_run_only_once(ran: Counter[str]) -> None:
    texts = {
        "one.py": "import package\nprint(1)\n",
        "two.py": "import package\nprint(2)\n",
        "package/__init__.py": "import os\n\nos.environ['MODE'] = 'x'\nfrom package import part\n",
        "package/part.py": "import package\nprint(1)\n",
    }
    project, records = MemoryProject(texts), ImportRecords()
    for main in ("one.py", "two.py"):
        runs.Runs(project.module(main), project, NoResolver(), catalogue(), records).parent(SPAWN)

    assert ran["package/__init__.py"] == 2
    assert ran["package/part.py"] == 1


def test_a_text_that_has_changed_is_read_again() -> None:
    texts = {
        "main.py": "import worker\n\nworker.go()\n",
        "worker.py": "import multiprocessing\n\ndef go():\n    pass\n",
    }
    records = ImportRecords()
    assert not _traced(MemoryProject(texts), records).starts

    assert _traced(MemoryProject({**texts, "worker.py": f"{_START}\ngo = start\n"}), records).starts
