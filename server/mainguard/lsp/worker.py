"""A thread for work that must not hold up the protocol."""

from __future__ import annotations

import asyncio
import functools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
A = TypeVar("A")


class Worker:
    """One thread that does one job at a time, in the order they come; it starts with the first job.

    It is a daemon, which an executor's threads cannot be: a job that takes long does not outlive ``exit``.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._given = self._done = 0
        """How many jobs there were; each number is written by one thread only."""

    @property
    def is_idle(self) -> bool:
        """Whether every job is done that was given; asked on the thread that gives them, it stays so for the moment."""
        return self._given == self._done

    async def run(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What ``job`` returns or raises.  A cancelled caller takes a job that has not begun with it."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name=self._name, daemon=True)
            self._thread.start()
        future: Future[T] = Future()
        self._given += 1
        self._jobs.put(functools.partial(_perform, future, functools.partial(job, *args, **kwargs)))
        return await asyncio.wrap_future(future)

    def _serve(self) -> None:
        while True:
            self._jobs.get()()
            self._done += 1


def on_loop(loop: asyncio.AbstractEventLoop, function: Callable[[A], T], argument: A) -> T:
    """What ``function`` returns or raises on the loop's thread; another one asks, and waits."""

    async def call() -> T:
        return function(argument)

    return asyncio.run_coroutine_threadsafe(call(), loop).result()


def _perform(future: Future[T], job: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(job())
    except BaseException as error:  # noqa: BLE001 - it is raised where the result is awaited
        future.set_exception(error)
