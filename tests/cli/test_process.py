"""The command as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from harness.command_line import GUARDED, UNGUARDED, write

COMMAND = [sys.executable, "-m", "mainguard"]
TIMEOUT_S = 60


def process(*arguments: str, code: str | None = None, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", code] if code else COMMAND
    return subprocess.run(
        [*command, *arguments], capture_output=True, check=False, timeout=TIMEOUT_S, env={**os.environ, **environment}
    )


@pytest.mark.parametrize(("text", "code"), [(GUARDED, 0), (UNGUARDED, 1)])
def test_the_exit_code_is_that_of_the_process(text: str, code: int) -> None:
    write("app.py", text)

    done = process("check")

    assert (done.returncode, done.stderr) == (code, b"")


def test_output_is_written_even_where_the_encoding_lacks_its_characters() -> None:
    write("名.py", UNGUARDED)

    done = process("check", "--output-format", "full", PYTHONIOENCODING="ascii")

    assert (done.returncode, b"--> \\u540d.py:3:1" in done.stdout, done.stderr) == (1, True, b"")


def test_a_reader_that_has_seen_enough_causes_no_traceback() -> None:
    for number in range(200):
        write(f"app{number}.py", UNGUARDED)
    with subprocess.Popen([*COMMAND, "check"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        errors = running.stderr.read()

    assert errors == b""


@pytest.mark.parametrize("output_format", ["full", "concise", "json"])
def test_a_full_disk_is_no_fault_of_mainguard(output_format: str) -> None:
    write("app.py", UNGUARDED)
    # The largest file that the process may write has no byte.
    limit = "import resource, runpy; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))"
    code = f"{limit}; import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)"
    command = [sys.executable, "-c", f"{code}; runpy.run_module('mainguard', run_name='__main__', alter_sys=True)"]
    with open("findings", "wb") as file:  # noqa: PTH123  # relative to the working directory
        done = subprocess.run(
            [*command, "check", "--output-format", output_format],
            stdout=file,
            stderr=subprocess.PIPE,
            check=False,
            timeout=TIMEOUT_S,
        )

    assert (done.returncode, done.stderr) == (2, b"mainguard: the output cannot be written: File too large\n")


@pytest.mark.parametrize(
    ("arguments", "unwanted"),
    [
        (["check", "--output-format", "json"], "rich jedi parso pygls lsprotocol"),
        (["check", "--output-format", "concise"], "rich jedi parso pygls lsprotocol"),
        (["check"], "jedi parso pygls lsprotocol rich.markdown"),
    ],
)
def test_a_run_imports_only_what_it_needs(arguments: list[str], unwanted: str) -> None:
    write("app.py", UNGUARDED)
    code = f"""
import sys
from mainguard.cli.main import run
run({arguments!r})
print(*[name for name in {unwanted.split()!r} if name in sys.modules], file=sys.stderr)
"""

    assert process(code=code).stderr == b"\n"


def test_the_servers_help_is_the_servers() -> None:
    done = process("server", "--help")

    assert (done.returncode, b"--tcp" in done.stdout) == (0, True)


def test_a_package_that_the_environment_has_is_looked_into() -> None:
    """``acme.serve`` is uvicorn's ``run`` under another name, which only the environment can tell."""
    write(".venv/pyvenv.cfg", "version = 3.12.1\n")
    packages = ".venv/lib/python3.12/site-packages"
    write(f"{packages}/acme/__init__.py", "from uvicorn import run as serve\n")
    write(f"{packages}/uvicorn/__init__.py", "from uvicorn.main import run\n")
    write(f"{packages}/uvicorn/main.py", "def run(app, **options): ...\n")
    write("app.py", "import acme\n\nacme.serve('a:b', reload=True)\n")

    done = process("check", "--output-format", "concise")

    assert done.stdout.startswith(b"app.py:3:1: error[MG101] unguarded-reload: "), done
