"""``workspace/executeCommand`` ``mainguard.applyFixAllInWorkspace``."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lsprotocol import types

from mainguard.lsp.identifiers import FIX_ALL_TITLE
from mainguard.lsp.progress import Progress
from mainguard.lsp.server import MainguardServer

if TYPE_CHECKING:  # it loads the analysis
    from mainguard.lsp.workspace_fixes import FixedFile

_TITLE = "Fixing the workspace"


async def apply_fix_all_in_workspace(server: MainguardServer) -> dict[str, object]:
    """Have the client make every safe fix in every file of the workspace, all in one edit.

    ``files`` says in how many, ``isApplied`` whether the client did so.
    """
    session = server.session
    if not session.client.applies_edits:
        return _outcome(0, is_applied=False)
    fixes, token = session.workspace_fixes, server.protocol.work_done_token

    async def fix() -> Sequence[FixedFile]:
        return await fixes.fixed(progress.report)

    fixing = asyncio.ensure_future(fix())
    progress = Progress(server, _TITLE, fixing.cancel)
    server.protocol.when_cancelled(fixing.cancel)
    if token is not None or session.client.shows_progress:
        progress.begin(token)
    try:
        await asyncio.wait({fixing})
    finally:
        fixing.cancel()
        progress.end()
    if fixing.cancelled() or not fixing.result():
        return _outcome(0, is_applied=False)
    fixed = fixing.result()
    params = types.ApplyWorkspaceEditParams(edit=fixes.edit(fixed), label=FIX_ALL_TITLE)
    answer = await server.workspace_apply_edit_async(params)
    return _outcome(len(fixed), is_applied=answer.applied)


def _outcome(files: int, *, is_applied: bool) -> dict[str, object]:
    return {"files": files, "isApplied": is_applied}
