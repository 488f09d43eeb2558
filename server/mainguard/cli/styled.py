"""Text with style, by rich; imported only by what is about to print some."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from rich.console import Console, RenderableType


def print_unwrapped(renderable: RenderableType, stream: TextIO) -> None:
    """Print without breaking lines."""
    console(stream).print(renderable, soft_wrap=True)


def print_markdown(markdown: str) -> None:
    """Print on stdout: typeset on a terminal, else as it is."""
    terminal = console(sys.stdout)
    if terminal.is_terminal:
        from rich.markdown import Markdown  # noqa: PLC0415  # findings do not pay for it

        terminal.print(Markdown(markdown))
    else:
        sys.stdout.write(markdown + "\n")


def console(stream: TextIO) -> Console:
    """Rich's way to ``stream``: styles only on a terminal, unless ``NO_COLOR`` or ``FORCE_COLOR`` say otherwise."""
    return Console(
        file=stream, color_system=None if os.environ.get("NO_COLOR") else "auto", highlight=False, emoji=False
    )
