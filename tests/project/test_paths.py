"""Paths as users spell them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mainguard.project.paths import is_within

ROOT = Path("/").absolute()


@pytest.mark.parametrize(
    ("path", "is_so"),
    [
        ("project/package", True),
        ("project/package/deep/module.py", True),
        ("project/package.py", False),
        ("project/packages/module.py", False),
        ("project", False),
        ("", False),
    ],
)
def test_what_is_within_a_folder(path: str, *, is_so: bool) -> None:
    assert is_within(str(ROOT / path), {str(ROOT / "elsewhere"), str(ROOT / "project/package")}) is is_so


def test_everything_is_within_the_root() -> None:
    assert is_within(str(ROOT / "project"), {str(ROOT)})
