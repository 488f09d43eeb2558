"""Paths as users spell them."""

from __future__ import annotations

import os

import pytest

from mainguard.project.paths import is_within

ROOT = os.path.abspath(os.sep)


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
def test_what_is_within_a_folder(path: str, is_so: bool) -> None:
    places = {os.path.join(ROOT, "elsewhere"), os.path.join(ROOT, "project", "package")}

    assert is_within(os.path.join(ROOT, *path.split("/")), places) is is_so


def test_everything_is_within_the_root() -> None:
    assert is_within(os.path.join(ROOT, "project"), {ROOT})
