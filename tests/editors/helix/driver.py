"""The quick fix in Helix, as a person does it: the list of findings, to the only one, the menu, its first entry, save.

    python driver.py HX

Helix runs in a terminal of tmux; what it shows is read off the screen.
"""

from __future__ import annotations

import os
import re
import sys

from editors.steps import FILE, output_of, step

_COUNT = "● 1"
_MODIFIED = "[+]"
_FIX_ALL = "mainguard: fix all"
_ROW = re.compile(r"> (?:ERROR|WARN\w*)\s+(MG\d+) (.+?)\s*│")


def main() -> None:
    """Drive the Helix that the command line names."""
    tmux("new-session", "-d", "-x", "160", "-y", "50", sys.argv[1], FILE.name)
    step("open", status, or_else=screen)
    step("finding", lambda: _COUNT in status(), or_else=screen)

    press("Space", "d")
    code_and_message = step("list", row, or_else=screen)
    press("Enter")
    step("finding", lambda: (place := cursor()) and f"{place} {code_and_message}", or_else=screen)

    press("Space", "a")
    # The menu takes no keys before it is there.
    step("fix", lambda: _FIX_ALL in screen(), or_else=screen)
    press("Enter")
    step("fix", lambda: _MODIFIED in status(), or_else=screen)

    press(":", "w", "Enter")
    step("saved", lambda: _MODIFIED not in status(), or_else=screen)
    step("clear", lambda: _COUNT not in status(), or_else=screen)


def tmux(*command: str) -> str:
    """What a command to this driver's own tmux prints."""
    return output_of("tmux", "-S", f"{os.environ['XDG_RUNTIME_DIR']}/tmux", "-f", os.devnull, *command)


def press(*keys: str) -> None:
    """Press keys, one after the other."""
    tmux("send-keys", *keys)


def screen() -> str:
    """What Helix shows."""
    return tmux("capture-pane", "-p")


def status() -> str:
    """The line that tells the file, whether it is modified, the number of diagnostics and the place of the cursor."""
    return next((line for line in screen().splitlines() if FILE.name in line and " sel " in line), "")


def cursor() -> str:
    """Line and column of the cursor, once it has left the beginning of the file."""
    place = status().split()[-1:]
    return "".join(place) if place != ["1:1"] else ""


def row() -> str:
    """Code and message in the list of diagnostics."""
    found = _ROW.search(screen())
    return " ".join(found.groups()) if found else ""


if __name__ == "__main__":
    main()
