"""The sweep over the files that are not open: which of them have to be checked, and the checks, one after the other.

Everything here runs on the event loop.  The checks run on a worker of their own, on modules of their own, so that a
check of an open document neither waits for them nor meets them; between two of them the sweep waits until the open
documents are checked and the typing has paused.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections import OrderedDict
from collections.abc import Collection, Coroutine, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from mainguard.engine.settings import Settings
from mainguard.lsp.closed_files import check_closed_file, find_closed_files
from mainguard.lsp.snapshot import Checked, Project
from mainguard.lsp.worker import Worker, on_loop
from mainguard.project.configuration import Configuration
from mainguard.project.dependents import dependent_on_names
from mainguard.project.modules import ProjectModules
from mainguard.project.stamps import Stamp
from mainguard.text.source import Source


class Workspace(Protocol):
    """What is around the files."""

    def folders(self) -> Sequence[Path]:
        """The workspace folders."""
        ...

    def project_of(self, folder: Path) -> Project:
        """What the files in ``folder`` are checked with."""
        ...

    def configuration_of(self, folder: Path) -> Configuration:
        """The settings of the files in ``folder``."""
        ...

    def open_text(self, key: str) -> Source | None:
        """The text of the file called ``key`` where it is open; other threads ask, too."""
        ...

    async def quiet(self) -> None:
        """Wait until no open document is waiting to be checked."""
        ...


class Audience(Protocol):
    """Who is told."""

    def file_checked(self, key: str, checked: Checked | None) -> None:
        """There is a result for a file as it is on the disk; ``None`` when it is no Python source."""
        ...

    def file_gone(self, key: str) -> None:
        """A file is no longer among those that are checked."""
        ...

    def proceeded(self) -> None:
        """The sweep came a step further, or to its end."""
        ...

    def failed(self, uri: str, error: Exception) -> None:
        """A check raised; the file's previous result stays."""
        ...


@dataclass(frozen=True, slots=True)
class _Result:
    """What a result was made of, to tell whether it still holds."""

    stamp: Stamp | None
    settings: Settings
    modules: ProjectModules
    modules_read: tuple[str, ...]
    has_findings: bool


class Sweep:
    """Keeps a result for each file of the workspace that is not open."""

    checks = 0
    """How many files were checked so far, the same file every time."""

    def __init__(self, worker: Worker, workspace: Workspace, audience: Audience) -> None:
        self._worker = worker
        self._workspace = workspace
        self._audience = audience
        self._files: dict[str, Stamp | None] = {}
        """With the stamp that all results are made with; ``None`` when they are about to be made with another."""
        self._results: dict[str, _Result] = {}
        self._due: OrderedDict[str, None] = OrderedDict()
        """Not a plain dict, in which the first key is found the slower, the more were taken from its front."""
        self._left_out: set[str] = set()
        self._is_search_due = False
        self._came_or_went: set[str] = set()
        self._modules_changed: set[str] = set()
        self._changed_meanwhile: set[str] = set()
        self._most_due = 0
        self._checks_before = 0
        self._own_modules: dict[ProjectModules, ProjectModules] = {}
        self._running: asyncio.Task[None] | None = None

    # What is known

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do."""
        return self._running is None

    @property
    def files(self) -> Collection[str]:
        """The files of the workspace by key, also those that are open."""
        return self._files.keys()

    @property
    def progress(self) -> tuple[int, int]:
        """How many of how many files of the present pass are done."""
        total = max(self._most_due, len(self._due))
        return total - len(self._due), total

    @property
    def checks_in_pass(self) -> int:
        """How many files were checked since the sweep was last at rest."""
        return self.checks - self._checks_before

    def is_due(self, key: str) -> bool:
        """Whether a file's result is not there yet."""
        return key in self._due

    def is_clean(self, key: str, stamp: Stamp, changed: Collection[str]) -> bool:
        """Whether a file with this stamp is known to have no findings, and to depend on none of ``changed``."""
        result = self._results.get(key)
        if result is None or result.has_findings or result.stamp != stamp or not self.is_settled:
            return False
        return not any(module in changed for module in result.modules_read)

    # What happened

    def search(self) -> None:
        """Files may have come or gone, or settings have changed: find out, and check what is no longer known."""
        self._is_search_due = True
        self._wake()

    def stop(self) -> None:
        """Forget everything."""
        if self._running is not None:
            self._running.cancel()
            self._running = None
        self._is_search_due = False
        self._files = {}
        for known in (self._results, self._due, self._left_out, self._came_or_went, self._modules_changed):
            known.clear()
        self._own_modules.clear()

    def abandon(self) -> None:
        """Leave unchecked what is not checked yet, until something happens to it."""
        self._left_out |= self._due.keys()
        self._due.clear()

    def file_changed(self, key: str) -> None:
        """Check a file again, and what depends on it."""
        if key in self._files:
            self._files[key] = None
        self.recheck([key])
        self.module_changed(key)

    def recheck(self, keys: Iterable[str]) -> None:
        """Check some files again, whatever is known about them."""
        for key in keys:
            if key in self._files:
                self._changed_meanwhile.add(key)
                self._results.pop(key, None)
                self._left_out.discard(key)
                self._due[key] = None
        self._wake()

    def recheck_all(self) -> None:
        """Check every file again."""
        self.recheck(tuple(self._files))

    def module_changed(self, key: str) -> None:
        """Check again what depends on the module called ``key`` in traces."""
        self._changed_meanwhile.add(key)
        self._modules_changed.add(key)
        self._wake()

    def module_came_or_went(self, key: str) -> None:
        """Check again what may import the module called ``key``."""
        self._came_or_went.add(key)
        self._wake()

    def _wake(self) -> None:
        is_needed = self._is_search_due or self._due or self._came_or_went or self._modules_changed
        if is_needed and self._running is None:
            self._checks_before = self.checks
            self._most_due = 0
            self._running = asyncio.create_task(self._run())

    async def _run(self) -> None:
        """Work until nothing is left.  A failure costs the step that it befell, and no other."""
        while step := self._next_step():
            try:
                await step
            except Exception as error:  # noqa: BLE001  # reported, and the sweep goes on
                self._audience.failed("the workspace", error)
            self._audience.proceeded()
        self._running = None
        self._audience.proceeded()

    def _next_step(self) -> Coroutine[Any, Any, None] | None:
        if self._is_search_due:
            return self._search()
        if self._modules_changed or self._came_or_went:
            return self._find_dependent()
        if self._due:
            self._most_due = max(self._most_due, len(self._due))
            return self._look_at(next(iter(self._due)))
        return None

    async def _search(self) -> None:
        await self._workspace.quiet()
        self._is_search_due = False
        configuration_of = partial(on_loop, asyncio.get_running_loop(), self._workspace.configuration_of)
        found = await self._worker.run(find_closed_files, self._workspace.folders(), configuration_of)
        known, self._files = self._files, dict(found)
        for key in known.keys() - found.keys():
            self._results.pop(key, None)
            self._due.pop(key, None)
            self._audience.file_gone(key)
        if known:
            self._came_or_went |= known.keys() ^ found.keys()
        self._modules_changed |= {key for key, stamp in known.items() if stamp and stamp != found.get(key, stamp)}
        self._left_out -= self._modules_changed
        self._due |= dict.fromkeys(key for key in found if key not in self._left_out)

    async def _find_dependent(self) -> None:
        """Find out what depends on modules that changed, came or went."""
        await self._workspace.quiet()
        changed, came_or_went = frozenset(self._modules_changed), frozenset(self._came_or_went)
        self._modules_changed.clear()
        self._came_or_went.clear()
        dependent = changed
        if came_or_went:
            keys = set(self._results).union(*(result.modules_read for result in self._results.values()))
            dependent |= await self._worker.run(dependent_on_names, came_or_went, keys, self._workspace.open_text)
        self.recheck(
            [
                key
                for key, result in self._results.items()
                if (key in dependent and key not in changed) or not dependent.isdisjoint(result.modules_read)
            ]
        )

    async def _look_at(self, key: str) -> None:
        """Check a file, unless it is open or the result that is there still holds."""
        self._changed_meanwhile.clear()
        try:
            if self._workspace.open_text(key) is not None:
                self._results.pop(key, None)
            elif not self._holds(key):
                await self._workspace.quiet()
                await self._check(key)
            else:
                await asyncio.sleep(0)
        except Exception as error:  # noqa: BLE001  # reported, and the other files are checked
            self._audience.failed(key, error)
        if key not in self._changed_meanwhile:
            self._due.pop(key, None)

    def _holds(self, key: str) -> bool:
        result, project = self._results.get(key), self._project_of(key)
        known = (self._files.get(key), project.settings)
        return result is not None and (result.stamp, result.settings) == known and result.modules is project.modules

    async def _check(self, key: str) -> None:
        self._changed_meanwhile.clear()
        project = self._project_of(key)
        await self._worker.run(_collect_garbage)
        stamp, checked = await self._worker.run(check_closed_file, key, project)
        self.checks += 1
        if key not in self._due or key not in self._files or self._workspace.open_text(key) is not None:
            return
        modules_read = checked.report.trace.modules_read if checked else frozenset()
        if self._files[key] not in (None, stamp):
            self._modules_changed.add(key)
        self._files[key] = stamp
        if not modules_read.isdisjoint(self._changed_meanwhile):
            self._changed_meanwhile.add(key)
        if key not in self._changed_meanwhile:
            read = tuple(map(sys.intern, modules_read))
            has_findings = checked is not None and bool(checked.report.diagnostics)
            self._results[key] = _Result(stamp, project.settings, project.modules, read, has_findings=has_findings)
        self._audience.file_checked(key, checked)

    def _project_of(self, key: str) -> Project:
        project = self._workspace.project_of(Path(os.path.dirname(key)))  # noqa: PTH120  # asked for each file
        if project.modules not in self._own_modules:
            self._own_modules[project.modules] = project.modules.apart()
        return replace(project, modules=self._own_modules[project.modules])


def _collect_garbage() -> None:
    """Collect what the check before has left, and nothing else.

    A collection stops all threads.  What outlives it, above all trees, is freed when the last reference goes, and is
    not looked at again: looking at all of it takes up to seconds.
    """
    gc.collect()
    gc.freeze()
