"""Starts a server that waits before it checks, without the waiting.

python without_debounce.py pylsp|jedi_language_server
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

HOMES = {"pylsp": "pylsp._utils", "jedi_language_server": "jedi_language_server.jedi_utils"}
ENTRY_POINTS = {"pylsp": ("pylsp.__main__", "main"), "jedi_language_server": ("jedi_language_server.cli", "cli")}

if __name__ == "__main__":
    package = sys.argv.pop(1)
    home: Any = importlib.import_module(HOMES[package])
    debounce = home.debounce
    home.debounce = lambda _seconds, **keywords: debounce(0, **keywords)
    module, function = ENTRY_POINTS[package]
    sys.exit(getattr(importlib.import_module(module), function)())
