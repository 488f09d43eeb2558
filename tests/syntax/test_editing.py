"""The tree of an edited text is that of the text, and making it costs what the edit touches."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainguard.syntax import editing
from mainguard.syntax import tree as trees
from mainguard.syntax.editing import EditableTree
from mainguard.syntax.tree import parse
from mainguard.text.source import Source
from mainguard.text.span import Span

_FRAGMENTS = st.sampled_from(
    [
        *("x = 1\n", "def f():\n    return 1\n", "@app.get\ndef g(): pass\n", "class C:\n    pass\n"),
        *("import os\n", "\r\n", "\r", " ", "\t", ";", "\f", "def h(", "é"),
        *(
            "    y = 2\n",
            "else:\n    pass\n",
            "if x:\n    pass\n",
            "# comment\n",
            "\n",
            "(",
            ")",
            "[",
            "\\\n",
            "'",
            "x",
        ),
        *(
            '"""',
            "'''",
            '"""doc\nimport x\n"""\n',
            's = """\na\n"""\n',
            "\r\n",
            "\r",
            " ",
            "\t",
            ";",
            "\f",
            "def h(",
            "é",
        ),
    ]
)
_WORDS = ("x", "def", "x = 1", "import os", "((", "y = 2")
_TEXTS = st.lists(_FRAGMENTS, max_size=14).map("".join)


def _shape(tree: trees.Tree) -> list[tuple[int, str]]:
    return [(placed.start, placed.block.text) for placed in tree.blocks]


def _assert_same(made: EditableTree, text: str) -> None:
    whole = parse(Source(text))
    assert made.tree.source.text == text
    assert _shape(made.tree) == _shape(whole)
    outlines = made.tree.outline, whole.outline
    assert [outlines[0].block(number).text for number in range(outlines[0].size)] == [text for _, text in _shape(whole)]
    assert outlines[0].active == outlines[1].active
    assert outlines[0].firsts == outlines[1].firsts
    assert [word for word in _WORDS if made.tree.has(word)] == [word for word in _WORDS if word in text]


@settings(max_examples=200, deadline=None)
@given(_TEXTS, st.lists(st.tuples(st.integers(0, 200), st.integers(0, 30), _TEXTS), max_size=5))
def test_an_edited_tree_is_that_of_the_text(text: str, edits: list[tuple[int, int, str]]) -> None:
    made = EditableTree.of(Source(text))
    _assert_same(made, text)
    for at, length, put in edits:
        text = text[:at] + put + text[at + length :]
        made = made.edited(Source(text))
        _assert_same(made, text)


@settings(max_examples=200, deadline=None)
@given(_TEXTS, st.lists(st.tuples(st.integers(0, 200), st.integers(0, 30), _TEXTS), max_size=5))
def test_a_tree_of_a_text_that_was_made_by_an_edit_is_that_of_the_text(
    text: str, edits: list[tuple[int, int, str]]
) -> None:
    made = EditableTree.of(Source(text))
    for number, (at, length, put) in enumerate(edits):
        start = min(at, len(text))
        end = min(start + length, len(text))
        text = text[:start] + put + text[end:]
        source = made.tree.source.edited(Span(start, end), put)
        # An editor sends several changes at once, too.
        made = made.edited(source if number % 2 else source.edited(Span(0, 0), ""))
        _assert_same(made, text)


@pytest.mark.parametrize("typed", ["else:\n    pass\n", "elsewhere = 1\n", "while (\n"])
@pytest.mark.parametrize("before", ["while x:\n    pass\n", "y = (\n", "@app.get\n", "if x:\n    pass\nelse"])
def test_a_line_typed_a_character_at_a_time_joins_the_statement_above_once_it_continues_it(
    before: str, typed: str
) -> None:
    made = EditableTree.of(Source(before))
    for end in (*range(1, len(typed) + 1), *range(len(typed), -1, -1)):
        text = before + typed[:end]
        made = made.edited(Source(text))
        _assert_same(made, text)


_FUNCTION = "def f{0}(x: int) -> int:\n    y = x + {0}\n    return y\n\n\n"
_FILE = "import os\n\n" + "".join(map(_FUNCTION.format, range(1000)))
_MIDDLE = _FILE.index("def f500(")


@pytest.mark.parametrize(
    ("at", "put"),
    [
        (_MIDDLE + len("def f500(x: int) -> int:\n    "), "z"),
        (0, "# first\n"),
        (0, "x = (\n"),
        (_MIDDLE, "x = (1,\n"),
        (_MIDDLE, '"""'),
        (_MIDDLE, "".join(map(_FUNCTION.format, range(2000, 2040)))),
        (len(_FILE), "y = 1\n"),
    ],
)
def test_an_edit_of_a_long_file_cuts_and_parses_what_it_touches(
    monkeypatch: pytest.MonkeyPatch, at: int, put: str
) -> None:
    made = EditableTree.of(Source(_FILE))
    cut: list[object] = []
    parsed: list[str] = []
    blocks, parse_text = editing.followed_spans, ast.parse

    def counted(*arguments: Any) -> Iterator[object]:
        for span in blocks(*arguments):
            cut.append(span)
            yield span

    def noted(text: str) -> ast.Module:
        parsed.append(text)
        return parse_text(text)

    monkeypatch.setattr(editing, "followed_spans", counted)
    monkeypatch.setattr(ast, "parse", noted)
    changed = made.edited(Source(_FILE[:at] + put + _FILE[at:]))
    undone = changed.edited(Source(_FILE))
    monkeypatch.undo()

    assert len(cut) <= 2 * (put.count("def") + 8)
    assert len(parsed) <= put.count("def") + 16
    assert max(map(len, parsed), default=0) <= 4 * len(_FUNCTION)
    assert _shape(undone.tree) == _shape(made.tree)
    kept = {id(section) for section in made.tree.outline.sections}
    made_anew = sum(id(section) not in kept for section in changed.tree.outline.sections)
    assert made_anew <= 3 + put.count("def") // trees.BLOCKS_IN_SECTION
