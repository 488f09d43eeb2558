"""Which modules are there to be imported, as far as their text tells."""

from __future__ import annotations

import pytest

from harness.project import module_of
from mainguard.rules.library_modules import starts_for_importers
from mainguard.text.span import Span

START = "pool = Pool(4)\n"
USE = "def squares(numbers):\n    return pool.map(abs, numbers)\n"


def is_for_importers(text: str) -> bool:
    at = text.index(START)
    return starts_for_importers(module_of(text), Span(at, at + len(START) - 1))


def test_a_pool_that_functions_use_is_for_importers() -> None:
    assert is_for_importers(f"from multiprocessing import Pool\n{START}{USE}")


@pytest.mark.parametrize(
    "text",
    [
        f"#!/usr/bin/env python3\n{START}{USE}",
        f'{START}{USE}if __name__ == "__main__":\n    print(squares([1]))\n',
        f"{START}{USE}print(squares([1]))\n",
        f"{START}def other(): ...\n",
        START,
    ],
)
def test_a_script_starts_for_itself(text: str) -> None:
    assert not is_for_importers(text)
