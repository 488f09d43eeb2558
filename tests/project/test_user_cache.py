"""Where mainguard keeps what it can do without."""

from __future__ import annotations

from pathlib import Path

import pytest

from mainguard.project.user_cache import CACHE_VARIABLE, user_cache_folder

HOME = Path.home()


@pytest.mark.parametrize(
    ("platform", "environ", "expected"),
    [
        ("linux", {}, HOME / ".cache" / "mainguard"),
        ("linux", {"XDG_CACHE_HOME": "/var/cache/me"}, Path("/var/cache/me/mainguard")),
        ("linux", {"XDG_CACHE_HOME": "relative"}, HOME / ".cache" / "mainguard"),
        ("darwin", {"XDG_CACHE_HOME": "/var/cache/me"}, HOME / "Library" / "Caches" / "mainguard"),
        ("win32", {"LOCALAPPDATA": "/local"}, Path("/local/mainguard/Cache")),
        ("win32", {}, None),
        ("linux", {CACHE_VARIABLE: "/elsewhere"}, Path("/elsewhere")),
    ],
)
def test_the_place_is_the_platforms(platform: str, environ: dict[str, str], expected: Path | None) -> None:
    assert user_cache_folder(environ, platform) == expected
