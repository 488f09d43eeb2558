"""Answers that the next process finds."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mainguard.names import resolver as resolver_module
from mainguard.names.answer_cache import AnswerCache
from mainguard.names.jedi_process import Answer, JediProcess, Patience
from mainguard.names.resolver import JediResolver

PATIENCE = Patience(per_question=60, per_call=120)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """An environment in which ``acme.serve`` is ``acme.servers.serve``."""
    site = tmp_path / "site-packages"
    servers = site / "acme" / "servers.py"
    servers.parent.mkdir(parents=True)
    servers.write_text("def serve(): ...\n")
    (servers.parent / "__init__.py").write_text("from acme.servers import serve as start\n")
    return site


@pytest.fixture
def starts(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The questions that processes were asked."""
    asked: list[list[str]] = []
    answers = JediProcess.answers

    def counted(self: JediProcess, questions: list[str]) -> dict[str, Answer]:
        asked.append(list(questions))
        return answers(self, questions)

    monkeypatch.setattr(JediProcess, "answers", counted)
    return asked


def resolver(site: Path, cache: Path | None) -> JediResolver:
    """What a process makes when it starts."""
    return JediResolver([site], site.parent / "project", PATIENCE, cache)


def resolved(site: Path, cache: Path | None) -> str | None:
    """What a process that starts now takes ``acme.start`` for."""
    one = resolver(site, cache)
    try:
        one.ask(["acme.start"])
        return one.canonical("acme.start")
    finally:
        one.close()


def test_the_second_start_resolves_without_asking(site: Path, tmp_path: Path, starts: list[list[str]]) -> None:
    cache = tmp_path / "cache"

    assert resolved(site, cache) == "acme.servers.serve"
    assert resolver(site, cache).canonical("acme.start") == "acme.servers.serve"
    assert resolved(site, cache) == "acme.servers.serve"
    assert starts == [["acme.start"]]


def rewrite(site: Path) -> None:
    """Edit the file that the definition is in."""
    file = site / "acme" / "servers.py"
    file.write_text("# longer\ndef serve(): ...\n")


def rewrite_package(site: Path) -> None:
    """Edit the file that says what the package offers."""
    (site / "acme" / "__init__.py").write_text("def start(): ...  # another one\n")


def install(site: Path) -> None:
    """Install another package."""
    (site / "other").mkdir()
    os.utime(site, ns=(0, 0))


@pytest.mark.parametrize("change", [rewrite, rewrite_package, install])
def test_what_an_answer_came_from_has_changed(
    change: Callable[[Path], None], site: Path, tmp_path: Path, starts: list[list[str]]
) -> None:
    cache = tmp_path / "cache"
    resolved(site, cache)
    change(site)

    assert resolver(site, cache).canonical("acme.start") is None
    resolved(site, cache)
    assert len(starts) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b'{"common": {}, "answers": []}',
        b'{"common": 1, "answers": {}}',
    ],
)
def test_a_file_that_holds_something_else_is_as_good_as_none(content: bytes, site: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    resolved(site, cache)
    (file,) = cache.iterdir()
    file.write_bytes(content)

    assert resolver(site, cache).canonical("acme.start") is None
    assert resolved(site, cache) == "acme.servers.serve"
    assert resolver(site, cache).canonical("acme.start") == "acme.servers.serve"


@pytest.mark.parametrize("answer", [None, [], ["acme.x"], [1, {}], ["acme.x", []], ["acme.x", {"/nowhere": 1}]])
def test_an_answer_that_is_none_is_passed_over(answer: object, site: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    resolved(site, cache)
    (file,) = cache.iterdir()
    content = json.loads(file.read_bytes())
    content["answers"]["acme.other"] = answer
    file.write_text(json.dumps(content))

    assert resolver(site, cache).canonical("acme.other") is None
    assert resolver(site, cache).canonical("acme.start") == "acme.servers.serve"


def test_a_second_process_adds_to_what_the_first_found(site: Path, tmp_path: Path) -> None:
    first, second = (AnswerCache(tmp_path / "cache", [site], []) for _ in range(2))
    first.add({"acme.one": Answer("acme.first", ())})
    second.add({"acme.two": Answer("acme.second", ())})

    assert first.load() == {"acme.one": "acme.first", "acme.two": "acme.second"}


def test_what_jedi_failed_at_is_asked_again_another_time(site: Path, tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path / "cache", [site], [])
    cache.add({"acme.one": Answer("acme.one", None)})

    assert cache.load() == {}


def test_nothing_is_left_behind_where_nothing_can_be_written(site: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")

    assert resolved(site, blocked / "cache") == "acme.servers.serve"
    assert blocked.read_text() == ""


def test_a_cache_inside_of_the_workspace_is_not_used(site: Path) -> None:
    cache = site.parent / "project" / "cache"

    assert resolved(site, cache) == "acme.servers.serve"
    assert not cache.exists()


def test_another_jedi_answers_anew(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, starts: list[list[str]]
) -> None:
    program = tmp_path / "program.py"
    program.write_text("1")
    monkeypatch.setattr(resolver_module, "jedi_files", lambda: [program])
    resolved(site, tmp_path / "cache")
    program.write_text("2, and longer")
    resolved(site, tmp_path / "cache")

    assert len(starts) == 2
