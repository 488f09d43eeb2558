"""``workspace/executeCommand`` ``mainguard.debugInformation``."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from mainguard import __version__
from mainguard.lsp.documents import Document
from mainguard.lsp.notebooks import Notebook
from mainguard.lsp.server import MainguardServer
from mainguard.lsp.snapshot import Checked

if TYPE_CHECKING:  # it loads the analysis
    from mainguard.lsp.session import Session

_LIBRARIES = ("pygls", "lsprotocol", "jedi")


async def debug_information(server: MainguardServer) -> str:
    """What a bug report needs to say, as text."""
    session = server.session
    lines = [*_about_server(), *_about_client(session)]
    for document in session.documents:
        lines += ["", *_about_document(session, document, await session.scheduler.checked(document.uri))]
    return "\n".join(lines)


def _about_server() -> Iterator[str]:
    from importlib.metadata import version  # noqa: PLC0415 - seldom needed

    yield f"mainguard {__version__}"
    yield f"Python {platform.python_version()} ({sys.executable}) on {platform.platform()}"
    yield ", ".join(f"{library} {version(library)}" for library in _LIBRARIES)


def _about_client(session: Session) -> Iterator[str]:
    client = session.client_info
    yield f"client: {client.name} {client.version or ''}".rstrip() if client else "client: not named"
    yield f"position encoding: {session.client.unit.value}"
    yield f"diagnostics: {'pulled' if session.client.pulls_diagnostics else 'pushed'}"
    yield from (f"workspace folder: {folder}" for folder in session.projects.workspace_folders)
    yield f"diagnostic mode: {session.workspace.mode.value}"
    if session.workspace.is_on:
        sweep = session.workspace.sweep
        state = "at rest" if sweep.is_settled else "at work"
        yield f"  {len(sweep.files)} files, those that are not open checked {sweep.checks} times, {state}"


def _about_document(session: Session, document: Document | Notebook, checked: Checked | None) -> Iterator[str]:
    kind = f"cells {len(document.cells)}" if isinstance(document, Notebook) else f"language {document.language_id}"
    yield f"{document.uri} (version {document.version}, {kind})"
    snapshot = session.snapshot(document.uri)
    if snapshot is None:
        yield "  not checked: it is excluded or is no Python module"
        return
    project = snapshot.project
    yield f"  settings from {project.settings_file or 'no file'}, relative to {project.root}"
    yield from (f"    {key}: {value!r}" for key, value in asdict(project.settings).items())
    environment = project.environment
    yield f"  environment: {environment.python or 'without interpreter' if environment else 'none found'}"
    if checked is not None:
        trace = checked.report.trace
        yield f"  findings: {len(checked.report.diagnostics)}, syntax errors: {len(checked.report.syntax_errors)}"
        yield f"  modules read: {len(trace.modules_read)}, names not looked up: {len(trace.questions)}"
