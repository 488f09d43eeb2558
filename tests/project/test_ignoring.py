"""A rule is added to a configuration file, and nothing else in it changes."""

from __future__ import annotations

import pytest

from mainguard.project.ignoring import ignoring_edit
from mainguard.text.edits import apply
from mainguard.text.source import Source

RULE = "unguarded-reload"


def ignoring(text: str, *, is_pyproject: bool = True) -> str | None:
    edit = ignoring_edit(Source(text), RULE, is_pyproject=is_pyproject)
    return None if edit is None else apply(text, [edit])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 'ignore = ["unguarded-reload"]\n'),
        ('ignore = ["MG104"]\n', 'ignore = ["MG104", "unguarded-reload"]\n'),
        ("ignore = []\n", 'ignore = ["unguarded-reload"]\n'),
        ('# ours\nselect = ["MG1"] # all\n', '# ours\nselect = ["MG1"] # all\nignore = ["unguarded-reload"]\n'),
        (
            'ignore = [\n  "MG104",  # why\n]\nselect = [ "MG1" ]\n',
            'ignore = [\n  "MG104",  # why\n  "unguarded-reload",\n]\nselect = [ "MG1" ]\n',
        ),
        (
            'ignore = [\r\n  "MG104"\r\n]\r\nselect=[]\r\n',
            'ignore = [\r\n  "MG104",\r\n  "unguarded-reload"\r\n]\r\nselect=[]\r\n',
        ),
        ("select=[]\r\n", 'select=[]\r\nignore = ["unguarded-reload"]\r\n'),
    ],
)
def test_a_file_of_our_own(text: str, expected: str) -> None:
    assert ignoring(text, is_pyproject=False) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", '[tool.mainguard]\nignore = ["unguarded-reload"]\n'),
        ('[project]\nname = "x"\n', '[project]\nname = "x"\n\n[tool.mainguard]\nignore = ["unguarded-reload"]\n'),
        ('[project]\nname = "x"', '[project]\nname = "x"\n\n[tool.mainguard]\nignore = ["unguarded-reload"]\n'),
        (
            '[project]\r\nname = "x"\r\n',
            '[project]\r\nname = "x"\r\n\r\n[tool.mainguard]\r\nignore = ["unguarded-reload"]\r\n',
        ),
        (
            "[tool.mainguard]  # ours\nselect=['MG1']\n\n[tool.ruff]\nline-length=1\n",
            "[tool.mainguard]  # ours\nselect=['MG1']\nignore = [\"unguarded-reload\"]\n\n[tool.ruff]\nline-length=1\n",
        ),
        (
            "[tool.mainguard]\nignore = ['MG104']\n[tool.ruff]\nignore = []\n",
            "[tool.mainguard]\nignore = ['MG104', \"unguarded-reload\"]\n[tool.ruff]\nignore = []\n",
        ),
        (
            '[tool]\nmainguard = {select = ["MG1"]}\n',
            '[tool]\nmainguard = {select = ["MG1"],ignore = ["unguarded-reload"]}\n',
        ),
        (
            'tool.mainguard.select = ["MG1"]\n[project]\nname = "é😀"\n',
            'tool.mainguard.select = ["MG1"]\ntool.mainguard.ignore = ["unguarded-reload"]\n[project]\nname = "é😀"\n',
        ),
        (
            '[tool.ruff]\na = 1\n\n[[tool.uv.index]]\nname = "x"\n',
            '[tool.ruff]\na = 1\n\n[[tool.uv.index]]\nname = "x"\n\n[tool.mainguard]\nignore = ["unguarded-reload"]\n',
        ),
    ],
)
def test_a_table_of_pyproject(text: str, expected: str) -> None:
    assert ignoring(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "[tool.mainguard\n",
        "[tool.mainguard]\nignore = 'all'\n",
        "[tool.mainguard]\nignore = 1\n",
        "tool = 1\n",
        "tool.mainguard = 1\n",
        "tool = { ruff = 1 }\n",
        '[tool.mainguard]\nignore = ["unguarded-reload"]\n',
    ],
)
def test_what_cannot_be_added_to_is_left_alone(text: str) -> None:
    assert ignoring(text) is None


def test_the_edit_is_no_longer_than_what_changes() -> None:
    text = '# first\nignore = ["MG104"]\n# last\n'
    edit = ignoring_edit(Source(text), RULE, is_pyproject=False)

    assert edit is not None
    assert edit.span.start == edit.span.end
    assert edit.text == ', "unguarded-reload"'
