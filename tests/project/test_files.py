from __future__ import annotations

import os
from pathlib import Path

import pytest

from mainguard.engine.settings import SettingsError
from mainguard.project.files import find_files, has_python_shebang
from mainguard.project.ignore import is_excluded


@pytest.fixture(autouse=True)
def in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def tree(*paths: str, **texts: str) -> None:
    for path in (*paths, *texts):
        file = Path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(texts.get(path, ""), "utf-8")


def found(*arguments: str) -> list[str]:
    return [file.as_posix() for file in find_files([Path(argument) for argument in arguments or (".",)]).files]


def test_a_folder_is_searched_for_py_and_not_pyi_in_order_of_path() -> None:
    tree("b.py", "a/z.py", "a/a.py", "c.pyi", "d.txt", "a/b/c/d.py", "e.py.bak", "f.pyw")

    assert found() == ["a/a.py", "a/b/c/d.py", "a/z.py", "b.py"]


@pytest.mark.parametrize(
    ("first_line", "is_script"),
    [
        ("#!/usr/bin/env python3", True),
        ("#!/usr/bin/python3.11 -u", True),
        ("#!/usr/bin/env -S uv run --script", True),
        ("#! /opt/pypy/bin/pypy3", True),
        ("#!/bin/sh", False),
        ("#!/usr/bin/env pythonic-shell", False),
        ("# python", False),
        ("#!/bin/sh\n# python", False),
        ("", False),
    ],
)
def test_a_file_without_extension_is_python_by_its_shebang(first_line: str, *, is_script: bool) -> None:
    tree(tool=f"{first_line}\nprint()\n")

    assert found() == (["tool"] if is_script else [])


def test_a_shebang_makes_no_python_of_a_file_with_another_extension() -> None:
    tree(**{"run.sh": "#!/usr/bin/env python3\n", ".hidden": "#!/usr/bin/env python3\n"})

    assert found() == []


def test_a_file_that_cannot_be_opened_is_no_script() -> None:
    assert not has_python_shebang("missing")


def test_paths_are_spelled_like_the_argument(tmp_path: Path) -> None:
    tree("a/x.py", "y.py")

    assert found("./a/../a", "y.py") == ["a/../a/x.py", "y.py"]
    assert found(str(tmp_path)) == [(tmp_path / "a/x.py").as_posix(), (tmp_path / "y.py").as_posix()]


def test_a_file_is_taken_once() -> None:
    tree("a/x.py")

    assert found("a/x.py", ".", "a") == ["a/x.py"]


def test_arguments_keep_their_order() -> None:
    tree("a/x.py", "b/x.py")

    assert found("b", "a") == ["b/x.py", "a/x.py"]


@pytest.mark.parametrize("folder", [".venv", "node_modules", "__pycache__", ".tox", ".git", "site-packages"])
def test_what_holds_no_source_is_searched_only_when_named(folder: str) -> None:
    tree(f"{folder}/x.py", f"deep/{folder}/y.py")

    assert (found(), found(folder)) == ([], [f"{folder}/x.py"])


def test_an_environment_of_any_name_is_searched_only_when_named() -> None:
    tree("my-env/pyvenv.cfg", "my-env/lib/x.py", "venv/not_an_environment.py")

    assert (found(), found("my-env")) == (["venv/not_an_environment.py"], ["my-env/lib/x.py"])


def test_gitignore_counts_at_every_level_and_the_inner_one_wins() -> None:
    tree(
        *("keep.py", "made.py", "build/x.py", "a/made.py", "a/local.py", "a/b/local.py", "a/b/keep.py"),
        **{
            ".gitignore": "made.py\nbuild/\n# comment\n!\n\n",
            "a/.gitignore": "!made.py\n/local.py\n",
            "a/b/.gitignore": "*.py\n!keep.py\n",
        },
    )

    assert found() == ["a/b/keep.py", "a/made.py", "keep.py"]


def test_what_is_in_an_ignored_folder_cannot_be_taken_back() -> None:
    tree("build/x.py", **{".gitignore": "build/\n!build/x.py\n", "build/.gitignore": "!x.py\n"})

    assert found() == []


def test_gitignore_files_above_the_folder_count_up_to_the_repository() -> None:
    tree(
        *("repo/sub/x.py", "repo/sub/made.py", "repo/sub/private.py", "repo/sub/outside.py"),
        **{
            ".gitignore": "outside.py\n",
            "repo/.gitignore": "made.py\n",
            "repo/.git/info/exclude": "private.py\n",
        },
    )

    assert found("repo/sub") == ["repo/sub/outside.py", "repo/sub/x.py"]


def test_the_exclude_file_of_a_linked_work_tree_is_that_of_its_repository() -> None:
    tree(
        *("linked/x.py", "linked/private.py"),
        **{
            "main/.git/info/exclude": "private.py\n",
            "main/.git/worktrees/linked/commondir": "../..\n",
            "linked/.git": "gitdir: ../main/.git/worktrees/linked\n",
        },
    )

    assert found("linked") == ["linked/x.py"]


def test_named_files_and_folders_are_taken_whatever_ignores_them() -> None:
    tree(
        "build/x.py", "build/y.py", **{".gitignore": "build/\n", ".git/HEAD": "", "mainguard.toml": 'exclude = ["b*"]'}
    )

    assert (found(), found("build/x.py"), found("build")) == ([], ["build/x.py"], ["build/x.py", "build/y.py"])


def test_exclude_is_relative_to_the_configuration_and_comes_before_gitignore() -> None:
    tree(
        *("a/x.py", "b/x.py", "b/made.py", "b/kept.py"),
        **{"mainguard.toml": 'exclude = ["/b/x.py", "!kept.py"]', ".gitignore": "kept.py\nmade.py\n"},
    )

    assert (found(), found("b")) == (["a/x.py", "b/kept.py"], ["b/kept.py"])


def test_a_configuration_further_down_has_its_own_exclude() -> None:
    tree(
        *("x.py", "sub/x.py", "sub/y.py"),
        **{"mainguard.toml": 'exclude = ["x.py"]', "sub/pyproject.toml": '[tool.mainguard]\nexclude = ["y.py"]'},
    )

    assert found() == ["sub/x.py"]


def test_a_pattern_that_is_none_is_a_settings_error() -> None:
    tree("x.py", **{"mainguard.toml": 'exclude = ["!"]'})

    with pytest.raises(SettingsError, match="exclude"):
        found()


def test_is_excluded_agrees_with_the_search(tmp_path: Path) -> None:
    outcomes = [
        is_excluded(tmp_path / name, ["gen/", "*_pb2.py"], tmp_path) for name in ("gen/x.py", "a_pb2.py", "x.py")
    ]

    assert outcomes == [True, True, False]


def test_links_are_checked_as_files_and_not_followed_as_folders() -> None:
    tree("real/x.py")
    Path("real/again").symlink_to(Path("real").absolute(), target_is_directory=True)
    Path("real/self").symlink_to("self")
    Path("real/gone.py").symlink_to("nowhere.py")
    Path("real/link.py").symlink_to("x.py")
    Path("folder").symlink_to("real", target_is_directory=True)

    assert (found("real"), found("folder")) == (
        ["real/link.py", "real/x.py"],
        ["folder/link.py", "folder/x.py"],
    )


def test_a_missing_argument_is_reported_and_the_others_are_searched() -> None:
    tree("x.py")

    result = find_files([Path("none.py"), Path("x.py"), Path("nowhere")])

    assert (result.files, result.missing) == ((Path("x.py"),), (Path("none.py"), Path("nowhere")))


@pytest.mark.parametrize("name", ["loop", "x" * 300])
def test_an_argument_that_cannot_be_looked_at_is_reported(name: str) -> None:
    Path("loop").symlink_to("loop")

    assert [Path(error.filename).name for error in find_files([Path(name)]).unreadable] == [name]


def test_a_path_through_a_file_is_missing() -> None:
    tree("x.py")

    assert find_files([Path("x.py/y.py")]).missing == (Path("x.py/y.py"),)


def test_a_folder_without_python_is_reported() -> None:
    tree("docs/x.md")

    assert find_files([Path("docs")]).without_python == (Path("docs"),)


def test_a_folder_that_cannot_be_listed_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    tree("x.py", "locked/y.py")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    result = find_files([Path()])

    assert result.files == (Path("x.py"),)
    assert [Path(error.filename).name for error in result.unreadable] == ["locked"]


def test_a_pipe_in_a_folder_is_never_opened() -> None:
    os.mkfifo("pipe")
    os.mkfifo("pipe.py")
    tree("x.py")

    assert found() == ["x.py"]
