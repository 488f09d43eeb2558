"""What a run as a child sees that no executed case here can show, for want of its library."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from mainguard.engine.check import check
from mainguard.engine.settings import Settings
from mainguard.project.modules import ProjectModules
from mainguard.text.source import Source
from mainguard.verify import processes
from mainguard.verify.outcome import Kind, Outcome
from mainguard.verify.plan import Child, Parent, Plan
from mainguard.verify.planning import children_of
from mainguard.verify.run import run

GUNICORN = 'from gunicorn.app.wsgiapp import run\nimport sys\n\nsys.argv = ["gunicorn", "main:app"]\nrun()\n'
RELATIVE = """\
def _check_not_importing_main():
    raise RuntimeError("An attempt has been made")
"""


def outcome(folder: Path, text: str, child: Child | None = None) -> Outcome:
    """What comes of ``text`` as ``main.py`` in ``folder``."""
    script = folder / "main.py"
    script.write_text(text, "utf-8")
    return run(Plan(Parent(Path(sys.executable), script, "main.py", folder), child or Child(), seconds=20), os.environ)


def test_a_worker_that_only_imports_is_planned_as_one(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(GUNICORN, "utf-8")
    modules = ProjectModules([tmp_path])
    module = modules.main_module(tmp_path / "main.py", Source(GUNICORN))
    trace = check(module, Settings(), modules).trace

    [(script, child)] = children_of(trace, module, modules)

    assert script == tmp_path / "main.py"
    assert (child.runs_main, child.imports) == (False, (("main", "app"),))
    assert child.imported_by == ((module.key, 5),)


def test_a_fork_starts_an_importer_again_where_the_call_is_known(tmp_path: Path) -> None:
    text = 'import os\n\nif __name__ == "main":\n    os.fork()\n'
    child = Child(runs_main=False, imports=(("main", ""),), imported_by=((str(tmp_path / "main.py"), 4),), is_seen=True)

    seen = outcome(tmp_path, text, child)

    assert (seen.kind, seen.is_import, [frame.line for frame in seen.chain]) == (Kind.STARTS, True, [4])


@pytest.mark.parametrize(("is_seen", "kind"), [(False, Kind.CLEAN), (True, Kind.RAISES)])
def test_a_relative_that_refuses_counts_where_there_are_children(tmp_path: Path, *, is_seen: bool, kind: Kind) -> None:
    (tmp_path / "relative.py").write_text(RELATIVE, "utf-8")

    seen = outcome(tmp_path, "import relative\nrelative._check_not_importing_main()\n", Child(is_seen=is_seen))

    assert seen.kind is kind


def test_what_the_child_unpickles_is_imported_while_it_is_bootstrapped(tmp_path: Path) -> None:
    (tmp_path / "work.py").write_text("from multiprocessing import Process\n\nProcess(target=print).start()\n", "utf-8")

    seen = outcome(tmp_path, "", Child(unpickles=("work",), is_seen=True))

    assert (seen.kind, Path(seen.chain[-1].path).name) == (Kind.STARTS, "work.py")
    assert "bootstrapping phase" in seen.message


def test_an_interpreter_that_does_not_start_is_named(tmp_path: Path) -> None:
    seen = run(Plan(Parent(tmp_path / "python", tmp_path / "main.py", "main.py", tmp_path)), os.environ)

    assert (seen.kind, seen.message) == (
        Kind.NOT_RUN,
        f"{tmp_path / 'python'} cannot be run: No such file or directory",
    )


def test_a_process_that_leaves_its_session_is_found_by_descent_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleep = "import time; print(flush=True); time.sleep(60)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {sleep!r}], start_new_session=True)"
    tree = processes.start([sys.executable, "-c", code], tmp_path, os.environ)
    with tree, tree.output:
        tree.output.readline()
        by_mark = tree.members()
        monkeypatch.setattr(processes, "_has_environments", lambda: False)
        by_descent = tree.members()

    assert len(by_mark) == 2
    assert by_descent == by_mark
    assert tree.members() == frozenset()
