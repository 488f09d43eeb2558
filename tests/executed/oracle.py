"""Runs the cases for real, says what happened, and compares it with ``labels.json``.

Linux only.  ``python -m executed.oracle --help`` in the folder ``tests``; see README.md.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path

from executed.case import HELPERS, HERE, LABELS, Case, all_cases, labels
from executed.outcome import Observation, record
from executed.processes import MAX_PROCESSES, Run

CONFIGURATIONS: dict[str, tuple[str, str]] = {
    "311": ("311", ""),
    "311s": ("311", "spawn"),
    "311f": ("311", "forkserver"),
    "312": ("312", ""),
    "312s": ("312", "spawn"),
    "312f": ("312", "forkserver"),
    "313": ("313", ""),
    "313s": ("313", "spawn"),
    "313f": ("313", "forkserver"),
    "314": ("314", ""),
    "314s": ("314", "spawn"),
    "314k": ("314", "fork"),
    "315": ("315", ""),
    "315s": ("315", "spawn"),
}
"""Configuration → the interpreter, and the start method that it is made to believe is the platform's default."""

RUNNING_VERSION = "314" if sys.version_info >= (3, 14) else "311"
"""What the running interpreter stands for."""

_POLL = 0.12
_SETTLE = 1.2  # how long a server that answers is watched for further processes
_INTERRUPTS = 3
_INTERRUPT_GRACE = 3.0


def interpreters() -> dict[str, str]:
    """Version → interpreter: ``$LAB_PY_311`` and so on; where those are not set, the running one stands for 3.11,
    and from 3.14 on, where the default start method is another, for 3.14."""
    named = {version: os.environ.get(f"LAB_PY_{version}", "") for version, _ in CONFIGURATIONS.values()}
    return {RUNNING_VERSION: sys.executable} | {version: path for version, path in named.items() if path}


def execute(case: Case, configuration: str, folder: Path) -> Observation:
    """Run ``case`` in the empty ``folder``; nothing that it started is left when this returns."""
    version, method = CONFIGURATIONS[configuration]
    python = Path(interpreters()[version])
    run, port, work, trace = Run(), _free_port(), folder / "src", folder / "trace.jsonl"
    names = {"py": str(python), "bin": str(python.parent), "src": str(work), "file": case.file or "", "lab": str(HERE)}
    _prepare(case, work, names)
    trace.touch()
    environment = _environment(python) | {
        "LAB_TRACE": str(trace),
        "LAB_PORT": str(port),
        "LAB_DEFAULT_METHOD": method,
        **run.environment,
        **{key: value.format(**names) for key, value in case.env.items()},
    }
    with (
        (folder / "stdout.txt").open("wb") as out,
        (folder / "stderr.txt").open("wb") as err,
        (work / case.stdin if case.stdin else Path(os.devnull)).open("rb") as stdin,
    ):
        command = [word.format(**names, port=port) for word in case.run]
        process = subprocess.Popen(
            command, cwd=work, env=environment, stdin=stdin, stdout=out, stderr=err, start_new_session=True
        )
        try:
            seen = _watch(case, process, run, port)
        finally:
            run.kill()
            process.kill()
            process.wait()
    marks = tuple(json.loads(line) for line in trace.read_text("utf-8").splitlines() if line.strip())
    return Observation(*seen, marks, (folder / "stderr.txt").read_text("utf-8", "replace"))


def write_labels(known: Mapping[str, Mapping[str, Mapping[str, object]]]) -> None:
    """Write ``labels.json``: a line for each run."""
    cases = []
    for name, runs in sorted(known.items()):
        lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(runs[key], ensure_ascii=False)}" for key in sorted(runs))
        cases.append(f" {json.dumps(name)}: {{\n{lines}\n }}")
    LABELS.write_text("{\n" + ",\n".join(cases) + "\n}\n", "utf-8")


def main() -> int:
    """Run the command; 1 when something happened that ``labels.json`` does not say."""
    arguments = _arguments()
    known = labels()
    jobs = list(_chosen(arguments))
    different = 0
    with tempfile.TemporaryDirectory(prefix="executed-") as scratch, ThreadPoolExecutor(arguments.jobs) as threads:
        pending = {}
        for case, configuration in jobs:
            folder = Path(scratch, f"{case.name}--{configuration}")
            folder.mkdir()
            pending[threads.submit(execute, case, configuration, folder)] = (case, configuration)
        for done in as_completed(pending):
            case, configuration = pending[done]
            now = record(case, done.result())
            before = known.get(case.name, {}).get(configuration, {})
            changed = now["label"] != before.get("label")
            different += changed
            known.setdefault(case.name, {})[configuration] = now
            note = f"  (was {before.get('label')})" if changed else ""
            _say(f"{case.name:<48} {configuration:<5} {now['label']}{note}")
    if arguments.update:
        write_labels(known)
    _say(f"{len(jobs)} runs, {different} unlike labels.json")
    return 1 if different and not arguments.update else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m executed.oracle", description=__doc__)
    parser.add_argument("-k", metavar="REGEX", action="append", default=[], help="only cases whose name matches")
    parser.add_argument("-c", metavar="CONFIG,…", default="", help="only these configurations")
    parser.add_argument("-j", dest="jobs", type=int, default=2, help="runs at a time (default: 2)")
    parser.add_argument("--update", action="store_true", help="write what happened to labels.json")
    return parser.parse_args()


def _chosen(arguments: argparse.Namespace) -> Iterator[tuple[Case, str]]:
    available = interpreters()
    wanted = arguments.c.split(",") if arguments.c else list(CONFIGURATIONS)
    for case in all_cases():
        if arguments.k and not any(re.search(pattern, case.name) for pattern in arguments.k):
            continue
        for configuration in case.configs:
            if configuration in wanted and CONFIGURATIONS[configuration][0] in available:
                yield case, configuration


def _prepare(case: Case, work: Path, names: Mapping[str, str]) -> None:
    """Make the folder ``work`` with the case's files, and run what comes before the case."""
    if case.is_folder:
        shutil.copytree(case.path, work)
    else:
        work.mkdir()
        shutil.copy(case.path, work)
    for words in case.pre:
        subprocess.run([word.format(**names) for word in words], cwd=work, check=True, capture_output=True)
    if (work / "main.pyc").exists():
        (work / "main.py").unlink()


def _environment(python: Path) -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG", "TMPDIR")}
    return inherited | {
        "PATH": f"{python.parent}{os.pathsep}{inherited.get('PATH', '')}",
        "PYTHONPATH": str(HELPERS),
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1",
        "CUDA_VISIBLE_DEVICES": "",
        "NO_COLOR": "1",
        "TERM": "dumb",
    }


def _watch(case: Case, process: subprocess.Popen[bytes], run: Run, port: int) -> tuple[int | None, bool, bool, bool]:
    """Wait for the end, an answer, too many processes or the time limit; the first four fields of ``Observation``."""
    deadline = time.monotonic() + case.timeout
    while process.poll() is None:
        if len(run.processes()) > MAX_PROCESSES:
            return None, False, True, False
        if case.kind == "server" and _answers(port):
            exploded = _explodes_while_serving(run)
            _interrupt(process)
            return process.poll(), False, exploded, True
        if time.monotonic() > deadline:
            return None, True, False, False
        time.sleep(_POLL)
    return process.returncode, False, len(run.processes()) > MAX_PROCESSES, False


def _explodes_while_serving(run: Run) -> bool:
    end = time.monotonic() + _SETTLE
    while time.monotonic() < end:
        if len(run.processes()) > MAX_PROCESSES:
            return True
        time.sleep(_POLL)
    return False


def _interrupt(process: subprocess.Popen[bytes]) -> None:
    """Ctrl-C in a terminal, up to three times."""
    for _ in range(_INTERRUPTS):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_INTERRUPT_GRACE)
            return


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1.0)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
