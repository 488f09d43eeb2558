"""Which starts a trace has, where, how certain, and on what they depend."""

from __future__ import annotations

import pytest

from harness.replaying import FORK, FORKSERVER, RELOAD, SPAWN, names, traced
from mainguard.catalogue.api import StartMethod
from mainguard.replay.trace import Certainty, World

PROCESS = "from multiprocessing import Process\np = Process(target=print)\np.start()\n"


def test_the_place_is_the_module_level_callee_and_the_chain_leads_to_the_start() -> None:
    text = f"import uvicorn\n\ndef serve():\n    {RELOAD}\n\ndef main():\n    serve()\n\nmain()\n"

    (start,) = traced(text).starts

    assert names(start.chain) == ["main", "serve", "uvicorn.run"]
    assert text[start.place.span.start : start.place.span.end] == "main"
    assert start.place.span.start == text.rindex("main()")
    assert text[start.statement.start : start.statement.end] == "main()"
    assert text[start.call.start : start.call.end] == RELOAD


def test_a_chain_through_another_module_names_it() -> None:
    others = {"pkg/__init__.py": "", "pkg/boot.py": f"import uvicorn\n\ndef go():\n    {RELOAD}\n"}

    (start,) = traced("from pkg.boot import go\ngo()\n", others=others).starts

    assert [(site.module, site.name) for site in start.chain] == [("main.py", "go"), ("pkg/boot.py", "uvicorn.run")]


def test_a_start_on_import_is_placed_at_the_import() -> None:
    (start,) = traced("import boot\n", others={"boot.py": f"import uvicorn\n{RELOAD}\n"}).starts

    assert names(start.chain) == ["boot", "uvicorn.run"]


@pytest.mark.parametrize(
    ("targets", "expected"),
    [((FORK,), None), ((SPAWN,), ()), ((FORKSERVER,), ()), ((FORK, SPAWN, FORKSERVER), ("darwin 3.12", "linux 3.14"))],
)
def test_the_platform_default_decides_where_a_process_start_fails(targets: tuple, expected: tuple | None) -> None:
    starts = traced(PROCESS, *targets).starts

    assert [start.targets for start in starts] == ([] if expected is None else [expected])


def test_a_child_that_was_spawned_spawns_by_default() -> None:
    """Under a reloader the platform default is spawn even where it is fork: process.py, _bootstrap."""
    text = PROCESS + f'import uvicorn\nif __name__ == "__main__":\n    {RELOAD}\n'

    assert [start.api.name for start in traced(text, FORK).starts] == ["multiprocessing.Process.start"]


@pytest.mark.parametrize("choice", ['get_context("fork").', "SET"])
def test_a_chosen_start_method_overrides_the_default(choice: str) -> None:
    text = "import multiprocessing\n"
    if choice == "SET":
        text += 'multiprocessing.set_start_method("fork")\nmultiprocessing.Process().start()\n'
    else:
        text += f"multiprocessing.{choice}Process().start()\n"

    assert traced(text, SPAWN, FORKSERVER).starts == ()
    assert len(traced(text.replace('"fork"', '"spawn"'), FORK).starts) == 1


def test_a_known_condition_is_certain_and_an_unknown_one_is_named() -> None:
    certain = traced(f"import uvicorn\n{RELOAD}\n").starts[0]
    possible = traced('import uvicorn\nfrom conf import settings\nuvicorn.run("a:b", reload=settings.debug)\n').starts[
        0
    ]

    assert certain.certainty is Certainty.CERTAIN
    assert certain.assumptions == ()
    assert possible.certainty is Certainty.POSSIBLE
    assert [assumption.text for assumption in possible.assumptions] == ["settings.debug"]


def test_the_name_of_an_unknown_value_survives_being_passed_on() -> None:
    text = (
        "import uvicorn\nfrom conf import settings\n\n"
        'def serve(reload):\n    uvicorn.run("a:b", reload=reload)\n\nserve(settings.debug)\n'
    )

    assert [assumption.text for assumption in traced(text).starts[0].assumptions] == ["settings.debug"]


def test_an_unknown_branch_is_possible_in_both_directions() -> None:
    text = f"import sys, uvicorn\nif len(sys.argv) > 2:\n    pass\nelse:\n    {RELOAD}\n"
    (start,) = traced(text).starts

    assert [(each.text, each.holds) for each in start.assumptions] == [("len(sys.argv) > 2", False)]


def test_what_follows_a_possible_exit_is_possible() -> None:
    text = f"import sys, uvicorn\nif len(sys.argv) > 2:\n    sys.exit(2)\n{RELOAD}\n"
    (start,) = traced(text).starts

    assert start.certainty is Certainty.POSSIBLE


def test_what_follows_a_certain_exit_is_not_reached() -> None:
    assert traced(f"import sys, uvicorn\nsys.exit(2)\n{RELOAD}\n").starts == ()


def test_a_guard_that_may_be_overruled_from_outside_is_a_guard() -> None:
    text = f'import os, uvicorn\nif __name__ == "__main__" or os.environ.get("FORCE"):\n    {RELOAD}\n'

    assert traced(text).starts == ()


def test_an_import_string_that_names_the_file_reaches_it_under_its_own_name() -> None:
    text = 'import uvicorn\nif __name__ != "__mp_main__":\n    uvicorn.run("main:app", reload=True)\n'
    (start,) = traced(text).starts

    assert start.worlds == {World.IMPORT}
    assert traced(text.replace("main:app", "elsewhere:app")).starts == ()


def test_guards_that_do_not_protect_are_in_the_path() -> None:
    text = f'import uvicorn\nif __name__ in {{"__main__", "__mp_main__"}}:\n    {RELOAD}\n'
    (start,) = traced(text).starts

    assert [(guard.text, guard.outcome) for guard in start.guards] == [
        ('__name__ in {"__main__", "__mp_main__"}', True)
    ]


def test_a_test_that_is_no_guard_is_not_in_the_path() -> None:
    assert traced(f"import uvicorn\nDEBUG = True\nif DEBUG:\n    {RELOAD}\n").starts[0].guards == ()


def test_a_main_of_a_package_is_not_run_again() -> None:
    text = f"import uvicorn\n{RELOAD}\n"

    assert traced(text, path="pkg/__main__.py").starts == ()
    assert len(traced(text, path="pkg/main.py").starts) == 1


def test_the_child_imports_the_module_of_its_work() -> None:
    helper = "from multiprocessing import Process\n\ndef work(): ...\n\nProcess(target=work).start()\n"
    text = 'if __name__ == "__main__":\n    import helper\n'

    assert len(traced(text, others={"helper.py": helper}).starts) == 1
    assert traced(text, others={"helper.py": helper.replace("target=work", "target=print")}).starts == ()


def test_a_file_that_runpy_runs_as_main_is_what_children_run_again() -> None:
    text = 'import runpy\nif __name__ == "__main__":\n    runpy.run_path("other.py", run_name="__main__")\n'
    guarded = f'import uvicorn\nif __name__ == "__main__":\n    {RELOAD}\n'

    assert traced(text, others={"other.py": guarded}).starts == ()
    assert (
        names(traced(text, others={"other.py": f"import uvicorn\n{RELOAD}\n"}).starts[0].chain)[0] == "runpy.run_path"
    )


def test_the_start_method_of_the_call_is_in_the_trace() -> None:
    assert traced(f"import uvicorn\n{RELOAD}\n").starts[0].method is StartMethod.SPAWN
    assert traced(PROCESS).starts[0].method is StartMethod.DEFAULT


def test_a_project_file_of_the_same_name_is_not_the_library() -> None:
    assert traced(f"import uvicorn\n{RELOAD}\n", others={"uvicorn.py": "def run(*a, **k): ...\n"}).starts == ()


def test_a_project_module_that_passes_the_library_on_is_followed() -> None:
    others = {"compat.py": "from uvicorn import run as serve\n"}

    assert len(traced('from compat import serve\nserve("a:b", reload=True)\n', others=others).starts) == 1


def test_a_resolver_says_what_an_installed_package_passes_on() -> None:
    class Knows:
        def canonical(self, dotted: str) -> str:
            return {"acme.serve": "uvicorn.main.run"}.get(dotted, dotted)

    text = 'import acme\nacme.serve("a:b", reload=True)\n'

    assert [start.api.name for start in traced(text, resolver=Knows()).starts] == ["uvicorn.run"]
    assert traced(text).starts == ()


def test_what_nobody_has_resolved_yet_is_a_question() -> None:
    class KnowsNothing:
        def canonical(self, dotted: str) -> None: ...

    trace = traced("import acme, os\nacme.serve()\nos.getcwd()\n", resolver=KnowsNothing())

    assert trace.questions == ("acme.serve",)


def test_a_loop_reports_a_start_once() -> None:
    text = "from multiprocessing import Process\nfor i in range(4):\n    Process(target=print, args=(i,)).start()\n"

    assert len(traced(text).starts) == 1


def test_two_calls_that_lead_to_one_start_are_two_findings() -> None:
    text = f"import uvicorn\n\ndef serve():\n    {RELOAD}\n\nserve()\nserve()\n"

    assert len({start.place.span for start in traced(text).starts}) == 2
