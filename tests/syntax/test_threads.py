"""Several threads parse at once: the open documents' and the workspace's."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from mainguard.syntax.tree import parse
from mainguard.text.source import Source


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads that take turns all the time."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty_threads")
def test_the_warnings_that_one_thread_passes_over_are_no_business_of_the_others() -> None:
    # pytest makes errors of warnings: one that got through would be a block that does not parse.
    sources = [Source(f"value_{number} = '\\d' is {number}\n") for number in range(4000)]
    before = list(warnings.filters)
    with ThreadPoolExecutor(8) as threads:
        trees = list(threads.map(parse, sources))

    assert [tree for tree in trees if tree.is_broken] == []
    assert list(warnings.filters) == before
