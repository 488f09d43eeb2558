"""Notices the end of the process that started the server, which may die without closing the pipe."""

from __future__ import annotations

import os
import sys

_SECONDS_BETWEEN_LOOKS = 1.0


async def wait_for_end(process_id: int) -> None:
    """Return once the process has ended."""
    import asyncio  # noqa: PLC0415 - loaded when the client has its answer

    while is_running(process_id):
        await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)


if sys.platform == "win32":
    import ctypes

    _SYNCHRONIZE = 0x00100000
    _STILL_RUNNING = 0x00000102

    def is_running(process_id: int) -> bool:
        """Whether there is such a process."""
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(_SYNCHRONIZE, False, process_id)  # noqa: FBT003  # the API has no keywords
        if not handle:
            return False
        try:
            return bool(kernel.WaitForSingleObject(handle, 0) == _STILL_RUNNING)
        finally:
            kernel.CloseHandle(handle)

else:

    def is_running(process_id: int) -> bool:
        """Whether there is such a process, be it somebody else's."""
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True
