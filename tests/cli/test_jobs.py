"""Several processes find what one finds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness.command_line import GUARDED, UNGUARDED, Mainguard, write
from mainguard.cli.processes import number_of_processes


@pytest.fixture
def project() -> None:
    for number in range(40):
        write(f"pkg/part{number:02}.py", UNGUARDED if number % 3 else GUARDED)
    write("serving.py", "import uvicorn\n\n\ndef serve():\n    uvicorn.run('a:b', reload=True)\n")
    write("app.py", "import serving\n\nserving.serve()\n")
    write("broken.py", "def f(:\n")


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("output_format", ["full", "json"])
def test_findings_come_in_the_same_order(mainguard: Mainguard, output_format: str) -> None:
    one, two = (mainguard("check", "--no-cache", "--output-format", output_format, "--jobs", jobs) for jobs in "12")

    assert (one.code, one.out, one.err) == (two.code, two.out, two.err)
    assert one.code == 1


@pytest.mark.usefixtures("project")
def test_what_several_processes_found_is_kept(mainguard: Mainguard) -> None:
    first = mainguard("check", "--output-format", "json", "--timings", "--jobs", "2")
    second = mainguard("check", "--output-format", "json", "--timings", "--jobs", "2")

    assert (first.code, first.json) == (second.code, second.json)
    assert [" s for 43 files" in first.err, " s for 0 files" in second.err] == [True, True]


@pytest.mark.usefixtures("project")
def test_settings_that_are_wrong_are_said_once(mainguard: Mainguard) -> None:
    write("pkg/mainguard.toml", "select = 1\n")
    result = mainguard("check", "--jobs", "2")

    assert (result.code, len(result.err.splitlines())) == (2, 1)


@pytest.mark.usefixtures("project")
def test_ctrl_c_ends_every_process() -> None:
    """The processes stop at a file that never ends: a pipe that nobody writes to."""
    pipes = [Path(f"pipe{number}.py") for number in range(40)]
    for pipe in pipes:
        os.mkfifo(pipe)
    command = [sys.executable, "-m", "mainguard", "check", "--jobs", "2", *map(str, pipes)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as running:
        # Opening the other end waits for a process that reads.
        held = os.open(pipes[0], os.O_WRONLY)
        os.killpg(running.pid, signal.SIGINT)
        out, err = running.communicate(timeout=60)
        os.close(held)

    # The outputs end when nobody is left who could write to them.
    assert (running.returncode, out, err) == (130, b"", b"\n")


@pytest.mark.parametrize(
    ("wanted", "files", "processes"), [(None, 10, 1), (None, 0, 1), (1, 5000, 1), (3, 5000, 3), (8, 2, 2)]
)
def test_a_process_is_started_only_where_it_pays(wanted: int | None, files: int, processes: int) -> None:
    assert number_of_processes(wanted, files) == processes
