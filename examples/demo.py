"""Shows mainguard at work, for real: `make demo`.

It opens `unguarded_reload.py` in the real language server, as an editor does, prints the finding and the fix, and runs
the file before and after the fix.  Everything stays on 127.0.0.1, and nothing outlives it.
"""

from __future__ import annotations

import difflib
import http.client
import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from lsp_client import applied, language_server

EXAMPLE = Path(__file__).with_name("unguarded_reload.py")
FAILURE = (
    "An attempt has been made to start a new process before the",
    "current process has finished its bootstrapping phase.",
)
QUIET = ("Serving", "INFO", "WARNING")
PATIENCE = 12.0
"""Seconds to wait for anything that should happen."""
SILENCE = 2.0
"""Seconds to go on asking what should not answer."""


def main() -> int:
    """Run the demonstration; 0 when everything happened as it should."""
    source = EXAMPLE.read_text(encoding="utf-8")
    title("1", f"{EXAMPLE.name} is opened in an editor, which starts `mainguard server`")
    with language_server(EXAMPLE.parent) as server:
        finding = server.finding(EXAMPLE, source)
        actions = server.actions(EXAMPLE, finding)
    show_finding(source, finding)
    fix = next(action for action in actions if action.get("isPreferred"))
    fixed = applied(source, fix["edit"]["changes"][EXAMPLE.as_uri()])

    title("2", "The light bulb offers")
    for action in actions:
        say(f"  {'→' if action is fix else ' '} {action['title']}", "bold" if action is fix else "dim")
    say()
    show_difference(source, fixed)

    title("3", f"Before: python {EXAMPLE.name}")
    before = run(source, is_served=False)
    title("4", f"After:  python {EXAMPLE.name}")
    after = run(fixed, is_served=True)

    title("5", f"Both sides as a child sees them: mainguard verify --before-after {EXAMPLE.name}")
    is_verified = verify()

    title("", "What happened")
    is_proved = [
        result("before", before.has_failed and before.answer is None, before.summary),
        result("after", not after.has_failed and after.answer is not None, after.summary),
        result("verify", is_verified, "the fixed file starts no process in the child" if is_verified else "no proof"),
    ]
    return 0 if all(is_proved) else 1


def verify() -> bool:
    """Whether the fix is proved by running both texts as a child would."""
    command = [sys.executable, "-m", "mainguard", "verify", "--before-after", EXAMPLE.name]
    proof = subprocess.run(command, cwd=EXAMPLE.parent, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    for line in proof.stdout.splitlines():
        say(f"  {line}", "red" if "fails: " in line else "green" if "clean: " in line else "")
    return proof.returncode == 0


# Running the application


class Run:
    """What a run of the application showed."""

    def __init__(self, output: str, answer: str | None) -> None:
        self.output = output
        self.answer = answer
        """The body of the answer to `GET /`; ``None`` when nobody answered."""

    @property
    def has_failed(self) -> bool:
        """Whether a child process met the line that started it."""
        return all(line in self.output for line in FAILURE)

    @property
    def summary(self) -> str:
        """The run in one line."""
        failed = "the child process dies while it is being started" if self.has_failed else "no error"
        return f"{failed}; {f'GET / answers {self.answer!r}' if self.answer is not None else 'nobody answers GET /'}"


def run(text: str, *, is_served: bool) -> Run:
    """Run ``text`` as a script, until it answers or, when it should not, until its child died and some more."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, application(Path(folder), text, port) as output:
        if not is_served:
            output.wait_for(FAILURE[-1])
        answer = ask(port, PATIENCE if is_served else SILENCE)
        seen = output.text()
    for line in seen.splitlines():
        if is_telling(line):
            say(f"  {line.strip()}", "red" if not line.startswith(QUIET) else "dim")
    say(f"  GET http://127.0.0.1:{port}/  →  {answer or 'no answer'}", "green" if answer else "red")
    return Run(seen, answer)


def is_telling(line: str) -> bool:
    """Whether ``line`` of the application's output is more than a frame of a traceback."""
    return line.startswith((*QUIET, "ERROR", "RuntimeError")) or line.strip() in FAILURE


@contextmanager
def application(folder: Path, text: str, port: int) -> Iterator[Output]:
    """The application as a process of its own; it and its children are gone afterwards."""
    script = folder / EXAMPLE.name
    script.write_text(text, encoding="utf-8")
    environment = {**os.environ, "PORT": str(port), "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"}
    process = subprocess.Popen(
        [sys.executable, script.name],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        yield Output(process)
    finally:
        end_group(process)


class Output:
    """Collects what a process prints while it runs."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._stream = process.stdout
        self._lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def text(self) -> str:
        """What was printed so far."""
        return "".join(self._lines)

    def wait_for(self, part: str) -> None:
        """Wait until ``part`` was printed, or patience ends."""
        end = time.monotonic() + PATIENCE
        while part not in self.text() and time.monotonic() < end:
            time.sleep(0.1)

    def _read(self) -> None:
        with suppress(ValueError):
            for line in self._stream or ():
                self._lines.append(line.decode("utf-8", "replace"))


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End ``process`` with all that it started."""
    if os.name == "nt":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
        return
    for kind in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, kind)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port: int, seconds: float) -> str | None:
    """The body of the first answer to `GET /` within ``seconds``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = answer_of(port)
        if answer is not None:
            return answer
        time.sleep(0.1)
    return None


def answer_of(port: int) -> str | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/")
        return connection.getresponse().read().decode().strip()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


# Showing it

STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "cyan": "36"}
IS_STYLED = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def say(text: str = "", style: str = "") -> None:
    print(f"\x1b[{STYLES[style]}m{text}\x1b[0m" if IS_STYLED and style and text else text, flush=True)


def title(number: str, text: str) -> None:
    say()
    say(f"{number}  {text}".strip(), "bold")
    say()


def result(name: str, is_as_expected: bool, text: str) -> bool:
    say(f"  {'✓' if is_as_expected else '✗'} {name + ':':<8}{text}", "green" if is_as_expected else "red")
    return is_as_expected


def show_finding(source: str, finding: dict[str, Any]) -> None:
    """The diagnostic with its line, and the chain of calls that leads to the start."""
    show_place(EXAMPLE.name, finding["range"])
    say(f"  {finding['source']} {finding['code']}: {finding['message']}", "red")
    say()
    start, end = finding["range"]["start"], finding["range"]["end"]
    line = source.splitlines()[start["line"]]
    say(f"  {start['line'] + 1:>4} | {line}")
    say(f"       | {' ' * start['character']}{'^' * (end['character'] - start['character'])}", "red")
    for related in finding.get("relatedInformation", ()):
        say()
        show_place(related["location"]["uri"].rpartition("/")[2], related["location"]["range"])
        say(f"  {related['message']}")


def show_place(name: str, span: dict[str, Any]) -> None:
    say(f"  {name}:{span['start']['line'] + 1}:{span['start']['character'] + 1}", "cyan")


def show_difference(before: str, after: str) -> None:
    """Both as a unified diff."""
    styles = {"+": "green", "-": "red", "@": "cyan"}
    names = f"before/{EXAMPLE.name}", f"after/{EXAMPLE.name}"
    for line in difflib.unified_diff(before.splitlines(), after.splitlines(), *names, lineterm=""):
        say(f"  {line.rstrip()}", styles.get(line[0], ""))


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    sys.exit(main())
