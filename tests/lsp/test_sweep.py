"""When files that are not open are checked, and which."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest_asyncio

from lsp.programs import CALLS_SERVE, GUARDED, SERVE, UNGUARDED
from mainguard.engine.settings import Settings
from mainguard.lsp.snapshot import Checked, Project
from mainguard.lsp.sweep import Sweep
from mainguard.lsp.worker import Worker
from mainguard.project.configuration import Configuration, find_configuration
from mainguard.project.modules import ProjectModules
from mainguard.project.stamps import Stamp, stamp_of
from mainguard.text.source import Source

SECONDS = 20.0


class Surroundings:
    """A folder, an editor that may be busy, and who is told."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.settings = Settings()
        self.open: dict[str, Source] = {}
        self.is_quiet = asyncio.Event()
        self.is_quiet.set()
        self.told: list[tuple[str, list[str] | None]] = []
        self.failures: list[str] = []
        self.on_proceeded: Callable[[], object] = lambda: None
        self._modules = ProjectModules((root,), self.open.get)
        self._news = asyncio.Event()
        self.sweep = Sweep(Worker("test"), self, self)

    def key(self, name: str) -> str:
        return str(self.root / name)

    def write(self, name: str, text: str) -> None:
        (self.root / name).write_text(text)

    async def settled(self) -> list[tuple[str, list[str] | None]]:
        """What was told since the last time, once the sweep is at rest; ``None`` stands for a file that is gone."""

        async def wait() -> None:
            while not self.sweep.is_settled:
                self._news.clear()
                await self._news.wait()

        await asyncio.wait_for(wait(), SECONDS)
        told, self.told = self.told, []
        return sorted(told)

    # What the sweep wants to know

    def folders(self) -> Sequence[Path]:
        return (self.root,)

    def project_of(self, folder: Path) -> Project:
        if folder.name == "cursed":
            raise RuntimeError(folder)
        return Project(self.settings, self.root, None, None, self._modules, None)

    def configuration_of(self, folder: Path) -> Configuration:
        assert asyncio.get_running_loop()
        return find_configuration(folder)

    def open_text(self, key: str) -> Source | None:
        return self.open.get(key)

    async def quiet(self) -> None:
        await self.is_quiet.wait()

    # What the sweep tells

    def file_checked(self, key: str, checked: Checked | None) -> None:
        codes = [one.code for one in checked.report.diagnostics] if checked else []
        self.told.append((Path(key).name, codes))

    def file_gone(self, key: str) -> None:
        self.told.append((Path(key).name, None))

    def proceeded(self) -> None:
        self._news.set()
        self.on_proceeded()

    def failed(self, uri: str, error: Exception) -> None:
        self.failures.append(f"{Path(uri).name}: {error!r}")


@pytest_asyncio.fixture
async def around(tmp_path: Path) -> AsyncIterator[Surroundings]:
    """A workspace with a module, a file that depends on it, and one that does not."""
    made = Surroundings(tmp_path)
    made.write("serving.py", SERVE)
    made.write("calls.py", CALLS_SERVE.format(module="serving"))
    made.write("alone.py", UNGUARDED)
    made.sweep.search()
    assert await made.settled() == [("alone.py", ["MG101"]), ("calls.py", ["MG101"]), ("serving.py", [])]
    yield made
    made.sweep.stop()


async def test_a_search_that_finds_nothing_new_checks_nothing(around: Surroundings) -> None:
    around.sweep.search()

    assert await around.settled() == []
    assert around.sweep.checks == 3


async def test_no_file_is_looked_for_or_checked_while_the_editor_is_busy(around: Surroundings) -> None:
    around.is_quiet.clear()
    around.write("alone.py", GUARDED)
    around.sweep.search()
    around.sweep.file_changed(around.key("calls.py"))
    # The loop has run everything that can run when it comes back to this.
    for _ in range(10):
        await asyncio.sleep(0)
    assert (around.told, around.sweep.checks) == ([], 3)
    around.is_quiet.set()

    assert await around.settled() == [("alone.py", []), ("calls.py", ["MG101"])]


async def test_a_change_that_nobody_told_of_is_found_by_a_search_with_what_depends_on_it(around: Surroundings) -> None:
    around.write("serving.py", SERVE.replace("reload=reload", "reload=False"))
    around.sweep.search()

    assert await around.settled() == [("calls.py", []), ("serving.py", [])]


async def test_a_change_during_a_check_has_the_file_checked_again(around: Surroundings) -> None:
    around.write("alone.py", GUARDED)
    around.sweep.file_changed(around.key("alone.py"))
    before = around.sweep.checks
    original = around.file_checked

    def changed_meanwhile(key: str, checked: Checked | None) -> None:
        original(key, checked)
        if around.sweep.checks == before + 1:
            around.sweep.file_changed(key)

    around.file_checked = changed_meanwhile  # type: ignore[method-assign]

    assert await around.settled() == [("alone.py", []), ("alone.py", [])]


async def test_only_other_settings_have_files_checked_again(around: Surroundings) -> None:
    around.settings = Settings()
    around.sweep.search()
    assert await around.settled() == []
    around.settings = Settings(ignore=("MG101",))
    around.sweep.search()

    assert await around.settled() == [("alone.py", []), ("calls.py", []), ("serving.py", [])]


async def test_what_is_open_is_left_to_the_editor_until_it_is_closed(around: Surroundings) -> None:
    key = around.key("alone.py")
    around.open[key] = Source(GUARDED)
    around.sweep.file_changed(key)
    assert await around.settled() == []
    del around.open[key]
    around.sweep.recheck([key])

    assert await around.settled() == [("alone.py", ["MG101"])]


async def test_what_writes_the_name_of_a_module_that_came_or_went_is_checked(around: Surroundings) -> None:
    around.write("later.py", "import other\n")
    around.sweep.search()
    await around.settled()
    around.write("other.py", UNGUARDED)
    around.sweep.search()
    assert await around.settled() == [("later.py", ["MG101"]), ("other.py", ["MG101"])]
    (around.root / "other.py").unlink()
    around.sweep.search()

    assert await around.settled() == [("later.py", []), ("other.py", None)]


async def test_a_folder_that_becomes_a_package_has_its_modules_checked(around: Surroundings) -> None:
    (around.root / "package").mkdir()
    around.write("package/inside.py", GUARDED)
    around.sweep.search()
    await around.settled()
    around.write("package/__init__.py", "")
    around.sweep.search()

    assert await around.settled() == [("__init__.py", []), ("inside.py", [])]


async def test_a_file_that_fails_costs_no_other(around: Surroundings) -> None:
    (around.root / "cursed").mkdir()
    around.write("cursed/tool.py", UNGUARDED)
    around.write("other.py", UNGUARDED)
    around.sweep.search()

    assert await around.settled() == [("other.py", ["MG101"])]
    assert around.failures == [f"tool.py: {RuntimeError(around.root / 'cursed')!r}"]


async def test_what_was_abandoned_is_checked_only_if_something_happens_to_it(around: Surroundings) -> None:
    for number in range(3):
        around.write(f"new_{number}.py", UNGUARDED)
    around.on_proceeded = lambda: around.sweep.checks == 4 and around.sweep.abandon()
    around.sweep.search()
    (first,) = await around.settled()
    around.on_proceeded = lambda: None
    around.sweep.search()
    assert await around.settled() == []
    assert around.sweep.checks == 4
    left = next(name for name in ("new_0.py", "new_1.py", "new_2.py") if name != first[0])
    around.sweep.file_changed(around.key(left))

    assert await around.settled() == [(left, ["MG101"])]


async def test_a_file_is_clean_as_long_as_nothing_it_depends_on_changed(around: Surroundings) -> None:
    around.write("calls.py", "from serving import serve\n")
    around.sweep.file_changed(around.key("calls.py"))
    await around.settled()
    key = around.key("calls.py")
    stamp = stamp_of(Path(key))
    assert stamp is not None

    assert around.sweep.is_clean(key, stamp, ())
    assert not around.sweep.is_clean(key, stamp, {around.key("serving.py")})
    assert not around.sweep.is_clean(key, Stamp(0, 0), ())
    assert not around.sweep.is_clean(around.key("alone.py"), stamp, ())
