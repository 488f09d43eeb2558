"""What an entry of the catalogue can say, each by a made-up library."""

from __future__ import annotations

import pytest

from harness.replaying import FORK, FORKSERVER, SPAWN, traced
from mainguard.catalogue.api import (
    Api,
    Calls,
    Condition,
    ContextFor,
    Decorator,
    Equals,
    Given,
    Instance,
    Is,
    IsCallable,
    MoreThan,
    Not,
    Reenters,
    Same,
    Sets,
    StartMethod,
    Starts,
    Truthy,
)
from mainguard.catalogue.registry import catalogue_of
from mainguard.replay import replay as way_in
from mainguard.replay.trace import Certainty, Trace, World
from mainguard.replay.world import Target

WINDOWS = Target("win32", (3, 12))
MAC_3_14 = Target("darwin", (3, 14))
S = StartMethod


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch):
    """Makes the given entries the whole catalogue."""

    def install(*apis: Api, **reexports: str) -> None:
        names = {name.replace("__", "."): real for name, real in reexports.items()}
        monkeypatch.setattr(way_in, "catalogue_with", lambda _: catalogue_of(apis, names))

    return install


def seen(text: str, *targets: Target) -> list[str]:
    """The certainty of each start of ``text``, in which ``lib`` is imported."""
    trace: Trace = traced(f"import os, lib\n{text}\n", *(targets or (SPAWN,)))
    return [start.certainty.value for start in trace.starts]


def starts(when: Condition, *parameters: str) -> Api:
    return Api("lib.go", parameters=parameters, starts=Starts(when=when, method=S.SPAWN))


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("lib.go()", []),
        ("lib.go(None)", []),
        ("lib.go(0)", ["certain"]),
        ("lib.go(**lib.options)", ["possible"]),
        ("lib.go(lib.settings.x())", ["possible"]),
    ],
)
def test_given_is_about_anything_but_none(library, call: str, expected: list[str]) -> None:
    library(starts(Given("x"), "x"))

    assert seen(call) == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("lib.go()", ["certain"]),
        ("lib.go(None)", ["certain"]),
        ("lib.go(False)", []),
        ("lib.go(os.environ.get('X'))", ["possible"]),
    ],
)
def test_a_default_counts_where_nothing_is_given(library, call: str, expected: list[str]) -> None:
    library(starts(Truthy("x", default=True), "x"))

    assert seen(call) == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("lib.go('processes')", ["certain"]),
        ("lib.go('threads')", []),
        ("lib.go()", []),
        ("lib.go([])", []),
        ("lib.go(True)", []),
        ("lib.go(input())", ["possible"]),
        ("lib.go('a' if input() else 'b')", []),
        ("lib.go('processes' if input() else 'b')", ["possible"]),
    ],
)
def test_equals_is_about_constants(library, call: str, expected: list[str]) -> None:
    library(starts(Equals("x", ("processes", 1)), "x"))

    assert seen(call) == expected


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("lib.Env", ["certain"]),
        ("lib.env.Env", ["certain"]),
        ("lib.Sub", ["certain"]),
        ("Mine", ["certain"]),
        ("lib.Env()", ["certain"]),
        ("lib.Other", []),
        ("'Env'", []),
        ("choose()", ["possible"]),
    ],
)
def test_is_is_about_a_class_its_subclasses_and_instances(library, argument: str, expected: list[str]) -> None:
    library(
        starts(Is("x", "lib.Env"), "x"),
        Api("lib.Env", aliases=("lib.env.Env",), returns=Instance("lib.Env")),
        Api("lib.Sub", bases=("lib.Env",)),
    )

    assert seen(f"class Mine(lib.Env): ...\nchoose = input\nlib.go({argument})") == expected


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("work", ["certain"]),
        ("lambda: 1", ["certain"]),
        ("'pkg.work'", []),
        ("lib.work", ["certain"]),
        ("input()", ["possible"]),
    ],
)
def test_is_callable_is_about_functions(library, argument: str, expected: list[str]) -> None:
    library(starts(IsCallable("x"), "x"))

    assert seen(f"def work(): ...\nlib.go({argument})") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("c = lib.Config()\nlib.go(c)", []),
        ("c = lib.Config()\nc.workers = 2\nlib.go(c)", ["certain"]),
        ("lib.go(lib.Config(2))", ["certain"]),
        ("c = lib.Config(workers=2)\nc.workers = 1\nlib.go(c)", []),
        ("class C(lib.Config):\n    workers = 2\nlib.go(C())", ["certain"]),
        ("class C(lib.Config):\n    def __init__(self):\n        super().__init__(2)\nlib.go(C())", ["certain"]),
        ("lib.Config.workers = 2\nlib.go(lib.Config())", ["certain"]),
        ("lib.go(input())", ["possible"]),
        ("lib.go()", []),
    ],
)
def test_an_attribute_of_an_argument_is_what_was_assigned_or_given(library, text: str, expected: list[str]) -> None:
    config = Api("lib.Config", parameters=("workers",), returns=Instance("lib.Config"))
    library(starts(MoreThan("config.workers", 1), "config"), config)

    assert seen(text) == expected


def test_an_argument_of_the_owner_and_an_item_of_a_dictionary(library) -> None:
    library(
        Api("lib.Pool", parameters=("workers",), returns=Instance("lib.Pool")),
        Api("lib.Pool.map", starts=Starts(when=MoreThan("self.workers", 1, default=4), method=S.SPAWN)),
        starts(Truthy("options[a.b]"), "options"),
    )

    assert seen("lib.Pool().map()") == ["certain"]
    assert seen("lib.Pool(1).map()") == []
    assert seen("lib.go({'a.b': True})") == ["certain"]
    assert seen("lib.go({'a.b': False, 'a': True})") == []


def test_an_environment_variable_counts_if_the_program_sets_it(library) -> None:
    library(starts(MoreThan("x", 1)), Api("lib.other"), Api("lib.env", starts=Starts(Truthy("$X"), S.SPAWN)))

    assert seen("lib.env()") == []
    assert seen("os.environ['X'] = '1'\nlib.env()") == ["certain"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lib.go()", []),
        ("lib.use(x='processes')\nlib.go()", ["certain"]),
        ("with lib.use(x='processes'):\n    lib.go()", ["certain"]),
        ("with lib.use(x='processes'):\n    pass\nlib.go()", []),
        ("with lib.use(x='processes'):\n    with lib.use(x='threads'):\n        pass\n    lib.go()", ["certain"]),
        ("lib.use(x='processes')\nlib.use(y=1)\nlib.go()", ["certain"]),
        ("if input():\n    lib.use(x='processes')\nlib.go()", ["possible"]),
    ],
)
def test_a_setting_lasts_until_its_with_block_ends(library, text: str, expected: list[str]) -> None:
    library(starts(Equals("%mode", ("processes",))), Api("lib.use", sets=(Sets("mode", "x"),)))

    assert seen(text) == expected


@pytest.mark.parametrize(
    ("method", "forked", "spawned"),
    [
        (S.FORK_OR_SPAWN, (FORK, FORKSERVER, SPAWN, MAC_3_14), (WINDOWS,)),
        (S.FORK_ON_LINUX, (FORK, FORKSERVER), (SPAWN, MAC_3_14, WINDOWS)),
        (S.FORKSERVER_OR_SPAWN, (), (FORK, FORKSERVER, SPAWN, WINDOWS)),
        (S.DEFAULT_WITHOUT_FORKSERVER, (FORK,), (FORKSERVER, SPAWN, WINDOWS)),
        (S.DEFAULT, (FORK,), (FORKSERVER, SPAWN, WINDOWS)),
    ],
)
def test_platforms_decide_what_a_start_method_means(
    library, method: StartMethod, forked: tuple, spawned: tuple
) -> None:
    library(Api("lib.go", starts=Starts(method=method)))

    assert [target for target in forked if seen("lib.go()", target)] == []
    assert [target for target in spawned if not seen("lib.go()", target)] == []


def test_what_is_forkserver_elsewhere_spawns_where_it_is_ruled_out() -> None:
    assert FORKSERVER.method(S.DEFAULT_WITHOUT_FORKSERVER) is S.SPAWN
    assert WINDOWS.method(S.FORKSERVER_OR_SPAWN) is S.SPAWN
    assert SPAWN.method(S.FORKSERVER_OR_SPAWN) is S.FORKSERVER


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lib.go()", []),
        ("lib.go('spawn')", ["certain"]),
        ("lib.go('fork')", []),
        ("lib.go(lib.get_context('spawn'))", ["certain"]),
        ("lib.go(lib.get_context('fork'))", []),
        ("lib.go(input())", ["possible"]),
    ],
)
def test_an_argument_may_name_the_start_method(library, text: str, expected: list[str]) -> None:
    library(
        Api("lib.go", parameters=("method",), starts=Starts(method=S.FORK_OR_SPAWN, method_from="method")),
        Api("lib.get_context", parameters=("method",), returns=ContextFor("method", of="lib.context.BaseContext")),
    )

    assert seen(text) == expected


def test_a_method_of_its_own_may_give_way_to_the_chosen_one(library) -> None:
    library(
        Api("lib.go", starts=Starts(method=S.FORKSERVER_OR_SPAWN, unless_chosen=True)),
        Api("multiprocessing.set_start_method", parameters=("method",), sets_start_method="method"),
    )
    chosen = (
        "import multiprocessing\nif __name__ == '__main__':\n    multiprocessing.set_start_method('fork')\nlib.go()"
    )

    assert seen("lib.go()", FORK) == ["certain"]
    assert seen(f"{chosen}lib.go()", FORK) == []


@pytest.mark.parametrize(
    "text",
    [
        "for x in lib.Loader(): pass",
        "[x for x in lib.Loader()]",
        "{x: 1 for x in lib.Loader()}",
        "iter(lib.Loader())",
        "next(iter(lib.Loader()))",
        "list(lib.Loader())",
        "enumerate(lib.Loader())",
        "for i, x in enumerate(lib.Loader()): pass",
        "for x in zip(lib.Loader(), [1]): pass",
        "a, b = lib.Loader()",
        "print(*lib.Loader())",
        "sum(lib.Loader())",
        "class Mine(lib.Loader): ...\nfor x in Mine(): pass",
        "def f():\n    yield from lib.Loader()\nlist(f())",
        "for x in lib.wrap(lib.Loader()): pass",
    ],
)
def test_iterating_calls_iter(library, text: str) -> None:
    library(
        Api("lib.Loader", returns=Instance("lib.Loader")),
        Api("lib.Loader.__iter__", starts=Starts(method=S.SPAWN)),
        Api("lib.wrap", parameters=("iterable",), returns=Same("iterable")),
    )

    assert seen(text) == ["certain"]
    assert seen(text.replace("lib.Loader", "lib.Other")) == []


@pytest.mark.parametrize(
    ("method", "text"),
    [
        ("__enter__", "with lib.Thing() as x: x.use()"),
        ("__enter__", "class Mine(lib.Thing): ...\nwith Mine(): pass"),
        ("__aenter__", "import asyncio\nasync def f():\n    async with lib.Thing(): pass\nasyncio.run(f())"),
        ("__await__", "import asyncio\nasync def f():\n    await lib.Thing()\nasyncio.run(f())"),
        ("__call__", "lib.Thing()()"),
        ("__next__", "next(lib.Thing())"),
        ("use", "with lib.Thing() as x: x.use()"),
    ],
)
def test_protocols_call_their_methods(library, method: str, text: str) -> None:
    library(
        Api("lib.Thing", returns=Instance("lib.Thing")),
        Api(f"lib.Thing.{method}", starts=Starts(method=S.SPAWN), returns=Same("self")),
        Api("asyncio.run", parameters=("main",), calls=Calls("main")),
    )

    assert seen(text) == ["certain"]


@pytest.mark.parametrize("decorator", ["@lib.process", "@lib.process(timeout=1)"])
def test_a_decorator_may_make_something_that_starts_when_it_is_called(library, decorator: str) -> None:
    library(
        Api("lib.process", returns=Decorator(makes="lib.Task")),
        Api("lib.Task.__call__", starts=Starts(method=S.SPAWN)),
    )

    assert seen(f"{decorator}\ndef work(): ...") == []
    assert seen(f"{decorator}\ndef work(): ...\nwork()") == ["certain"]


def test_a_command_that_is_run_again_is_never_unguarded(library) -> None:
    library(Api("lib.go", starts=Starts(method=S.SPAWN, reenters=Reenters.COMMAND)))

    assert seen("lib.go()") == []


def test_an_import_string_alone_imports_only_what_it_names(library) -> None:
    entry = Starts(method=S.FORK, reenters=Reenters.IMPORT_STRING, import_string="app")
    library(Api("lib.go", parameters=("app",), starts=entry))
    trace = traced("import lib\nlib.go('main:app')\n", FORK)

    assert [start.worlds for start in trace.starts] == [frozenset({World.IMPORT})]
    assert seen("lib.go('other:app')", FORK) == []
    assert seen("if __name__ == '__main__':\n    lib.go('main:app')", FORK) == []


def test_a_library_may_run_a_packages_main_as_well(library) -> None:
    library(
        Api("lib.go", starts=Starts(method=S.SPAWN, package_main_too=True)),
        Api("lib.usual", starts=Starts(method=S.SPAWN)),
    )
    path = {"path": "pkg/__main__.py"}

    assert [start.certainty for start in traced("import lib\nlib.go()\n", **path).starts] == [Certainty.CERTAIN]
    assert traced("import lib\nlib.usual()\n", **path).starts == ()


def test_a_package_may_have_all_names_of_another(library) -> None:
    library(Api("real.go", starts=Starts(method=S.SPAWN)), lib__sub="real")

    assert seen("lib.sub.go()") == ["certain"]
    assert seen("from lib.sub import go\ngo()") == ["certain"]
    assert seen("lib.subs.go()") == []


def test_not_turns_a_condition_round(library) -> None:
    library(starts(Not(Equals("x", (1,), default=1)), "x"))

    assert seen("lib.go()") == []
    assert seen("lib.go(2)") == ["certain"]
