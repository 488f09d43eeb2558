"""``mainguard verify`` really runs a file, as its child would, and says what that proves."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import pytest

from harness.command_line import GUARDED, UNGUARDED, Mainguard, Result, write

PROCESS = """\
from multiprocessing import Process


def work():
    pass


def launch():
    Process(target=work).start()


"""
REFUSED = "An attempt has been made to start a new process before the"


def verified(mainguard: Mainguard, text: str, *arguments: str) -> Result:
    write("main.py", textwrap.dedent(text))
    return mainguard("verify", "main.py", "--output-format", "json", "--python", sys.executable, *arguments)


def outcome(result: Result) -> tuple[int, str, list[int]]:
    """The exit code, what happened, and the lines of the calls that were going on."""
    return result.code, result.json["outcome"], [place["line"] for place in result.json["chain"]]


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_a_start_that_the_child_reaches_fails_with_cpythons_own_words(mainguard: Mainguard, method: str) -> None:
    result = verified(mainguard, PROCESS + "launch()\n", "--method", method)

    assert outcome(result) == (1, "starts", [12, 9])
    assert result.json["message"].startswith(REFUSED)
    assert result.json["package"] == "multiprocessing"


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_a_guarded_start_is_clean(mainguard: Mainguard, method: str) -> None:
    result = verified(mainguard, PROCESS + 'if __name__ == "__main__":\n    launch()\n', "--method", method)

    assert outcome(result) == (0, "clean", [])


def test_the_line_is_shown_as_check_shows_it(mainguard: Mainguard) -> None:
    write("main.py", PROCESS + "launch()\n")

    result = mainguard("verify", "main.py")

    assert result.code == 1
    assert result.out.startswith("fails: main.py starts a process when a spawned child runs it\n")
    assert "  --> main.py:12:1\n   |\n12 | launch()\n   | ^^^^^^" in result.out
    assert "  ::: main.py:9:5, in launch\n   |\n 9 |     Process(target=work).start()\n" in result.out
    assert REFUSED in result.out


def test_an_error_that_the_program_swallows_is_seen(mainguard: Mainguard) -> None:
    text = PROCESS + "try:\n    launch()\nexcept RuntimeError:\n    pass\n"

    assert outcome(verified(mainguard, text)) == (1, "starts", [13, 9])


def test_a_reloading_server_is_seen_where_it_would_start_its_child(mainguard: Mainguard) -> None:
    assert outcome(verified(mainguard, UNGUARDED)) == (1, "starts", [3])
    assert outcome(verified(mainguard, GUARDED)) == (0, "clean", [])


def test_a_file_that_a_worker_imports_is_imported(mainguard: Mainguard) -> None:
    text = """\
        import uvicorn

        if __name__ != "__mp_main__":
            uvicorn.run("main:app", reload=True)
    """
    result = verified(mainguard, text)

    assert outcome(result) == (1, "starts", [4])
    assert result.json["world"] == "import"


def test_a_server_that_blocks_is_ended(mainguard: Mainguard) -> None:
    text = """\
        import socket

        listener = socket.create_server(("0.0.0.0", 0))
        print(listener.getsockname()[0], flush=True)
        listener.accept()
    """
    result = verified(mainguard, text)

    assert outcome(result) == (0, "serves", [5])
    assert result.json["output"] == "127.0.0.1\n"


def test_the_child_has_the_state_of_a_child(mainguard: Mainguard) -> None:
    write("neighbour.py", "VALUE = 42\n")
    text = """\
        import multiprocessing, os, sys
        import neighbour

        main = sys.modules["__main__"]
        print(__name__, multiprocessing.current_process().name, multiprocessing.get_start_method())
        print(sys.argv, neighbour.VALUE, hasattr(main, "__file__"), sys.stdin.read() == "", os.getpid() == os.getpgrp())
    """
    result = verified(mainguard, text, "--", "--flag", "word")

    assert result.code == 0
    assert result.json["output"].splitlines() == [
        "__mp_main__ SpawnProcess-1 spawn",
        f"{[str(Path('main.py').absolute()), '--flag', 'word']} 42 False True False",
    ]


def test_the_child_inherits_what_the_parent_puts_into_its_environment(mainguard: Mainguard) -> None:
    text = PROCESS + 'import os\nif "STARTED" not in os.environ:\n    os.environ["STARTED"] = "1"\n    launch()\n'

    assert outcome(verified(mainguard, text)) == (0, "clean", [])


def test_a_child_that_ends_before_its_work_fails(mainguard: Mainguard) -> None:
    text = PROCESS + 'import sys\nif __name__ != "__main__":\n    sys.exit()\nlaunch()\n'
    result = verified(mainguard, text)

    assert outcome(result) == (1, "exits", [14])
    assert result.json["message"] == "0"
    assert outcome(verified(mainguard, "import os\nos._exit(7)\n")) == (1, "exits", [2])


def test_an_exception_fails_where_it_was_raised(mainguard: Mainguard) -> None:
    result = verified(mainguard, 'assert __name__ == "__main__", "not here"\n')

    assert outcome(result) == (1, "raises", [1])
    assert (result.json["error"], result.json["message"]) == ("AssertionError", "not here")


def test_a_second_start_method_is_refused_in_the_child(mainguard: Mainguard) -> None:
    result = verified(mainguard, "import multiprocessing\n\nmultiprocessing.set_start_method('spawn')\n")

    assert outcome(result) == (1, "raises", [3])
    assert result.json["message"] == "context has already been set"


def test_what_the_parent_alone_defines_is_missing(mainguard: Mainguard) -> None:
    text = """\
        from multiprocessing import Process

        if __name__ == "__main__":
            def work():
                pass

            Process(target=work).start()
    """
    result = verified(mainguard, text)

    assert outcome(result) == (1, "lost", [])
    assert result.json["lost"] == ["work"]


def test_a_fork_is_no_start_that_runs_the_file_again(mainguard: Mainguard) -> None:
    text = """\
        import multiprocessing

        process = multiprocessing.get_context("fork").Process(target=print, args=("forked",))
        process.start()
        process.join()
    """
    result = verified(mainguard, text)

    assert outcome(result) == (0, "clean", [])
    assert [place["line"] for place in result.json["forks"]] == [4]
    assert result.json["output"] == "forked\n"


def test_programs_are_run_and_the_own_command_line_is_not(mainguard: Mainguard) -> None:
    program = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'print(1)'], check=True)\n"
    itself = "import subprocess, sys\nsubprocess.run([sys.executable, __file__], check=True)\n"

    result = verified(mainguard, program)
    assert (outcome(result), result.json["output"]) == ((0, "clean", []), "1\n")
    assert outcome(verified(mainguard, itself)) == (0, "reexecutes", [2])


def test_a_run_that_forks_without_end_is_ended(mainguard: Mainguard) -> None:
    result = verified(mainguard, "import os\n\nwhile True:\n    os.fork()\n")

    assert (result.code, result.json["outcome"]) == (1, "runaway")


@pytest.mark.parametrize("wait", ["import time\ntime.sleep(600)\n", "while True:\n    pass\n"])
def test_a_run_that_takes_too_long_is_ended(mainguard: Mainguard, wait: str) -> None:
    code, kind, lines = outcome(verified(mainguard, wait, "--timeout", "0.3"))

    assert (code, kind) == (2, "timeout")
    assert len(lines) == 1


def test_nothing_that_was_started_is_left(mainguard: Mainguard) -> None:
    text = """\
        import subprocess, sys

        sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
        print(sleeper.pid)
    """
    result = verified(mainguard, text)

    assert result.code == 0
    assert is_gone(int(result.json["output"]))


def is_gone(pid: int) -> bool:
    """Whether no such process runs; one that nobody has waited for yet runs no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_before_and_after_are_both_proved_and_the_file_stays(mainguard: Mainguard) -> None:
    write("main.py", UNGUARDED)

    result = mainguard("verify", "main.py", "--before-after", "--python", sys.executable, "--output-format", "json")

    assert (result.code, result.json["verdict"]) == (0, "clean")
    assert (result.json["before"]["outcome"], result.json["after"]["outcome"]) == ("starts", "clean")
    assert len(result.json["fixed"]) == 1
    assert Path("main.py").read_text("utf-8") == UNGUARDED


def test_the_fixed_text_is_what_a_worker_imports(mainguard: Mainguard) -> None:
    text = 'import uvicorn\n\nprint(__name__, __file__)\napp = print\nuvicorn.run("main:app", workers=2)\n'
    write("main.py", text)

    result = mainguard("verify", "main.py", "--before-after", "--output-format", "json")

    assert result.json["after"]["outcome"] == "clean"
    path = Path("main.py").absolute()
    assert result.json["after"]["output"].splitlines() == [f"__mp_main__ {path}", f"main {path}"]


def test_before_and_after_say_where_nothing_can_be_fixed(mainguard: Mainguard) -> None:
    write("main.py", 'assert __name__ == "__main__"\n')

    result = mainguard("verify", "main.py", "--before-after")

    assert result.code == 1
    assert result.out.startswith("before: fails: main.py raises AssertionError when a spawned child runs it\n")
    assert result.out.endswith("after: there is nothing that can be fixed\n")


def test_what_could_not_be_run_is_told_apart(mainguard: Mainguard) -> None:
    missing = verified(mainguard, "import a_package_that_nobody_has\n")
    broken = verified(mainguard, "def f(:\n")

    assert outcome(missing) == (2, "not-run", [1])
    assert missing.json["message"] == "No module named 'a_package_that_nobody_has'"
    assert (broken.code, broken.json["outcome"], broken.json["error"]) == (2, "not-run", "SyntaxError")


def test_wrong_input_is_named(mainguard: Mainguard) -> None:
    write("book.ipynb", "{}")
    write("main.py", "")

    assert mainguard("verify", "nowhere.py").err == "mainguard: nowhere.py cannot be read: No such file or directory\n"
    assert mainguard("verify", ".").err == "mainguard: . cannot be read: Is a directory\n"
    assert mainguard("verify", "book.ipynb").err == (
        "mainguard: book.ipynb is a notebook, and no child runs a notebook again\n"
    )
    assert "does not exist" in mainguard("verify", "main.py", "--python", "nowhere/python").err
    assert "--unsafe-fixes goes with --before-after" in mainguard("verify", "main.py", "--unsafe-fixes").err
    assert mainguard("verify", "main.py", "--timeout", "0").code == 2


def test_the_projects_interpreter_runs_it(mainguard: Mainguard) -> None:
    write("main.py", "import sys\nprint(sys.executable)\n")
    python = Path(".venv/bin/python").absolute()
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    write(".venv/pyvenv.cfg", f"home = {Path(sys.executable).resolve().parent}\n")

    result = mainguard("verify", "main.py", "--output-format", "json")

    assert (result.json["python"], result.json["output"]) == (str(python), f"{python}\n")


def test_a_package_main_is_never_run_again(mainguard: Mainguard) -> None:
    write("package/__init__.py", "")
    write("package/__main__.py", PROCESS + "launch()\n")

    result = mainguard("verify", "package/__main__.py", "--output-format", "json")

    assert result.json["output"] == ""
    assert (result.json["outcome"], result.json["lost"]) == ("lost", ["work"])
