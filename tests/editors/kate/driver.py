"""The quick fix in Kate, as a person does it: the menu of code actions by Alt+Return, its first entry, Ctrl+S.

    python driver.py LINE COLUMN

Kate runs on an X server of its own and opens the file at the place given.  What it shows are pixels; so the driver
looks for the colour of a line with an error, for the menu's window, and at what Kate and the server say to each other.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from editors.steps import FILE, output_of, step

_TRACE = Path(os.environ["MAINGUARD_TRACE"])
_SETTINGS = """\
[General]
Show welcome view for new window=false
[Kate Plugins]
lspclientplugin=true
[lspclient]
AllowedServerCommandLines={command} server
"""
"""What Kate notes when the plugin is switched on and its question whether to start the server is answered by yes."""

_PINK = bytes((0xDD, 0xDE, 0xF8))
"""The background of the cursor's line when it has an error, in the order of the bytes: blue, green, red."""
_PINK_PIXELS = 1000
_MENU_HEIGHT = 60  # pixels; more than one entry, which is "Loading..." or "No Actions"
_SECONDS_TO_END = 10


def main() -> None:
    """Drive Kate."""
    line, column = sys.argv[1:]
    with display() as name:
        os.environ |= {"DISPLAY": name, "QT_QPA_PLATFORM": "xcb", "QT_X11_NO_MITSHM": "1"}
        command = output_of("sh", "-c", "command -v mainguard").strip()
        settings = Path(os.environ["XDG_CONFIG_HOME"]) / "katerc"
        settings.write_text(_SETTINGS.format(command=command))
        options = ("--startanon", "--new", "--block", "--line", line, "--column", column)
        kate = subprocess.Popen(["kate", *options, FILE])
        try:
            drive()
        finally:
            kate.terminate()
            kate.wait(_SECONDS_TO_END)


def drive() -> None:
    """What the person does."""
    window = step("open", window_of_kate)
    output_of("xdotool", "windowfocus", "--sync", window)
    step("published", lambda: bool(said("textDocument/publishDiagnostics")))
    step("finding", finding)
    press("alt+Return")
    step("fix", menu_height)
    changes = len(said("textDocument/didChange"))
    press("Down", "Return")
    step("fix", lambda: len(said("textDocument/didChange")) > changes)
    press("ctrl+s")
    step("saved", lambda: bool(said("textDocument/didSave")))
    step("clear", lambda: not said("textDocument/publishDiagnostics")[-1]["diagnostics"])


@contextmanager
def display() -> Iterator[str]:
    """The name of an X display that nobody else uses."""
    reading, writing = os.pipe()
    # Without -noreset it starts anew, and refuses who is just connecting, whenever nobody is connected any more.
    options = ("-displayfd", str(writing), "-screen", "0", "1280x800x24", "-noreset", "-nolisten", "tcp")
    server = subprocess.Popen(["Xvfb", *options], pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as number:
            yield f":{number.readline().strip()}"
    finally:
        server.terminate()  # and not killed: it takes its lock file away
        server.wait(_SECONDS_TO_END)


def window_of_kate() -> str:
    """The id of the main window, once it is shown."""
    return next(iter(windows()), "")


def windows() -> list[str]:
    """The ids of the windows that Kate shows, the main window first."""
    return output_of("xdotool", "search", "--onlyvisible", "--class", "kate").split()


def press(*keys: str) -> None:
    """Press keys, one after the other."""
    output_of("xdotool", "key", "--clearmodifiers", *keys)


def said(method: str) -> list[Mapping[str, Any]]:
    """The parameters of the notifications of a method, by whoever they were sent."""
    lines = _TRACE.read_text(encoding="utf-8").split("\n")[:-1] if _TRACE.exists() else []
    messages = (json.loads(line)["message"] for line in lines)
    return [message["params"] for message in messages if message.get("method") == method]


def finding() -> str:
    """Place, code and message of the only finding, once its line is marked."""
    found = said("textDocument/publishDiagnostics")[-1]["diagnostics"]
    if len(found) != 1 or screen().count(_PINK) < _PINK_PIXELS:
        return ""
    start = found[0]["range"]["start"]
    return f"{start['line'] + 1}:{start['character'] + 1} {found[0]['code']} {found[0]['message']}"


def screen() -> bytes:
    """The pixels of the screen."""
    return subprocess.run(["xwd", "-root", "-silent"], capture_output=True, timeout=10, check=False).stdout


def menu_height() -> int:
    """The height in pixels of the menu, once it lists what the server offers."""
    for window in windows()[1:]:
        geometry = output_of("xdotool", "getwindowgeometry", "--shell", window)
        height = int(dict(line.split("=") for line in geometry.split()).get("HEIGHT", 0))
        if height > _MENU_HEIGHT:
            return height
    return 0


if __name__ == "__main__":
    main()
