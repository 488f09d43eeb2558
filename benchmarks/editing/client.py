"""A language client that knows when each message came."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

Message = dict[str, Any]

_SECONDS_TO_END = 5.0


class ServerSilentError(Exception):
    """The server did not send in time what was waited for, or ended."""


class Client:
    """Speaks to one server over its pipes.  Times are those of ``time.perf_counter``, in seconds."""

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str], settings: Message) -> None:
        self._settings = settings
        self._requests = 0
        self._arrivals: queue.SimpleQueue[tuple[float, Message | None]] = queue.SimpleQueue()
        self._writing = threading.Lock()
        self.spawned = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True).start()

    def notify(self, method: str, params: Any) -> float:
        """Send a notification; when it was written."""
        return self._write({"method": method, "params": params})

    def request(self, method: str, params: Any, seconds: float) -> tuple[float, float, Message]:
        """When a request was written, when its answer came, and the answer."""
        self._requests += 1
        number = self._requests
        written = self._write({"id": number, "method": method, "params": params})
        came, answer = self.wait(lambda one: one.get("id") == number and "method" not in one, seconds)
        return written, came, answer

    def wait(self, is_wanted: Callable[[Message], bool], seconds: float) -> tuple[float, Message]:
        """When the next wanted message came, and the message; others are dropped.  Raises ``ServerSilentError``."""
        deadline = time.perf_counter() + seconds
        while True:
            try:
                came, message = self._arrivals.get(timeout=max(0.0, deadline - time.perf_counter()))
            except queue.Empty:
                raise ServerSilentError(f"nothing for {seconds} s") from None
            if message is None:
                raise ServerSilentError("the server ended")
            if is_wanted(message):
                return came, message

    def close(self) -> None:
        """End the server."""
        try:
            self.request("shutdown", None, _SECONDS_TO_END)
            self.notify("exit", None)
            self.process.wait(_SECONDS_TO_END)
        except (ServerSilentError, subprocess.TimeoutExpired, OSError):
            self.process.kill()
            self.process.wait()

    def _write(self, message: Message) -> float:
        if self.process.stdin is None:
            raise ServerSilentError("the server has no input")
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        with self._writing:
            written = time.perf_counter()
            self.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
            self.process.stdin.flush()
        return written

    def _read(self, output: IO[bytes]) -> None:
        try:
            while True:
                length = 0
                while (line := output.readline()) not in (b"\r\n", b""):
                    name, _, value = line.partition(b":")
                    length = int(value) if name.lower() == b"content-length" else length
                if not length:
                    break
                body = output.read(length)
                came, message = time.perf_counter(), json.loads(body)
                if "method" in message and "id" in message:
                    self._answer(message)
                else:
                    self._arrivals.put((came, message))
        except (OSError, ValueError):
            pass
        self._arrivals.put((time.perf_counter(), None))

    def _answer(self, request: Message) -> None:
        """Answer what the server asks: its settings, and nothing to everything else."""
        result = None
        if request["method"] == "workspace/configuration":
            result = [self._section(item.get("section")) for item in request["params"]["items"]]
        self._write({"id": request["id"], "result": result})

    def _section(self, dotted: str | None) -> Any:
        value: Any = self._settings
        for key in dotted.split(".") if dotted else ():
            value = value.get(key) if isinstance(value, dict) else None
        return value
