"""Notices the end of the process that started the server, which may die without closing the pipe."""

from __future__ import annotations

import asyncio
import os
import sys

_SECONDS_BETWEEN_LOOKS = 1.0


async def wait_for_end(process_id: int) -> None:
    """Return once the process has ended.

    One that cannot be seen to begin with lives somewhere else, on the other side of a container: it is never over.
    """
    if process_id <= 0 or not _is_running(process_id):
        await asyncio.Event().wait()
    while _is_running(process_id):
        await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)


if sys.platform == "win32":
    import ctypes

    _SYNCHRONIZE = 0x00100000
    _STILL_RUNNING = 0x00000102

    def _is_running(process_id: int) -> bool:
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(_SYNCHRONIZE, False, process_id)  # noqa: FBT003  # the API has no keywords
        if not handle:
            return False
        try:
            return bool(kernel.WaitForSingleObject(handle, 0) == _STILL_RUNNING)
        finally:
            kernel.CloseHandle(handle)

else:

    def _is_running(process_id: int) -> bool:
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True
