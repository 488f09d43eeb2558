"""One tree of each content of a file, and little memory for those not needed."""

from __future__ import annotations

import gc
import os
from pathlib import Path

from mainguard.project.file_trees import FileTrees
from mainguard.project.stamps import Stamp, stamp_of
from mainguard.syntax.tree import Tree


def stamped(file: Path) -> Stamp:
    stamp = stamp_of(file)
    assert stamp is not None
    return stamp


def tree_of(trees: FileTrees, file: Path) -> Tree:
    tree = trees.tree(str(file), stamped(file))
    assert tree is not None
    return tree


def files(folder: Path, count: int) -> list[Path]:
    made = [folder / f"{number}.py" for number in range(count)]
    for number, file in enumerate(made):
        file.write_text(f"x = {number}\n" * 10, "utf-8")
    return made


def test_a_file_has_one_tree_as_long_as_anybody_holds_it(tmp_path: Path) -> None:
    first, *others = files(tmp_path, 5)
    trees = FileTrees(most_characters=100)
    held = tree_of(trees, first)
    for other in others:
        tree_of(trees, other)
    trees.trim()

    assert tree_of(trees, first) is held


def test_what_was_parsed_of_the_files_not_needed_for_longest_is_let_go(tmp_path: Path) -> None:
    made = files(tmp_path, 4)
    trees = FileTrees(most_characters=130)
    held = [tree_of(trees, file) for file in made[:2]]
    parsed = [len(tree.blocks) for tree in held]
    tree_of(trees, made[0])
    held += [tree_of(trees, made[2])]

    assert parsed == [10, 10]
    assert ["blocks" in vars(tree) for tree in held[:2]] == [True, True]

    trees.trim()

    assert ["blocks" in vars(tree) for tree in held[:2]] == [True, False]
    assert len(held[1].blocks) == 10


def test_a_tree_that_nobody_holds_is_let_go(tmp_path: Path) -> None:
    first, *others = files(tmp_path, 4)
    trees = FileTrees(most_characters=70)
    tree_of(trees, first)
    for other in others:
        tree_of(trees, other)
    trees.trim()
    gc.collect()

    assert len(trees._trees) == 1


def test_another_content_is_another_tree(tmp_path: Path) -> None:
    (file,) = files(tmp_path, 1)
    trees = FileTrees(most_characters=1000)
    before = tree_of(trees, file)
    file.write_text("y = 2\n", "utf-8")
    os.utime(file, ns=(1, 1))

    assert tree_of(trees, file) is not before
    assert tree_of(trees, file).source.text == "y = 2\n"
    assert trees.contents[str(file)] is not None


def test_a_file_without_text_has_no_tree(tmp_path: Path) -> None:
    file = tmp_path / "odd.py"
    file.write_bytes(b"\xff\xfe\xfa")
    trees = FileTrees(most_characters=1000)

    assert trees.tree(str(file), stamped(file)) is None
    assert trees.tree(str(tmp_path / "gone.py"), Stamp(1, 1)) is None
    assert trees.contents[str(tmp_path / "gone.py")] is None
