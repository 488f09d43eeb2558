"""When documents are checked, with checks that the tests let go on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest_asyncio

from lsp.editor import SECONDS
from mainguard.engine.report import Report
from mainguard.engine.settings import Settings
from mainguard.lsp.refine import Refinement
from mainguard.lsp.schedule import Scheduler
from mainguard.lsp.snapshot import Checked, Project, Snapshot
from mainguard.lsp.worker import Worker
from mainguard.project.modules import ProjectModules
from mainguard.replay.trace import Trace
from mainguard.rules.rule import Context
from mainguard.text.source import Source


class Desk:
    """Open documents, and what was said about them."""

    def __init__(self, *, short: float = 0) -> None:
        self.open: dict[str, Source] = {}
        self.finished_texts: list[str] = []
        self.checked_texts: list[str] = []
        self.unchecked_uris: list[str] = []
        self.errors: list[Exception] = []
        self.reads: dict[str, frozenset[str]] = {}
        self.questions: dict[str, tuple[str, ...]] = {}
        self.failing: set[str] = set()
        self.is_held = threading.Event()
        self.may_finish = threading.Event()
        self.may_finish.set()
        self.worker = Worker("test")
        self.threads: list[threading.Thread] = []
        self.scheduler = Scheduler(self.worker, self.check, self, self, short=short)

    def hold(self) -> None:
        """Let the next check wait for ``may_finish``."""
        self.is_held.clear()
        self.may_finish.clear()

    def put(self, uri: str, text: str) -> None:
        """Open a document or change its text."""
        self.open[uri] = Source(text)
        self.scheduler.request(uri, first=True)
        self.scheduler.module_changed(uri)

    def check(self, snapshot: Snapshot) -> Checked:
        """The check: on the worker's thread unless checks are short."""
        self.threads.append(threading.current_thread())
        text = snapshot.source.text
        self.checked_texts.append(text)
        self.is_held.set()
        assert self.may_finish.wait(SECONDS)
        if text in self.failing:
            raise ValueError(text)
        module = snapshot.project.modules.main_module(snapshot.path, snapshot.source)
        reads, questions = self.reads.get(text, frozenset()), self.questions.get(text, ())
        trace = Trace(snapshot.key, (), (), (), questions=questions, modules_read=reads)
        return Checked(snapshot, Report(Context(module, trace, snapshot.project.modules, ()), ()), {})

    async def is_checking(self) -> None:
        """Wait until a check is held."""
        await asyncio.get_running_loop().run_in_executor(None, self.is_held.wait, SECONDS)

    # Documents

    def spelling(self, uri: str) -> str:
        return uri

    def source(self, uri: str) -> Source | None:
        return self.open.get(uri)

    def snapshot(self, uri: str) -> Snapshot | None:
        source = self.open.get(uri)
        if source is None or not source.text:
            return None
        project = Project(Settings(), Path("/"), None, None, ProjectModules(()), None)
        return Snapshot(uri, 1, source, Path("/main.py"), uri, project)

    # Audience

    def finished(self, checked: Checked) -> None:
        self.finished_texts.append(checked.snapshot.source.text)

    def unchecked(self, uri: str) -> None:
        self.unchecked_uris.append(uri)

    def failed(self, uri: str, error: Exception) -> None:
        del uri
        self.errors.append(error)


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[Desk]:
    """A desk on which checks may start."""
    one = Desk()
    one.scheduler.start()
    yield one
    one.may_finish.set()
    one.scheduler.stop()


async def result(desk: Desk, uri: str) -> str | None:
    """The text that the document's present result is of."""
    checked = await asyncio.wait_for(desk.scheduler.checked(uri), SECONDS)
    return checked.snapshot.source.text if checked else None


async def test_only_the_newest_of_many_changes_is_checked(desk: Desk) -> None:
    desk.hold()
    desk.put("a", "first")
    await desk.is_checking()
    for number in range(50):
        desk.put("a", f"change {number}")
    desk.may_finish.set()

    assert await result(desk, "a") == "change 49"
    assert desk.checked_texts == ["first", "change 49"]
    assert desk.finished_texts == ["change 49"]


async def test_a_result_that_is_older_than_the_document_is_dropped(desk: Desk) -> None:
    desk.hold()
    desk.put("a", "old")
    await desk.is_checking()
    desk.put("a", "new")
    desk.may_finish.set()

    assert await result(desk, "a") == "new"
    assert desk.finished_texts == ["new"]


async def test_a_result_of_a_document_that_was_closed_is_dropped(desk: Desk) -> None:
    desk.hold()
    desk.put("a", "text")
    await desk.is_checking()
    del desk.open["a"]
    desk.scheduler.forget("a")
    desk.may_finish.set()

    assert await result(desk, "a") is None
    assert desk.finished_texts == []


async def test_the_same_text_opened_again_waits_for_its_own_result(desk: Desk) -> None:
    desk.hold()
    desk.put("a", "text")
    await desk.is_checking()
    desk.scheduler.forget("a")
    desk.put("a", "text")
    desk.may_finish.set()

    assert await result(desk, "a") == "text"
    assert desk.checked_texts == ["text", "text"]
    assert desk.finished_texts == ["text"]


async def test_the_document_that_is_typed_in_comes_before_those_that_depend_on_it(desk: Desk) -> None:
    desk.reads = {f"importer {number}": frozenset({"a"}) for number in range(3)}
    desk.put("a", "module")
    for number in range(3):
        desk.put(str(number), f"importer {number}")
    for uri in ("a", "0", "1", "2"):
        await result(desk, uri)
    desk.hold()
    desk.checked_texts.clear()
    desk.put("a", "changed")
    await desk.is_checking()
    desk.put("a", "changed again")
    desk.may_finish.set()
    for number in range(3):
        await result(desk, str(number))

    assert desk.checked_texts[:2] == ["changed", "changed again"]
    assert sorted(desk.checked_texts[2:]) == [f"importer {number}" for number in range(3)]


async def test_a_module_that_changes_while_its_importer_is_checked_has_it_checked_again(desk: Desk) -> None:
    desk.reads = {"importer": frozenset({"module"})}
    desk.hold()
    desk.put("a", "importer")
    await desk.is_checking()
    desk.scheduler.module_changed("module")
    desk.may_finish.set()
    await result(desk, "a")

    assert desk.checked_texts == ["importer", "importer"]


async def test_a_check_that_raises_is_reported_and_the_next_one_works(desk: Desk) -> None:
    desk.failing.add("bad")
    desk.put("a", "bad")
    assert await result(desk, "a") is None
    desk.put("a", "good")

    assert await result(desk, "a") == "good"
    assert [str(error) for error in desk.errors] == ["bad"]


async def test_a_check_that_raises_leaves_the_other_documents_alone(desk: Desk) -> None:
    desk.failing.add("bad")
    desk.hold()
    desk.put("a", "bad")
    desk.put("b", "good")
    desk.may_finish.set()

    assert await result(desk, "b") == "good"


async def test_what_is_not_to_be_checked_any_more_is_said(desk: Desk) -> None:
    desk.put("a", "text")
    assert await result(desk, "a") == "text"
    desk.put("a", "")

    assert await result(desk, "a") is None
    assert desk.unchecked_uris == ["a"]


async def test_nothing_is_checked_before_the_start() -> None:
    desk = Desk()
    desk.put("a", "text")
    waiting = asyncio.ensure_future(desk.scheduler.checked("a"))
    await asyncio.sleep(0)
    assert desk.checked_texts == []
    desk.scheduler.start()
    await asyncio.wait_for(waiting, SECONDS)

    assert desk.finished_texts == ["text"]


async def test_a_document_whose_checks_are_short_is_checked_without_leaving_the_loop() -> None:
    desk = Desk(short=SECONDS)
    desk.scheduler.start()
    desk.put("a", "first")
    await result(desk, "a")
    await until_idle(desk.worker)
    desk.put("a", "second")
    await result(desk, "a")

    assert desk.finished_texts == ["first", "second"]
    assert desk.threads[0] is not threading.current_thread()
    assert desk.threads[1] is threading.current_thread()


async def test_a_short_check_waits_for_the_worker_like_any_other() -> None:
    desk, may_finish = Desk(short=SECONDS), threading.Event()
    desk.scheduler.start()
    desk.put("a", "first")
    await result(desk, "a")
    busy = asyncio.ensure_future(desk.worker.run(may_finish.wait, SECONDS))
    await asyncio.sleep(0)
    desk.put("a", "second")
    for _ in range(20):
        # The scheduler decides before the worker is free.
        await asyncio.sleep(0)
    may_finish.set()
    await result(desk, "a")

    assert await busy
    assert desk.threads[1] is desk.threads[0]


async def until_idle(worker: Worker) -> None:
    """Wait until the worker's thread has put down the last job, which is a moment after that is done."""

    async def wait() -> None:
        while not worker.is_idle:
            await asyncio.sleep(0)

    await asyncio.wait_for(wait(), SECONDS)


async def test_giving_up_waiting_does_not_disturb_others_that_wait(desk: Desk) -> None:
    desk.hold()
    desk.put("a", "text")
    impatient = asyncio.ensure_future(desk.scheduler.checked("a"))
    patient = asyncio.ensure_future(desk.scheduler.checked("a"))
    await desk.is_checking()
    impatient.cancel()
    desk.may_finish.set()
    checked = await asyncio.wait_for(patient, SECONDS)

    assert checked is not None
    assert checked.snapshot.source.text == "text"


class Answering:
    """A resolver that answers when it may."""

    def __init__(self, *, differs: bool) -> None:
        self.asked: list[set[str]] = []
        self._differs = differs

    def ask(self, questions: Any) -> bool:
        self.asked.append(set(questions))
        return self._differs


def opened(text: str, resolver: Answering, *questions: str) -> Checked:
    """A result that leaves ``questions`` open."""
    desk = Desk()
    desk.open["a"] = Source(text)
    desk.questions[text] = questions
    snapshot = desk.snapshot("a")
    assert snapshot is not None
    project: Any = replace(snapshot.project, resolver=resolver)
    return desk.check(replace(snapshot, project=project))


class Rechecks:
    """What a refinement wants to have checked again, and what went wrong."""

    def __init__(self) -> None:
        self.uris: list[str] = []
        self.errors: list[Exception] = []
        self.worker = Worker("names")
        self.refinement = Refinement(self.worker, self.uris.append, lambda _, error: self.errors.append(error))

    async def consider(self, checked: Checked) -> None:
        """Consider a result and wait for the answers."""
        self.refinement.consider(checked)
        await self.answered()

    async def answered(self) -> None:
        """Wait until what was asked last is answered."""
        await asyncio.sleep(0)  # the question is put to the worker, behind which this one comes
        await asyncio.wait_for(self.worker.run(lambda: None), SECONDS)


async def test_names_that_are_other_ones_have_the_document_checked_again() -> None:
    rechecks, resolver = Rechecks(), Answering(differs=True)
    await rechecks.consider(opened("text", resolver, "acme.serve"))

    assert resolver.asked == [{"acme.serve"}]
    assert rechecks.uris == ["a"]


async def test_names_that_are_what_they_seem_change_nothing() -> None:
    rechecks, resolver = Rechecks(), Answering(differs=False)
    await rechecks.consider(opened("text", resolver, "acme.serve"))

    assert rechecks.uris == []


async def test_a_result_without_questions_asks_nothing() -> None:
    rechecks, resolver = Rechecks(), Answering(differs=True)
    await rechecks.consider(opened("text", resolver))

    assert resolver.asked == []


async def test_the_same_question_about_the_same_text_is_asked_once_whatever_the_answer() -> None:
    rechecks, resolver = Rechecks(), Answering(differs=True)
    checked = opened("text", resolver, "acme.serve")
    await rechecks.consider(checked)
    await rechecks.consider(checked)

    assert resolver.asked == [{"acme.serve"}]


async def test_questions_that_came_up_meanwhile_are_asked_afterwards() -> None:
    rechecks, resolver = Rechecks(), Answering(differs=False)
    rechecks.refinement.consider(opened("text", resolver, "acme.serve"))
    rechecks.refinement.consider(opened("text two", resolver, "acme.other"))
    await rechecks.answered()
    await rechecks.answered()

    assert resolver.asked == [{"acme.serve"}, {"acme.other"}]


async def test_answers_about_a_document_that_was_closed_are_dropped() -> None:
    rechecks, resolver = Rechecks(), Answering(differs=True)
    rechecks.refinement.consider(opened("text", resolver, "acme.serve"))
    rechecks.refinement.forget("a")
    await rechecks.answered()

    assert rechecks.uris == []


async def test_a_resolver_that_fails_is_reported() -> None:
    class Failing(Answering):
        def ask(self, questions: Any) -> bool:
            raise RuntimeError(sorted(questions))

    rechecks = Rechecks()
    await rechecks.consider(opened("text", Failing(differs=True), "acme.serve"))

    assert [str(error) for error in rechecks.errors] == ["['acme.serve']"]
    assert rechecks.uris == []
