"""The thread that works off the event loop."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading

import pytest

from lsp.editor import SECONDS
from mainguard.lsp.worker import Worker


async def test_jobs_are_done_one_at_a_time_in_their_order_on_one_thread() -> None:
    worker = Worker("test")
    done: list[tuple[int, str]] = []
    await asyncio.gather(
        *(
            worker.run(lambda number=number: done.append((number, threading.current_thread().name)))
            for number in range(20)
        )
    )

    assert done == [(number, "test") for number in range(20)]


async def test_what_a_job_raises_is_raised_where_it_is_awaited() -> None:
    with pytest.raises(ZeroDivisionError):
        await Worker("test").run(lambda: 1 // 0)


async def test_a_job_that_was_cancelled_before_it_began_is_not_done() -> None:
    worker, may_finish, done = Worker("test"), threading.Event(), []
    first = asyncio.ensure_future(worker.run(may_finish.wait, SECONDS))
    second = asyncio.ensure_future(worker.run(done.append, "second"))
    await asyncio.sleep(0)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    may_finish.set()

    assert await first
    assert await worker.run(lambda: done) == []


def test_a_job_that_does_not_end_does_not_keep_the_process() -> None:
    program = """
import asyncio, threading
from mainguard.lsp.worker import Worker

async def main():
    asyncio.ensure_future(Worker("endless").run(threading.Event().wait))
    await asyncio.sleep(0)

asyncio.run(main())
"""
    subprocess.run([sys.executable, "-c", program], timeout=SECONDS, check=True)
