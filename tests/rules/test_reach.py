"""How severe a finding is follows from where the program fails: with none of the targets, there is no finding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from harness.project import module_of
from mainguard.engine.check import check
from mainguard.engine.settings import PLATFORMS, SUPPORTED_VERSIONS, Settings
from mainguard.project.configuration import find_configuration
from mainguard.rules.rule import Severity

Targets = frozenset[tuple[str, tuple[int, int]]]

EVERYWHERE: Targets = frozenset((platform, version) for platform in PLATFORMS for version in SUPPORTED_VERSIONS)
NOWHERE: Targets = frozenset()
WHERE_NOTHING_FORKS = frozenset(
    (platform, version) for platform, version in EVERYWHERE if platform != "linux" or version >= (3, 14)
)
BEFORE_3_14 = frozenset((platform, version) for platform, version in EVERYWHERE if version < (3, 14))

GUARDED = 'if __name__ == "__main__":\n    mp.Process(target=print).start()\n'
PROGRAMS: Mapping[str, tuple[str, str, Targets]] = {
    "the platform's default": ("MG201", "mp.Pool(2)\n", WHERE_NOTHING_FORKS),
    "spawn by context": ("MG201", 'mp.get_context("spawn").Pool(2)\n', EVERYWHERE),
    "forkserver by context": ("MG201", 'mp.get_context("forkserver").Pool(2)\n', EVERYWHERE),
    "fork by context": ("MG201", 'mp.get_context("fork").Pool(2)\n', NOWHERE),
    "fork for all": ("MG201", 'mp.set_start_method("fork")\nmp.Pool(2)\n', NOWHERE),
    "spawn for all": ("MG201", 'mp.set_start_method("spawn", force=True)\nmp.Pool(2)\n', EVERYWHERE),
    "fork where there is one": (
        "MG201",
        'import sys\nmp.set_start_method("spawn" if sys.platform == "win32" else "fork", force=True)\nmp.Pool(2)\n',
        frozenset(target for target in EVERYWHERE if target[0] == "win32"),
    ),
    "only where it is asked for": (
        "MG201",
        'import sys\nif sys.platform == "darwin":\n    mp.Pool(2)\n',
        frozenset(target for target in EVERYWHERE if target[0] == "darwin"),
    ),
    "a library that spawns": ("MG101", 'import uvicorn\nuvicorn.run("other:app", reload=True)\n', EVERYWHERE),
    "the user's own": ("MG201", "import mylib\nmylib.start()\n", WHERE_NOTHING_FORKS),
    "the user's own, spawned": ("MG201", "import mylib\nmylib.spawn()\n", EVERYWHERE),
    "a start method that is refused": ("MG202", f'mp.set_start_method("spawn")\n{GUARDED}', EVERYWHERE),
    "one that only children refuse": ("MG202", f'mp.set_start_method("forkserver")\n{GUARDED}', BEFORE_3_14),
    "one that nobody refuses": ("MG202", f'mp.set_start_method("fork")\n{GUARDED}', NOWHERE),
    "a function that the child does not find": (
        "MG204",
        'if __name__ == "__main__":\n    def work(): ...\n    mp.Process(target=work).start()\n',
        WHERE_NOTHING_FORKS,
    ),
    "one that the parent cannot send": (
        "MG204",
        'if __name__ == "__main__":\n    mp.Pool(2).map(lambda n: n, [1])\n',
        EVERYWHERE,
    ),
    "a guard that does not guard": (
        "MG302",
        "if mp.parent_process() is None:\n    mp.Process(target=print).start()\n",
        WHERE_NOTHING_FORKS,
    ),
    "an exit of the child": (
        "MG302",
        f'if __name__ != "__main__":\n    raise SystemExit\n{GUARDED}',
        WHERE_NOTHING_FORKS,
    ),
}
each_program = pytest.mark.parametrize(("code", "program", "fails"), PROGRAMS.values(), ids=PROGRAMS.keys())

SETTINGS = Settings(starts_processes=("mylib.start", "mylib.spawn:spawn"))


def severities(program: str, code: str, settings: Settings) -> set[Severity]:
    found = check(module_of(f"import multiprocessing as mp\n{program}"), settings).diagnostics
    return {one.severity for one in found if one.code == code}


@each_program
def test_it_is_an_error_on_the_targets_where_it_fails_and_nothing_on_the_others(
    code: str, program: str, fails: Targets
) -> None:
    for platform, version in EVERYWHERE:
        target = replace(SETTINGS, platforms=(platform,), target_python="{}.{}".format(*version))
        expected = {Severity.ERROR} if (platform, version) in fails else set()

        assert severities(program, code, target) == expected, (platform, version)


@each_program
def test_one_target_on_which_it_fails_makes_it_an_error(code: str, program: str, fails: Targets) -> None:
    assert severities(program, code, SETTINGS) == ({Severity.ERROR} if fails else set())


@each_program
def test_a_finding_says_where_it_fails(code: str, program: str, fails: Targets) -> None:
    found = check(module_of(f"import multiprocessing as mp\n{program}"), SETTINGS).diagnostics
    named = {target for one in found if one.code == code for target in one.targets}

    assert named == ({f"{name} {major}.{minor}" for name, (major, minor) in fails} if fails != EVERYWHERE else set())


@pytest.mark.parametrize(
    ("requires", "expected"), [(">=3.10", {Severity.ERROR}), (">=3.10,<3.14", set()), ("~=3.14.0", {Severity.ERROR})]
)
def test_the_versions_that_the_project_admits_are_the_targets(
    requires: str, expected: set[Severity], tmp_path: Path
) -> None:
    text = f'[project]\nname = "x"\nrequires-python = "{requires}"\n[tool.mainguard]\nplatforms = ["linux"]\n'
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")

    assert severities("mp.Pool(2)\n", "MG201", find_configuration(tmp_path).settings) == expected
