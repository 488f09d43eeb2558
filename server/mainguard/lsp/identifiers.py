"""What the client and the server call things between them.  Imports nothing: the answer to `initialize` needs it."""

from __future__ import annotations

SOURCE = "mainguard"
"""Where diagnostics come from, and the section of the editor's settings."""

FIX_ALL = "source.fixAll.mainguard"
FIX_ALL_TITLE = "mainguard: fix all that can be fixed safely"
CODE_ACTION_KINDS = ("quickfix", "refactor", FIX_ALL)
"""Every kind of code action that is offered."""

APPLY_FIX_ALL = "mainguard.applyFixAll"
APPLY_FIX_ALL_IN_WORKSPACE = "mainguard.applyFixAllInWorkspace"
DEBUG_INFORMATION = "mainguard.debugInformation"
COMMANDS = (APPLY_FIX_ALL, APPLY_FIX_ALL_IN_WORKSPACE, DEBUG_INFORMATION)
"""Every command of the server's."""

VERIFY = "mainguard.verify"
"""A command of the client's, which runs the file in a terminal as a child would; its argument is the URI."""
VERIFY_TITLE = "Verify this file"

NOTEBOOK_CELL = "vscode-notebook-cell:"
"""What the URI of a single cell of a notebook begins with."""

NOTEBOOK_SUFFIX = ".ipynb"
"""What the name of a notebook ends with, also where a client makes one document of its cells."""
