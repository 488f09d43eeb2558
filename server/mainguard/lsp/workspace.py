"""Findings of files that are not open: swept for where the mode says so, and shown the way the client wants them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from mainguard.lsp.client import ClientFeatures
from mainguard.lsp.convert import to_lsp_uri
from mainguard.lsp.editor_settings import DiagnosticMode
from mainguard.lsp.progress import Progress
from mainguard.lsp.projects import Projects
from mainguard.lsp.publish import Publisher
from mainguard.lsp.pulled_workspace import TITLE, PulledWorkspace
from mainguard.lsp.pushed_files import PushedFiles
from mainguard.lsp.registration import Registrations
from mainguard.lsp.schedule import Scheduler
from mainguard.lsp.server import MainguardServer
from mainguard.lsp.snapshot import Checked, Project
from mainguard.lsp.sweep import Sweep
from mainguard.lsp.worker import Worker
from mainguard.project.configuration import Configuration
from mainguard.project.files import NEVER_SEARCHED
from mainguard.project.ignore import GITIGNORE
from mainguard.project.paths import is_within
from mainguard.project.stamps import Stamp
from mainguard.text.source import Source

_SECONDS_OF_REST = 0.5
"""How long nothing may have been typed before a file that is not open is checked."""
_MANY_CHECKS = 50
"""After so many checks a pass that is not the first is shown, too."""


class WorkspaceFindings:
    """Shows nothing unless the mode is ``WORKSPACE``; lives on the event loop.

    Files and modules are called by their keys in traces: of files, the absolute paths.
    """

    def __init__(
        self,
        server: MainguardServer,
        client: ClientFeatures,
        projects: Projects,
        scheduler: Scheduler,
        publisher: Publisher,
        open_text: Callable[[str], Source | None],
        failed: Callable[[str, Exception], None],
    ) -> None:
        """``open_text`` gives the text that is open under a key; ``failed`` is told which URI, or file, and why."""
        self.mode = DiagnosticMode.OPEN_FILES
        self.open_text = open_text
        self.failed = failed
        self.worker = Worker("workspace")
        self.sweep = Sweep(self.worker, self, self)
        self.pulled = PulledWorkspace(server, self.sweep)
        self.registrations = Registrations(server, client)
        self._server = server
        self._client = client
        self._projects = projects
        self._scheduler = scheduler
        self._publisher = publisher
        self._pushed = PushedFiles(server)
        self._progress = Progress(server, TITLE, self.sweep.abandon)
        self._typed_at = -_SECONDS_OF_REST
        self._has_started = False
        self._is_first_pass = True

    @property
    def is_on(self) -> bool:
        """Whether files that are not open are checked."""
        return self._has_started and self.mode is DiagnosticMode.WORKSPACE

    def is_clean(self, key: str, stamp: Stamp, changed: Collection[str]) -> bool:
        """Whether a file needs no check to know that it has no findings; see ``Sweep.is_clean``."""
        # Who does not tell about changed files leaves open whether anything still holds.
        return self._client.registers_file_watching and self.sweep.is_clean(key, stamp, changed)

    # What happens

    async def start(self) -> None:
        """Begin, in the mode that was set by then."""
        self._has_started = True
        if self.is_on:
            self._begin()
        await self._register()

    def settings_changed(self, mode: DiagnosticMode) -> None:
        """Settings, environments or workspace folders may have changed; ``mode`` is what holds now."""
        is_another = mode is not self.mode
        self.mode = mode
        if self._has_started and is_another:
            if self.is_on:
                self._begin()
            else:
                self._end()
            self._server.keep_running(self._register())
        elif self.is_on:
            self.sweep.search()

    def typed(self) -> None:
        """The text of an open document changed."""
        self._typed_at = asyncio.get_running_loop().time()

    def module_changed(self, key: str) -> None:
        """A module has another text."""
        if self.is_on:
            self.sweep.module_changed(key)

    def module_came_or_went(self, key: str) -> None:
        """There is a module that was not there, or the other way round."""
        if self.is_on:
            self.sweep.module_came_or_went(key)

    def files_changed(self, changes: Iterable[tuple[Path, bool]]) -> None:
        """Files changed on the disk; each with whether it was there before and still is."""
        if not self.is_on:
            return
        own = [(path, stays) for path, stays in changes if NEVER_SEARCHED.isdisjoint(path.parts)]
        gone = {str(path) for path, stays in own if not stays}
        is_search_due = any(is_within(key, gone) for key in self.sweep.files) if gone else False
        for path, stays in own:
            if stays and str(path) in self.sweep.files:
                self.sweep.file_changed(str(path))
            elif path.suffix == ".py" or path.name == GITIGNORE:
                is_search_due = True
        if is_search_due:
            self.sweep.search()

    def packages_changed(self) -> None:
        """Names may lead elsewhere now."""
        if self.is_on:
            self.sweep.recheck_all()

    def document_checked(self, checked: Checked) -> None:
        """There is a result for an open document, which is what counts while it is open."""
        snapshot = checked.snapshot
        if not self.is_on or snapshot.cells is not None or not Path(snapshot.key).is_absolute():
            return
        self._pushed.leave_to(None if self._client.pulls_diagnostics else snapshot.uri, snapshot.key)
        if self._client.registers_diagnostics:
            (part,) = snapshot.parts
            diagnostics = self._publisher.diagnostics(checked, part)
            self.pulled.show(snapshot.key, snapshot.uri, snapshot.version, diagnostics)

    def document_unchecked(self, key: str) -> None:
        """An open document is not to be checked."""
        if self.is_on:
            self._pushed.leave_to(None, key)
            self.pulled.show(key, to_lsp_uri(key), None, ())

    def document_closed(self, key: str, uris: Iterable[str]) -> None:
        """A document or a notebook was closed; ``uris`` are what the client called it and its cells."""
        if self.is_on:
            self.sweep.recheck([key])
            for uri in uris:
                self.pulled.take_back(uri)

    # What the sweep wants to know, and tells

    def folders(self) -> Sequence[Path]:
        """The workspace folders."""
        return tuple(self._projects.workspace_folders)

    def project_of(self, folder: Path) -> Project:
        """What the files in ``folder`` are checked with."""
        return self._projects.of(folder)

    def configuration_of(self, folder: Path) -> Configuration:
        """The settings of the files in ``folder``."""
        return self._projects.configuration_of(folder)

    async def quiet(self) -> None:
        """Wait until no open document is due and nobody types."""
        loop = asyncio.get_running_loop()
        while True:
            await self._scheduler.idle()
            rest = self._typed_at + _SECONDS_OF_REST - loop.time()
            if rest <= 0:
                return
            await asyncio.sleep(rest)

    def file_checked(self, key: str, checked: Checked | None) -> None:
        """Show what is in a file on the disk."""
        diagnostics = self._publisher.diagnostics(checked, checked.snapshot.parts[0]) if checked else ()
        if self._client.registers_diagnostics:
            self.pulled.show(key, to_lsp_uri(key), None, diagnostics)
        else:
            self._pushed.show(key, diagnostics)

    def file_gone(self, key: str) -> None:
        """Show nothing any more of a file that is not open."""
        if self.open_text(key) is None:
            self.file_checked(key, None)

    def proceeded(self) -> None:
        """Show how far the sweep is, and answer who waits."""
        done, total = self.sweep.progress
        if self.sweep.is_settled:
            self._progress.end()
            self._is_first_pass = False
        elif total and not self._progress.is_shown and self._is_worth_showing:
            self._progress.begin()
        self._progress.report(done, total)
        self.pulled.go_on()

    @property
    def _is_worth_showing(self) -> bool:
        is_long = self._is_first_pass or self.sweep.checks_in_pass > _MANY_CHECKS
        return self._client.shows_progress and is_long

    def _begin(self) -> None:
        self._is_first_pass = True
        if self._client.registers_diagnostics:
            self.pulled.begin()
        self.sweep.search()

    def _end(self) -> None:
        self.sweep.stop()
        self._progress.end()
        self._pushed.clear()
        self.pulled.end()

    async def _register(self) -> None:
        await self.registrations.pull_diagnostics(whole_workspace=self.is_on)
