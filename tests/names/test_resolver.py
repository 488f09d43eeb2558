"""Names of installed packages, in environments made of a few files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from textwrap import dedent

import pytest

from mainguard.names import jedi_worker
from mainguard.names.jedi_process import JediProcess, Patience
from mainguard.names.resolver import JediResolver

UVICORN = {
    "uvicorn/__init__.py": "from uvicorn.main import main, run",
    "uvicorn/main.py": """\
        def run(app, **options): ...
        def main(): ...
        """,
}

Environment = Callable[[dict[str, str]], JediResolver]


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "site-packages"
    path.mkdir()
    return path


@pytest.fixture
def environment(site: Path, tmp_path: Path) -> Iterator[Environment]:
    """What makes a resolver for an environment that holds the given files."""
    with ExitStack() as stack:

        def resolver(files: dict[str, str]) -> JediResolver:
            write(site, files)
            found = JediResolver([site], tmp_path / "project", Patience(per_question=60, per_call=120, idle=60))
            stack.callback(found.close)
            return found

        yield resolver


def answers(resolver: JediResolver, *questions: str) -> list[str | None]:
    resolver.ask(questions)
    return [resolver.canonical(question) for question in questions]


def test_a_name_is_unknown_until_it_was_asked(environment: Environment) -> None:
    resolver = environment({**UVICORN, "acme/__init__.py": "from uvicorn.main import run as serve"})

    assert resolver.canonical("acme.serve") is None
    assert resolver.ask(["acme.serve"])
    assert resolver.canonical("acme.serve") == "uvicorn.run"


def test_the_public_name_is_preferred_to_the_place_of_definition(environment: Environment) -> None:
    resolver = environment(
        {
            **UVICORN,
            "acme/__init__.py": "from acme.servers import one",
            "acme/servers/__init__.py": "from acme.servers._http import Server, one, two as three",
            "acme/servers/_http.py": "class Server: ...\ndef one(): ...\ndef two(): ...\n",
            "other.py": "from acme.servers._http import *\nfrom uvicorn.main import run",
        }
    )

    assert answers(resolver, "other.run", "other.Server", "other.one", "other.two") == [
        "uvicorn.run",
        "acme.servers.Server",
        "acme.one",
        "acme.servers._http.two",
    ]


def test_a_re_export_is_followed(environment: Environment) -> None:
    resolver = environment({**UVICORN, "acme/__init__.py": "from uvicorn import run as serve"})

    assert answers(resolver, "acme.serve") == ["uvicorn.run"]


def test_a_re_export_is_followed_through_several_packages(environment: Environment) -> None:
    resolver = environment(
        {
            **UVICORN,
            "acme/__init__.py": "from .compat import serve",
            "acme/compat.py": "from launcher.api import start as serve",
            "launcher/__init__.py": "",
            "launcher/api.py": "from uvicorn import *\nstart = run",
        }
    )

    assert answers(resolver, "acme.serve", "launcher.api.run") == ["uvicorn.run", "uvicorn.run"]


def test_a_name_given_to_another_name_is_followed(environment: Environment) -> None:
    resolver = environment({**UVICORN, "acme.py": "import uvicorn\nserve = uvicorn.run\nfast = serve"})

    assert answers(resolver, "acme.serve", "acme.fast") == ["uvicorn.run", "uvicorn.run"]


def test_a_module_reached_as_an_attribute_is_followed(environment: Environment) -> None:
    resolver = environment({**UVICORN, "acme.py": "import uvicorn as server"})

    assert answers(resolver, "acme.server.run", "acme.server") == ["uvicorn.run", "uvicorn"]


def test_a_method_is_named_by_the_class_that_defines_it(environment: Environment) -> None:
    resolver = environment(
        {
            "acme.py": """\
                from multiprocessing import Process
                class Worker(Process): ...
                class Job:
                    def run(self): ...
                """,
        }
    )

    assert answers(resolver, "acme.Worker.start", "acme.Job.run") == [
        "multiprocessing.process.BaseProcess.start",
        "acme.Job.run",
    ]


def test_what_is_defined_where_it_is_imported_from_keeps_its_name(environment: Environment) -> None:
    resolver = environment({"acme.py": "def serve(): ...\napp = object()\n"})

    assert not resolver.ask(["acme.serve", "acme.app"])
    assert answers(resolver, "acme.serve", "acme.app") == ["acme.serve", "acme.app"]


def test_two_definitions_to_choose_from_leave_the_name_as_it_is(environment: Environment) -> None:
    resolver = environment(
        {
            **UVICORN,
            "other.py": "def run(): ...",
            "acme.py": """\
                import sys
                if sys.flags.dev_mode:
                    from uvicorn import run
                else:
                    from other import run
                """,
        }
    )

    assert answers(resolver, "acme.run") == ["acme.run"]


def test_a_variable_with_several_values_is_followed_to_where_it_is_bound(environment: Environment) -> None:
    resolver = environment(
        {
            **UVICORN,
            "acme.py": """\
                from servers import run
                """,
            "servers.py": """\
                import uvicorn
                run: object
                try:
                    import other
                    run = other.run
                except ImportError:
                    run = uvicorn.run
                """,
        }
    )

    assert answers(resolver, "acme.run") == ["servers.run"]


def test_a_definition_with_a_placeholder_for_its_absence_is_followed(environment: Environment) -> None:
    resolver = environment(
        {
            **UVICORN,
            "acme.py": """\
                try:
                    from uvicorn import run
                except ImportError:
                    run = None
                """,
        }
    )

    assert answers(resolver, "acme.run") == ["uvicorn.run"]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"acme-stubs/__init__.pyi": "from uvicorn import run as serve"}, id="stub package"),
        pytest.param({"acme.pyi": "from uvicorn import run as serve"}, id="stub module"),
        pytest.param(
            {"acme/__init__.pyi": "from uvicorn import run as serve", "acme/__init__.py": "serve = load()"},
            id="stub beside a module",
        ),
    ],
)
def test_stubs_answer_for_their_modules(environment: Environment, files: dict[str, str]) -> None:
    assert answers(environment({**UVICORN, **files}), "acme.serve") == ["uvicorn.run"]


def test_the_standard_librarys_variables_are_not_taken_apart(environment: Environment) -> None:
    resolver = environment({"acme.py": "from multiprocessing import Pool\nfrom os import path"})

    assert answers(resolver, "acme.Pool", "acme.path") == ["multiprocessing.Pool", "os.path"]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("missing.run", id="not installed"),
        pytest.param("multiprocessing.Process", id="standard library"),
        pytest.param("os.path.join", id="standard library's module"),
        pytest.param("uvicorn", id="package itself"),
        pytest.param("uvicorn..run", id="not a name"),
        pytest.param("uvicorn.run; import os", id="code"),
        pytest.param("uvicorn.class", id="keyword"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_needs_no_asking_is_answered_at_once(environment: Environment, name: str) -> None:
    resolver = environment(UVICORN)

    assert resolver.canonical(name) == name
    assert not resolver.ask([name])


def test_what_a_package_lacks_keeps_its_name(environment: Environment) -> None:
    resolver = environment({**UVICORN, "acme.py": "from nowhere import serve"})

    assert answers(resolver, "uvicorn.nothing", "acme.serve") == [
        "uvicorn.nothing",
        "acme.serve",
    ]


def test_broken_packages_keep_their_names(environment: Environment, site: Path) -> None:
    resolver = environment({"broken.py": "def (:\nfrom broken import", "loop.py": "from loop import run"})
    (site / "binary.py").write_bytes(b"\x00\xff\xfe")
    (site / "native.cpython-311-x86_64-linux-gnu.so").write_bytes(b"\x7fELF")
    resolver.refresh()
    names = ["broken.run", "loop.run", "binary.run", "native.run"]

    assert [resolver.canonical(name) for name in names] == [None] * 4
    assert answers(resolver, *names) == names


def test_nothing_installed_is_executed(environment: Environment, tmp_path: Path) -> None:
    marker = tmp_path / "executed"
    code = f"open({str(marker)!r}, 'w').close()"
    resolver = environment(
        {
            **UVICORN,
            "acme/__init__.py": f"{code}\nfrom uvicorn import run as serve\nfrom gi import repository",
            "gi/__init__.py": code,
            "sitecustomize.py": code,
            "usercustomize.py": code,
            "__editable___finder.py": code,
            "acme.pth": f"import os; {code}\n",
        }
    )

    assert answers(resolver, "acme.serve", "acme.repository", "gi.repository") == [
        "uvicorn.run",
        "acme.repository",
        "gi.repository",
    ]
    assert not marker.exists()


def test_an_extension_module_is_not_loaded(environment: Environment, site: Path) -> None:
    """Loading it would import its package first, which would leave a mark."""
    marker = site / "executed"
    resolver = environment(
        {"acme/__init__.py": f"open({str(marker)!r}, 'w').close()\nfrom acme._native import Profiler"}
    )
    (site / "acme" / f"_native{EXTENSION_SUFFIXES[0]}").write_bytes(b"\x7fELF")

    assert answers(resolver, "acme.Profiler", "acme._native.Profiler") == ["acme.Profiler", "acme._native.Profiler"]
    assert not marker.exists()


def test_what_a_pth_file_names_is_not_read(environment: Environment, tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", {"far.py": "from uvicorn import run"})
    resolver = environment({**UVICORN, "far.pth": str(tmp_path / "elsewhere"), "far.egg-link": str(tmp_path)})

    assert resolver.canonical("far.run") == "far.run"


def test_the_workspace_is_not_part_of_the_environment(environment: Environment, tmp_path: Path) -> None:
    write(tmp_path / "project", {"uvicorn.py": "def run(): ...", "launcher.py": "from uvicorn import run"})
    resolver = environment(UVICORN)

    assert answers(resolver, "uvicorn.main.run", "launcher.run") == ["uvicorn.run", "launcher.run"]


def test_pickles_of_the_workspace_are_not_read(
    environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "project" / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.setenv("LOCALAPPDATA", str(cache))
    resolver = environment(UVICORN)

    assert answers(resolver, "uvicorn.main.run") == ["uvicorn.run"]
    assert not cache.exists()


def test_a_cache_that_cannot_be_written_is_done_without(
    environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_folder = tmp_path / "file"
    no_folder.touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(no_folder))
    monkeypatch.setenv("LOCALAPPDATA", str(no_folder))
    resolver = environment(UVICORN)

    assert answers(resolver, "uvicorn.main.run") == ["uvicorn.run"]


def test_the_asking_process_neither_imports_jedi_nor_changes(site: Path, tmp_path: Path) -> None:
    write(site, UVICORN)
    code = """\
        import sys
        from pathlib import Path
        from mainguard.names.resolver import JediResolver
        before = sys.getrecursionlimit(), list(sys.path)
        resolver = JediResolver([Path(sys.argv[1])], Path(sys.argv[2]))
        resolver.ask(["uvicorn.main.run"])
        print(resolver.canonical("uvicorn.main.run"), (sys.getrecursionlimit(), sys.path) == before)
        print(sorted({"jedi", "parso"} & set(sys.modules)))
        """
    command = [sys.executable, "-c", dedent(code), str(site), str(tmp_path)]
    completed = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)

    assert completed.stdout.splitlines() == ["uvicorn.run True", "[]"]


def test_an_answer_that_takes_too_long_is_given_up(site: Path, tmp_path: Path) -> None:
    write(site, UVICORN)
    resolver = JediResolver([site], tmp_path, Patience(per_question=0.001))

    assert not resolver.ask(["uvicorn.main.run", "uvicorn.main.main", "uvicorn.nothing"])
    assert resolver.canonical("uvicorn.main.run") == "uvicorn.main.run"
    assert resolver.canonical("uvicorn.nothing") == "uvicorn.nothing"


def test_a_call_that_takes_too_long_leaves_the_rest(site: Path, tmp_path: Path) -> None:
    write(site, UVICORN)
    resolver = JediResolver([site], tmp_path, Patience(per_call=0))

    assert not resolver.ask(["uvicorn.main.run"])
    assert resolver.canonical("uvicorn.main.run") == "uvicorn.main.run"


def test_an_interpreter_that_cannot_be_started_leaves_the_names(
    environment: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver = environment(UVICORN)
    monkeypatch.setattr(sys, "executable", os.devnull)

    assert not resolver.ask(["uvicorn.main.run"])
    assert resolver.canonical("uvicorn.main.run") == "uvicorn.main.run"


def test_a_worker_that_dies_between_questions_is_replaced(environment: Environment) -> None:
    resolver = environment(UVICORN)
    resolver.ask(["uvicorn.run"])
    process = resolver._jedi._process
    assert process is not None
    process.kill()
    process.wait(timeout=30)

    assert answers(resolver, "uvicorn.main.run") == ["uvicorn.run"]


def test_a_worker_that_dies_over_a_question_costs_only_that_one(
    environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = tmp_path / "worker.py"
    code = """\
        import json, os, sys
        for request in sys.stdin:
            for question in json.loads(request):
                if question == "uvicorn.deadly":
                    os._exit(9)
                print(json.dumps({"canonical": question.upper()}), flush=True)
        """
    worker.write_text(dedent(code), encoding="utf-8")
    monkeypatch.setattr(jedi_worker, "__file__", str(worker))
    resolver = environment(UVICORN)

    assert answers(resolver, "uvicorn.a", "uvicorn.deadly", "uvicorn.z") == ["UVICORN.A", "uvicorn.deadly", "UVICORN.Z"]


def test_an_executable_that_is_no_interpreter_leaves_the_names(
    environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = tmp_path / "worker.py"
    worker.write_text("print('usage: mainguard [OPTIONS]', flush=True)", encoding="utf-8")
    monkeypatch.setattr(jedi_worker, "__file__", str(worker))
    resolver = environment(UVICORN)

    assert answers(resolver, "uvicorn.main.run") == ["uvicorn.main.run"]


def test_installing_a_package_makes_old_answers_unknown(environment: Environment, site: Path) -> None:
    resolver = environment({"acme.py": "from uvicorn import run"})
    resolver.ask(["acme.run"])
    assert not resolver.refresh()
    assert resolver.canonical("acme.run") == "acme.run"

    write(site, UVICORN)
    os.utime(site, ns=(1, 1))

    assert resolver.refresh()
    assert answers(resolver, "acme.run", "uvicorn.main.run") == ["uvicorn.run", "uvicorn.run"]


def test_an_environment_that_does_not_exist_offers_nothing(tmp_path: Path) -> None:
    resolver = JediResolver([tmp_path / "nowhere"], tmp_path)

    assert resolver.canonical("uvicorn.run") == "uvicorn.run"


def test_the_worker_ends_with_its_owner(site: Path, tmp_path: Path) -> None:
    write(site, UVICORN)
    resolver = JediResolver([site], tmp_path, Patience(idle=60))
    resolver.ask(["uvicorn.run"])
    process = resolver._jedi._process
    assert process is not None
    assert process.poll() is None

    del resolver

    assert process.poll() is not None


def test_the_worker_ends_when_nothing_is_asked(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site, UVICORN)
    started: list[subprocess.Popen[str]] = []
    start = JediProcess._start
    monkeypatch.setattr(JediProcess, "_start", lambda self: started.append(start(self)) or started[-1])
    resolver = JediResolver([site], tmp_path, Patience(per_question=60, per_call=120, idle=0))
    resolver.ask(["uvicorn.run"])
    started[0].wait(timeout=30)

    assert answers(resolver, "uvicorn.main.run") == ["uvicorn.run"]
    assert len(started) == 2
    started[1].wait(timeout=30)
