"""Functions that run when something happens, and text that is read from a file and run."""

from __future__ import annotations

import pytest

from harness.replaying import names, traced

START = "import multiprocessing, os, signal, weakref\n\ndef launch(*_):\n    multiprocessing.Process().start()\n\n"
HANDLED = "signal.signal(signal.SIGUSR1, launch)\n"
FINALIZED = "class A: ...\na = A()\nweakref.finalize(a, launch, 1)\n"


@pytest.mark.parametrize(
    ("text", "way"),
    [
        (f"{HANDLED}signal.raise_signal(signal.SIGUSR1)", "signal.raise_signal"),
        (f"{HANDLED}os.kill(os.getpid(), signal.SIGUSR1)", "os.kill"),
        (f"{FINALIZED}del a", "a"),
    ],
)
def test_what_was_registered_runs_when_it_is_due(text: str, way: str) -> None:
    (start,) = traced(f"{START}{text}\n").starts

    assert names(start.chain) == [way, "multiprocessing.Process().start"]


@pytest.mark.parametrize(
    "text",
    [
        HANDLED,
        f"{HANDLED}signal.raise_signal(signal.SIGUSR2)",
        f"{HANDLED}os.kill(os.getppid(), signal.SIGUSR1)",
        f"{HANDLED}signal.signal(signal.SIGUSR1, signal.SIG_IGN)\nsignal.raise_signal(signal.SIGUSR1)",
        FINALIZED,
        f"{FINALIZED}b = A()\ndel b",
    ],
)
def test_nothing_runs_that_is_not_due(text: str) -> None:
    assert traced(f"{START}{text}\n").starts == ()


@pytest.mark.parametrize(
    "text",
    [
        "exec(open('other.py').read())",
        "with open('./other.py') as file:\n    exec(file.read())",
        "from pathlib import Path\nexec(Path('other.py').read_text())",
        "exec(compile(open('other.py').read(), 'other.py', 'exec'))",
    ],
)
def test_the_text_of_a_file_of_the_project_is_known(text: str) -> None:
    others = {"other.py": f"{START}launch()\n"}
    guarded = {"other.py": f"{START}if __name__ == '__main__':\n    launch()\n"}

    assert len(traced(f"{text}\n", others=others).starts) == 1
    assert traced(f"{text}\n", others=guarded).starts == ()
    assert traced(f"{text}\n").starts == ()
