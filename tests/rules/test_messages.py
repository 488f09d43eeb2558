"""Every message begins with what it is about and what comes of it, so that a list of problems shows both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from executed.case import CASES as PROGRAMS
from executed.case import all_cases
from executed.shape import all_shapes
from harness.project import module_of
from harness.running import check_text
from mainguard.engine.check import check
from mainguard.engine.report import Report
from mainguard.engine.settings import SUPPORTED_VERSIONS, Settings
from mainguard.project.modules import ProjectModules
from mainguard.rules.registry import all_rules
from mainguard.rules.rule import Diagnostic
from mainguard.rules.wording import CONSEQUENCE_WITHIN, LONGEST_MESSAGE
from mainguard.text.source import Source
from rules.test_fixtures import CASES as FIXTURES

STARTS = r"hangs|fails|runs twice|never serves|never ends|starts child after child"
BEGINNINGS = {
    "MG001": r"Syntax error, this statement is not checked",
    "MG101": rf"`[^`]+\)` (?:{STARTS})",
    "MG102": r"`[^`]+\)` exits with status 3",
    "MG103": r"`[^`]+\"\)` cannot load its app",
    "MG104": r"`\w+` is ignored by `[^`]+\(\)`",
    "MG105": rf"`[^`]+` (?:{STARTS})",
    "MG106": r"`[^`]+` (?:serves inside an import|never returns|runs in child processes, too)",
    "MG107": r"`[^`]+` fails in a thread",
    "MG201": rf"`[^`]+` (?:{STARTS})",
    "MG202": r"`[^`]+\)` (?:ends the child early|chooses for each program)",
    "MG203": rf"`[^`]+` (?:{STARTS})",
    "MG204": r"`[^`]+` (?:fails|never ends)",
    "MG205": r"`[^`]+` never ends",
    "MG301": r"`[^`]+` (?:is (?:never|always) true|is (?:true|false) \w+|is never the name|compares with a variable)",
    "MG302": r"`[^`]+` (?:lets the child through|ends the child early)",
    "MG303": r"`[^`]+` hangs",
    "MG901": r"`[^`]+` suppresses nothing",
}
"""What the message of each rule begins with: what it is about and what comes of it."""


def reports() -> Iterator[Report]:
    """On every fixture, every program that was run with and without a guard, and every shape of a server."""
    for case in FIXTURES:
        yield from (check_text(case, file.path, file.text) for file in case.checked_files)
    for program in all_cases():
        if program.source is not None:
            yield checked(Path(program.source), program.path if program.is_folder else PROGRAMS)
    for shape in all_shapes():
        folder = shape.path if shape.path.is_dir() else shape.path.parent
        for file in sorted(shape.path.rglob("*.py")) if shape.path.is_dir() else [shape.path]:
            yield checked(file, folder)


def checked(file: Path, root: Path) -> Report:
    modules = ProjectModules([root])
    return check(modules.main_module(file, Source.decode(file.read_bytes())), Settings(), modules)


@cache
def findings() -> tuple[Diagnostic, ...]:
    """One for each message."""
    found = {
        (one.code, one.message): one for report in reports() for one in (*report.diagnostics, *report.syntax_errors)
    }
    return tuple(found.values())


@pytest.mark.parametrize("code", BEGINNINGS)
def test_the_beginning_says_what_it_is_about_and_what_comes_of_it(code: str) -> None:
    messages = [finding.message for finding in findings() if finding.code == code]
    beginnings = [re.match(BEGINNINGS[code], message) for message in messages]

    assert messages
    assert [message for message, found in zip(messages, beginnings, strict=True) if found is None] == []
    assert [found[0] for found in beginnings if found and found.end() > CONSEQUENCE_WITHIN] == []


def test_every_message_is_one_line_that_is_soon_read() -> None:
    messages = [finding.message for finding in findings()]

    assert [message for message in messages if len(message) > LONGEST_MESSAGE or not message.isprintable()] == []


def test_a_message_names_the_last_part_of_the_callee() -> None:
    starts = [finding for finding in findings() if finding.chain and finding.code in ("MG101", "MG201")]
    plain = [finding for finding in starts if re.fullmatch(r"[\w.]+", finding.chain[-1].name)]
    subjects = [(finding.message.split("`")[1], finding.chain[-1].name.rpartition(".")[2]) for finding in plain]

    assert len(subjects) > 100
    assert [subject for subject, name in subjects if name not in subject] == []


@pytest.mark.parametrize("length", [30, 100])
def test_long_names_do_not_make_long_messages(length: int) -> None:
    long = "x" * length
    text = f"""\
import uvicorn, multiprocessing, settings
def {long}a(): uvicorn.run("{long}:app", reload=settings.{long}, workers=settings.{long}s)
def {long}b(): {long}a()
def {long}c(): {long}b()
class {long}P(multiprocessing.Process): pass
if settings.{long}1 and settings.{long}2 and settings.{long}3:
    {long}c()
    multiprocessing.{long}
    {long}P(target=print, name="{long}").start()
{long}app = object()
if multiprocessing.parent_process() is None and settings.{long}1:
    uvicorn.run({long}app, reload=settings.{long})
    uvicorn.run("main:{long}ap")
    uvicorn.run("{long}")
    {long}c()
"""
    found = check(ProjectModules([]).main_module(Path("/main.py"), Source(text)), Settings()).diagnostics

    assert {finding.code for finding in found} == {"MG101", "MG102", "MG103", "MG201", "MG302"}
    for finding in found:
        beginning = re.match(BEGINNINGS[finding.code], finding.message)
        assert beginning is not None, finding.message
        assert beginning.end() <= CONSEQUENCE_WITHIN, finding.message
        assert len(finding.message) <= LONGEST_MESSAGE, finding.message


names = st.text("abcdefgh", min_size=1, max_size=90).map(lambda text: f"n{text}")
STARTERS = (
    "mp.Pool({n})",
    "mp.Process(target={n}).start()",
    "mp.get_context(settings.{n}).Pool()",
    "mp.set_start_method(settings.{n})",
    'uvicorn.run("main:app", reload=settings.{n}, workers=settings.{n}s)',
    "uvicorn.run({n}, reload=settings.{n})",
    "mylib.{n}()",
    "run(mylib_config)",
    "ui.run(reload=settings.{n})",
    "mp.Pool().map(lambda x: x, settings.{n})",
)
GUARDS = (
    "settings.{n}",
    "settings.{n} and settings.{n}s or not settings.{n}t",
    "mp.parent_process() is None",
    '__name__ in ("__main__", "__mp_main__") or settings.{n}',
    '__name__ == "__main__"',
    "len(settings.{n}) > 3",
)


@settings(max_examples=60, deadline=None)
@given(
    names,
    st.lists(st.tuples(st.sampled_from(GUARDS), names), max_size=5),
    st.lists(names, max_size=5, unique=True),
    st.lists(st.tuples(st.sampled_from(STARTERS), names), min_size=1, max_size=3),
    st.sampled_from(SUPPORTED_VERSIONS),
)
def test_no_program_makes_a_long_message(
    own: str,
    guards: list[tuple[str, str]],
    functions: list[str],
    starts: list[tuple[str, str]],
    version: tuple[int, int],
) -> None:
    """However many values are not known, and however long the names are."""
    lines = ["import multiprocessing as mp, uvicorn, settings, mylib", "from hypercorn.run import run"]
    lines += ["from nicegui import ui", "from mylib import config as mylib_config"]
    body = [start.format(n=name) for start, name in starts]
    for function in functions:
        lines += [f"def {function}():", *(f"    {line}" for line in body)]
        body = [f"{function}()"]
    for depth, (guard, name) in enumerate(guards):
        lines.append(f"{'    ' * depth}if {guard.format(n=name)}:")
    lines += [f"{'    ' * len(guards)}{line}" for line in body]
    text = "\n".join(lines) + "\n"
    platforms = Settings(starts_processes=(f"mylib.{own}", *(f"mylib.{name}" for _, name in starts)))
    targets = replace(platforms, target_python="{}.{}".format(*version))

    for chosen in (platforms, targets):
        for finding in check(module_of(text), chosen).diagnostics:
            assert len(finding.message) <= LONGEST_MESSAGE, finding.message
            assert finding.message.isprintable()


def test_every_rule_has_a_beginning() -> None:
    assert {rule.code for rule in all_rules()} == set(BEGINNINGS)
