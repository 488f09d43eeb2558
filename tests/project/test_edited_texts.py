"""The trees of open files cost what was typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from mainguard.project.modules import ProjectModules
from mainguard.syntax import tree as trees
from mainguard.syntax.tree import parse
from mainguard.text.source import Source
from mainguard.text.span import Span

LINES = 1_000


def test_typing_in_an_open_file_parses_the_block_that_is_typed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "main.py"
    texts = {str(path): Source("".join(f"name_{number} = {number}\n" for number in range(LINES)))}
    modules = ProjectModules([tmp_path], texts.get)
    modules.main_module(path, texts[str(path)])
    placed: list[str] = []
    place = trees._placed
    monkeypatch.setattr(trees, "_placed", lambda text, span: placed.append(text) or place(text, span))
    for _ in range(3):
        end = len(texts[str(path)].text) // 2
        texts[str(path)] = texts[str(path)].edited(Span(end, end), "x")
        placed.clear()
        module = modules.main_module(path, texts[str(path)])

        assert len(placed) <= 3
        assert [one.start for one in module.tree.blocks] == [one.start for one in parse(texts[str(path)]).blocks]


def test_the_tree_of_the_same_text_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "main.py"
    source = Source("x = 1\n")
    modules = ProjectModules([tmp_path], {str(path): source}.get)

    assert modules.main_module(path, source).tree is modules.main_module(path, source).tree
