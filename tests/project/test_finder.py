"""How often folders are looked at."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mainguard.project.finder import Finder


def test_a_folder_is_looked_at_once_until_it_is_to_be_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "package").mkdir()
    for name in ("__init__", "one", "two"):
        (tmp_path / "package" / f"{name}.py").touch()
    looked: list[str] = []
    stat = os.stat
    monkeypatch.setattr(os, "stat", lambda path, **options: looked.append(str(path)) or stat(path, **options))
    finder = Finder()

    for _ in range(2):
        finder.look_again()
        looked.clear()
        found = [finder.find(f"package.{name}", [str(tmp_path)]) for name in ("one", "two", "three")]
        assert [each is not None for each in found] == [True, True, False]
        assert max(map(looked.count, looked), default=0) <= 1

    (tmp_path / "package" / "three.py").touch()
    os.utime(tmp_path / "package", ns=(1, 1))
    finder.look_again()
    assert finder.find("package.three", [str(tmp_path)]) is not None
