"""Everything in the workspace that can be fixed safely, fixed in one edit, as ``mainguard check --fix`` does it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from lsprotocol import types

from mainguard.lsp.analysis import fix_with_names
from mainguard.lsp.client import ClientFeatures
from mainguard.lsp.closed_files import find_closed_files, read_closed_file
from mainguard.lsp.convert import to_lsp_edits
from mainguard.lsp.difference import line_edits
from mainguard.lsp.snapshot import Project, Snapshot
from mainguard.lsp.worker import on_loop
from mainguard.lsp.workspace import WorkspaceFindings
from mainguard.project.modules import ProjectModules
from mainguard.project.stamps import Stamp, stamp_of
from mainguard.text.edits import Edit
from mainguard.text.source import Source

_ROUNDS = 3
"""How often what changed meanwhile is fixed again; what changes even then is left as it is."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A file before and after its fixes."""

    key: str
    snapshot: Snapshot
    stamp: Stamp | None
    """Of what is on the disk; ``None`` when the file is open."""
    after: Source
    edits: Sequence[Edit]
    """What makes ``after`` of the snapshot's text."""
    count: int
    """How many findings were fixed."""


class WorkspaceFixes:
    """Fixes files in the order of the command line, each in the sight of those before it."""

    def __init__(
        self,
        client: ClientFeatures,
        workspace: WorkspaceFindings,
        open_snapshot: Callable[[str], Snapshot | None],
    ) -> None:
        """``open_snapshot`` gives what a check of the open file needs; ``None`` when it is not to be checked."""
        self._client = client
        self._workspace = workspace
        self._open_snapshot = open_snapshot

    async def fixed(self, report: Callable[[int, int], None]) -> Sequence[FixedFile]:
        """The files that change; ``report`` is told how many of how many files are done.

        Open files are taken as they are in the editor, the others as they are on the disk.
        """
        configuration_of = partial(on_loop, asyncio.get_running_loop(), self._workspace.configuration_of)
        found = await self._workspace.worker.run(find_closed_files, self._workspace.folders(), configuration_of)
        one_pass = _Pass(self._workspace, self._open_snapshot)
        for done, (key, stamp) in enumerate(found.items()):
            report(done, len(found))
            if not one_pass.is_clean(key, stamp):
                await one_pass.fix(key)
        for _ in range(_ROUNDS):
            for key in one_pass.outdated():
                await one_pass.fix(key)
        for key in one_pass.outdated():
            _log.warning("%s is not fixed: it changes all the time", key)
            del one_pass.fixed[key]
        return tuple(one_pass.fixed.values())

    def edit(self, fixed: Iterable[FixedFile]) -> types.WorkspaceEdit:
        """One edit of all files, with as much about it as the client takes."""
        if not self._client.document_changes:
            return types.WorkspaceEdit(changes={one.snapshot.uri: self._edits(one) for one in fixed})
        annotations: dict[types.ChangeAnnotationIdentifier, types.ChangeAnnotation] = {}
        changes = []
        for one in fixed:
            document = types.OptionalVersionedTextDocumentIdentifier(one.snapshot.uri, one.snapshot.version)
            plain = self._edits(one)
            edits: list[types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit] = [*plain]
            if self._client.annotates_changes:
                annotations[one.snapshot.uri] = self._annotation(one)
                edits = [types.AnnotatedTextEdit(one.snapshot.uri, edit.range, edit.new_text) for edit in plain]
            changes.append(types.TextDocumentEdit(document, edits))
        return types.WorkspaceEdit(document_changes=changes, change_annotations=annotations or None)

    def _edits(self, one: FixedFile) -> list[types.TextEdit]:
        (part,) = one.snapshot.parts
        return to_lsp_edits(one.edits, part, self._client.unit)

    def _annotation(self, one: FixedFile) -> types.ChangeAnnotation:
        path = Path(one.key)
        folders = (folder for folder in self._workspace.folders() if path.is_relative_to(folder))
        name = next((path.relative_to(folder).as_posix() for folder in folders), one.key)
        description = f"{one.count} finding{'' if one.count == 1 else 's'}"
        return types.ChangeAnnotation(label=f"Fix {name}", needs_confirmation=True, description=description)


class _Pass:
    """What is fixed so far."""

    def __init__(self, workspace: WorkspaceFindings, open_snapshot: Callable[[str], Snapshot | None]) -> None:
        self.fixed: dict[str, FixedFile] = {}
        self._workspace = workspace
        self._open_snapshot = open_snapshot
        self._modules: dict[ProjectModules, ProjectModules] = {}

    def is_clean(self, key: str, stamp: Stamp) -> bool:
        """Whether there is nothing to fix in a file that is not open."""
        is_open = self._workspace.open_text(key) is not None
        return not is_open and self._workspace.is_clean(key, stamp, self.fixed.keys())

    async def fix(self, key: str) -> None:
        """Fix one file, or fix it again."""
        self.fixed.pop(key, None)
        snapshot, is_open = self._open_snapshot(key), self._workspace.open_text(key) is not None
        if is_open and snapshot is None:
            return
        await self._workspace.quiet()
        project = snapshot.project if snapshot else self._workspace.project_of(Path(key).parent)
        try:
            one = await self._workspace.worker.run(_fixed, key, snapshot, self._apart(project))
        except Exception as error:  # noqa: BLE001  # reported, and the other files are fixed
            self._workspace.failed(key, error)
            return
        if one is not None:
            self.fixed[key] = one

    def outdated(self) -> Sequence[str]:
        """The files that are no longer what was fixed."""
        return [key for key, one in self.fixed.items() if not self._is_current(one)]

    def _is_current(self, one: FixedFile) -> bool:
        present = self._workspace.open_text(one.key)
        if one.stamp is None:
            return present is one.snapshot.source
        return present is None and stamp_of(Path(one.key)) == one.stamp

    def _apart(self, project: Project) -> Project:
        if project.modules not in self._modules:
            self._modules[project.modules] = project.modules.apart(self._text)
        return replace(project, modules=self._modules[project.modules])

    def _text(self, key: str) -> Source | None:
        one = self.fixed.get(key)
        return one.after if one else self._workspace.open_text(key)


def _fixed(key: str, snapshot: Snapshot | None, project: Project) -> FixedFile | None:
    """A file with its fixes, as it is open or else on the disk; ``None`` when nothing changes.  Runs on a worker."""
    stamp = None if snapshot else stamp_of(Path(key))
    opened = replace(snapshot, project=project) if snapshot else read_closed_file(key, project)
    if opened is None:
        return None
    if stamp is not None and not _is_read_alike(opened.source):
        _log.warning("%s is not fixed: an editor may take it for another encoding than %s", key, opened.source.encoding)
        return None
    fixed = fix_with_names(opened)
    if fixed.text == opened.source.text:
        return None
    edits = tuple(line_edits(opened.source, fixed.text))
    return FixedFile(key, opened, stamp, opened.source.with_text(fixed.text), edits, len(fixed.applied))


def _is_read_alike(source: Source) -> bool:
    """Whether editors read the same text; they do not look where Python does for the encoding."""
    return source.encoding == "utf-8" or source.text.isascii()
