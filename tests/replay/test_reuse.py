"""A replay that is not made again would have seen the same."""

from __future__ import annotations

import gc
import random
import re
from dataclasses import dataclass, field, fields, is_dataclass
from typing import get_args, get_type_hints
from weakref import ref

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from harness.programs import ACTIVE, BLOCKS, HEAD, executed_programs
from harness.project import MemoryProject
from harness.replaying import FORK, FORKSERVER, SPAWN
from mainguard.replay import relevance, runs
from mainguard.replay.module_bodies import Body
from mainguard.replay.modules import Modules, NoResolver, ProjectModule, Resolver
from mainguard.replay.replay import replay
from mainguard.replay.reuse import Replays
from mainguard.replay.trace import ApiCall, Assumption, GuardInPath, ServedAgain, Site, Trace, UnguardedStart
from mainguard.replay.world import Run, RunWorld
from mainguard.syntax.editing import EditableTree
from mainguard.text.source import Source
from mainguard.text.span import Span

_TARGETS = (SPAWN, FORK, FORKSERVER)
_TYPED = (
    *("# a comment\n", "x", "\n", '"""', "(", "def added(a):\n    return a + 1\n\n\n", "name = other\n", "import os\n"),
    *("class Added:\n    y = 1\n", "run = None\n", "print(1)\n", "app = 2\n", "p = None\n", "del x\n"),
)


@dataclass
class _Resolver:
    """Knows what it was told."""

    known: dict[str, str] = field(default_factory=dict)

    def canonical(self, dotted: str) -> str | None:
        return self.known.get(dotted)


@dataclass
class _Editor:
    """A file of a project that is typed in."""

    texts: dict[str, str]
    main: str
    resolver: Resolver = field(default_factory=NoResolver)
    replays: Replays = field(default_factory=Replays)
    made: EditableTree = field(init=False)
    project: MemoryProject = field(init=False)

    def __post_init__(self) -> None:
        self.made = EditableTree.of(Source(self.texts[self.main]))
        self.project = MemoryProject(self.texts, {self.main: self.made.tree})

    def put(self, text: str) -> None:
        """Have another text in the file."""
        self.made = self.made.edited(Source(text))
        self.texts[self.main] = text
        self.project = MemoryProject(self.texts, {self.main: self.made.tree})

    def module(self) -> ProjectModule:
        """The file as it is."""
        return self.project.module(self.main)

    def trace(self) -> Trace:
        return replay(self.module(), self.project, self.resolver, _TARGETS, replays=self.replays)

    def assert_same(self) -> None:
        found = self.trace()
        unopened = MemoryProject(self.texts)
        anew = replay(unopened.module(self.main), unopened, self.resolver, _TARGETS)
        for each in fields(Trace):
            assert getattr(found, each.name) == getattr(anew, each.name), (each.name, self.texts[self.main])


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[ProjectModule]:
    """The modules of which runs were made."""
    found: list[ProjectModule] = []
    execute = runs.Runs._execute

    def noted(self: runs.Runs, world: runs.RunWorld) -> runs.Finished:
        found.append(self.module)
        return execute(self, world)

    monkeypatch.setattr(runs.Runs, "_execute", noted)
    return found


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[RunWorld]:
    """The worlds of the runs that were made from the start."""
    found: list[RunWorld] = []
    begin = runs.Runs._begun

    def noted(self: runs.Runs, world: RunWorld) -> Body:
        found.append(world)
        return begin(self, world)

    monkeypatch.setattr(runs.Runs, "_begun", noted)
    return found


def test_the_executed_cases_leave_the_same_traces_while_they_are_typed_in(made: list[ProjectModule]) -> None:
    asked = reused = 0
    chance = random.Random(7)  # noqa: S311 -- the same edits every time
    for texts, main in executed_programs():
        editor = _Editor(dict(texts), main)
        editor.assert_same()
        for _ in range(3):
            before = editor.texts[main]
            starts = [placed.start for placed in editor.made.tree.blocks] or [0]
            at = chance.choice([*starts, len(before), chance.randrange(len(before) + 1)])
            editor.put(before[:at] + chance.choice(_TYPED) + before[at:])
            made.clear()
            editor.trace()
            asked += 1
            reused += not made
            editor.assert_same()
            if chance.random() < 0.5:
                editor.put(before)
                editor.assert_same()
    assert reused > asked / 3


_WORDS = (
    *("x = 1\n", "print(2)\n", "app = 3\n", "run()\n", "# c\n", "name = other\n", "p = None\n", "del p\n", "main()\n"),
    *(
        "def added(a=work):\n    return a\n",
        "if __name__ == '__main__':\n    pass\n",
        "global q\n",
        "raise SystemExit\n",
    ),
    *("import os\n", "import multiprocessing\n", "from multiprocessing import *\n"),
)


def test_the_executed_cases_leave_the_same_traces_while_words_are_typed_in_them(begun: list[RunWorld]) -> None:
    chance = random.Random(3)  # noqa: S311 -- the same edits every time
    for texts, main in chance.sample(list(executed_programs()), 150):
        editor = _Editor(dict(texts), main)
        editor.assert_same()
        for _ in range(2):
            before = editor.texts[main]
            starts = [placed.start for placed in editor.made.tree.blocks] or [0]
            at = chance.choice([*starts, len(before), chance.randrange(len(before) + 1)])
            word = chance.choice(_WORDS)
            step = chance.choice((1, 3, len(word)))
            for length in range(step, len(word) + step, step):
                editor.put(before[:at] + word[:length] + before[at:])
                editor.assert_same()
    assert begun


_PROGRAMS = st.lists(st.one_of(BLOCKS, ACTIVE), max_size=10)
_EDITS = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 2), st.lists(BLOCKS | ACTIVE, max_size=2)), max_size=4)


@example(
    ["del a", "a = Pool(2)", "a = a", "a = a", "a = a()", "a = a", "a = Pool(2)", "a = a"],
    "",
    [(2, 0, ["a = a", "a = a"]), (3, 2, ["a = a", "a = b"]), (9, 1, [])],
)
@settings(max_examples=300, deadline=None)
@given(_PROGRAMS, st.lists(BLOCKS | ACTIVE, max_size=4).map("\n".join), _EDITS)
def test_generated_programs_leave_the_same_traces_while_they_are_typed_in(
    blocks: list[str], other: str, edits: list[tuple[int, int, list[str]]]
) -> None:
    def text() -> str:
        return "\n".join([HEAD, *blocks, "run()\na()\n"])

    editor = _Editor({"main.py": text(), "other.py": f"{HEAD}{other}\n"}, "main.py")
    editor.assert_same()
    for at, count, put in edits:
        blocks[at : at + count] = put
        editor.put(text())
        editor.assert_same()


_ROUTE = """
@app.get("/{0}")
def route{0}(x: int) -> int:
    y = x + 1
    return y
"""
_APPLICATION = (
    "import uvicorn\nfrom fastapi import FastAPI\napp = FastAPI()\n"
    + "".join(map(_ROUTE.format, range(200)))
    + 'uvicorn.run("main:app", reload=True)\n'
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"/7")\ndef route7(x: int) -> int:\n    y = x + 1', '"/7")\ndef route7(x: int) -> int:\n    y = x + 12'),
        ("def route7(", "# what it does\ndef route7("),
        ("def route7(", "def renamed("),
        ("def route7(", "def (route7"),
        ("def route7(x: int) -> int:\n", 'def route7(x: int) -> int:\n    """'),
        ("def route7(x: int) -> int:\n", "def route7(x: int) -> int:\n    import json\n"),
        ('@app.get("/7")', '# the routes\n\n@app.get("/7")'),
        ('@app.get("/7")', "def added(a):\n    return a\n\n\nclass Other:\n    x = 1\n\n\n\n" + '@app.get("/7")'),
        ("import uvicorn", "# the first line\nimport uvicorn"),
        ("import uvicorn", "x = 1\nimport uvicorn"),
    ],
)
def test_nothing_is_run_again_for_an_edit_that_no_run_looks_at(
    made: list[ProjectModule], before: str, after: str
) -> None:
    editor = _Editor({"main.py": _APPLICATION}, "main.py")
    first = editor.trace()
    count = len(made)

    editor.put(_APPLICATION.replace(before, after, 1))
    second = editor.trace()

    assert first.starts
    assert len(made) == count
    assert [start.place.name for start in second.starts] == [start.place.name for start in first.starts]
    editor.assert_same()


def _types_in(hint: object) -> set[type]:
    """The classes that a type hint is made of."""
    inner = set[type]().union(*map(_types_in, get_args(hint)))
    return inner | {hint} if isinstance(hint, type) else inner


def test_every_place_in_what_a_trace_sees_is_known_by_its_name() -> None:
    places = {Span, Site, Assumption, GuardInPath}
    own_ways = {ApiCall, ServedAgain}
    seen = {each for each in set().union(*map(_types_in, get_type_hints(Trace).values())) if is_dataclass(each)}
    named = {
        name for each in seen - own_ways for name, hint in get_type_hints(each).items() if places & _types_in(hint)
    }

    assert UnguardedStart in seen
    assert named == {"statement", "call", "chain", "guards", "assumptions", "site", "start", "guard"}


def test_what_is_undone_is_not_run_again(made: list[ProjectModule]) -> None:
    editor = _Editor({"main.py": _APPLICATION}, "main.py")
    first = editor.trace()
    editor.put(_APPLICATION.replace("reload=True", "reload=False"))
    assert not editor.trace().starts
    count = len(made)

    editor.put(_APPLICATION)

    assert editor.trace() == first
    assert len(made) == count


def test_new_text_goes_on_from_what_stands_in_front_of_it(begun: list[RunWorld], made: list[ProjectModule]) -> None:
    editor = _Editor({"main.py": _APPLICATION}, "main.py")
    editor.trace()
    for typed in ("1", "12", "123"):
        editor.put(_APPLICATION.replace("reload=True", f"reload=True, port={typed}"))
        editor.assert_same()
    begun.clear()
    made.clear()

    editor.put(_APPLICATION.replace("reload=True", "reload=True, port=1234"))

    assert editor.trace().starts
    assert made
    assert not begun


def test_a_change_in_front_has_runs_begin_anew(begun: list[RunWorld]) -> None:
    editor = _Editor({"main.py": _APPLICATION}, "main.py")
    for typed in ("1", "12", "123"):
        editor.put(_APPLICATION.replace("reload=True", f"reload=True, port={typed}"))
        editor.trace()
    begun.clear()

    editor.put(_APPLICATION.replace("FastAPI()", "FastAPI(title=input())"))

    assert editor.trace().starts
    assert begun


@pytest.mark.parametrize(("asks", "is_one"), [("x = 1", True), ("x = multiprocessing.get_start_method()", False)])
def test_a_child_is_run_once_whatever_it_has_taken_over_unless_it_asks(
    begun: list[RunWorld], asks: str, *, is_one: bool
) -> None:
    imports = f"import multiprocessing\nimport uvicorn\n{asks}\n"
    served = 'uvicorn.run("main:app", workers=2)\nif __name__ == "__main__":\n    uvicorn.run("main:app")\n'

    assert _Editor({"main.py": imports + served}, "main.py").trace().starts
    assert (len([world for world in begun if world.run is Run.RERUN]) == 1) == is_one


def test_a_module_that_was_imported_in_front_may_change_meanwhile() -> None:
    main = "import other\nimport uvicorn\nuvicorn.run('main:app', reload=other.RELOADS, port={})\n"
    editor = _Editor({"main.py": main.format(1), "other.py": "RELOADS = True\n"}, "main.py")
    for port in (2, 3, 4):
        editor.put(main.format(port))
        editor.assert_same()
    editor.texts["other.py"] = "RELOADS = False\n"
    editor.put(main.format(5))

    assert not editor.trace().starts
    editor.assert_same()


def test_another_answer_is_another_trace() -> None:
    resolver = _Resolver({"acme.serve": "acme.serve"})
    text = "import acme\nimport uvicorn\n\nacme.serve('main:app', reload=True)\n"
    editor = _Editor({"main.py": text}, "main.py", resolver)
    assert not editor.trace().starts

    resolver.known["acme.serve"] = "uvicorn.run"

    assert editor.trace().starts
    resolver.known["acme.serve"] = "acme.serve"
    assert not editor.trace().starts


def test_another_text_of_an_imported_module_is_another_trace() -> None:
    other = "import uvicorn\n\ndef serve():\n    uvicorn.run('main:app', reload={})\n"
    editor = _Editor({"main.py": "import other\n\nother.serve()\n", "other.py": other.format("False")}, "main.py")
    assert not editor.trace().starts

    editor.texts["other.py"] = other.format("True")
    editor.put(editor.texts["main.py"])

    assert editor.trace().starts


def test_other_targets_have_another_trace() -> None:
    text = "import multiprocessing\nmultiprocessing.Process().start()\n"
    editor = _Editor({"main.py": text}, "main.py")
    module, modules = editor.module(), editor.project

    traces = [replay(module, modules, NoResolver(), (each,), replays=editor.replays) for each in (SPAWN, FORK)]

    assert [len(trace.starts) for trace in traces] == [1, 0]


def test_a_module_that_is_not_the_same_has_another_trace() -> None:
    editor = _Editor({"main.py": "import uvicorn\nuvicorn.run('other:app', reload=True)\n"}, "main.py")
    module: ProjectModule = editor.module()
    modules: Modules = editor.project
    assert replay(module, modules, NoResolver(), _TARGETS, replays=editor.replays).starts

    notebook = ProjectModule(module.key, module.tree, module.name, module.package, is_never_rerun=True)

    anew = replay(notebook, modules, NoResolver(), _TARGETS)
    assert replay(notebook, modules, NoResolver(), _TARGETS, replays=editor.replays) == anew


def test_a_replay_looks_into_few_of_many_blocks() -> None:
    editor = _Editor({"main.py": _APPLICATION.replace("uvicorn.run(", "import uvicorn\nuvicorn.run(")}, "main.py")
    editor.trace()

    editor.put(editor.texts["main.py"].replace("reload=True", "reload=not False"))

    assert editor.trace().starts
    assert editor.made.tree.outline.size > 200
    assert len(editor.made.tree.outline.asked.ran) < 10


class _Counting:
    """A pattern that remembers what it was looked for in."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self.searched: list[str] = []

    def search(self, text: str) -> re.Match[str] | None:
        self.searched.append(text)
        return self._pattern.search(text)


def test_what_a_file_that_starts_nothing_imports_is_read_anew_where_it_is_typed_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    editor = _Editor({"main.py": _APPLICATION.replace("uvicorn", "elsewhere")}, "main.py")
    assert not editor.trace().starts
    counting = _Counting(relevance._HIDDEN)
    monkeypatch.setattr(relevance, "_HIDDEN", counting)

    editor.put(editor.texts["main.py"].replace("return y", "return x", 1))

    assert not editor.trace().starts
    assert len(counting.searched) == 1


def test_what_is_typed_leaves_no_texts_behind() -> None:
    editor = _Editor({"main.py": _APPLICATION.replace("reload=True", "workers=1")}, "main.py")
    texts: list[ref[Source]] = []

    def type_and_delete() -> int:
        """How many texts are kept after so many keystrokes, of all that there were."""
        for number in range(20):
            editor.put(_APPLICATION.replace("reload=True", f"workers=1{number or ''}"))
            texts.append(ref(editor.made.tree.source))
            assert bool(editor.trace().starts) == bool(number)
        gc.collect()
        return sum(each() is not None for each in texts)

    _, _, *kept = [type_and_delete() for _ in range(5)]

    assert kept == [kept[0]] * 3
