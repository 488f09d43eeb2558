"""The cut into top-level statements."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainguard.syntax.blocks import block_spans, piece_spans
from mainguard.syntax.tree import parse
from mainguard.text.source import Source

TOKENS = ["x", " ", "    ", "\n", "\r\n", "\r", "\f", "\\", "(", ")", "[", "}", '"', "'", '"""', "'''", "f'{", "#", "="]
TOKENS += ["def f(", "class A:", "if x:", "else:", "@d", "import a", ":", "é😀", "\u2028", "\x1c", "\ufeff", "\x00"]
CODE = st.lists(st.sampled_from(TOKENS), max_size=30).map("".join)


def blocks(text: str) -> list[str]:
    return [text[span.start : span.end] for span in block_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("\n# comment\n\n", [], id="comments"),
        pytest.param("a\nb\n", ["a\n", "b\n"], id="lines"),
        pytest.param("a\r\nb\rc", ["a\r\n", "b\r", "c"], id="line ends"),
        pytest.param("a; b\n", ["a; b\n"], id="statements on a line"),
        pytest.param("f(\n1,\n)\ng()\n", ["f(\n1,\n)\n", "g()\n"], id="brackets"),
        pytest.param("a = \\\n1\nb\n", ["a = \\\n1\n", "b\n"], id="continued line"),
        pytest.param('"""\nx\n"""\nb\n', ['"""\nx\n"""\n', "b\n"], id="docstring"),
        pytest.param("s = 'it\\'s # ('\nb\n", ["s = 'it\\'s # ('\n", "b\n"], id="quotes in strings"),
        pytest.param('a  # ( \' """\nb\n', ['a  # ( \' """\n', "b\n"], id="quotes in comments"),
        pytest.param("s = 'a\\\nb'\nc\n", ["s = 'a\\\nb'\n", "c\n"], id="string over lines"),
        pytest.param("if x:\n    a\n\n# c\n\n    b\nc\n", ["if x:\n    a\n\n# c\n\n    b\n", "c\n"], id="suite"),
        pytest.param("if x:\n    a\n\n# c\nc\n", ["if x:\n    a\n", "c\n"], id="comment after a suite"),
        pytest.param("if x: a\nelif y: b\nelse: c\nd", ["if x: a\nelif y: b\nelse: c\n", "d"], id="else"),
        pytest.param("elsewhere()\nexcepted\n", ["elsewhere()\n", "excepted\n"], id="names that begin like else"),
        pytest.param("try:\n\ta\nfinally:\n\tb\nc", ["try:\n\ta\nfinally:\n\tb\n", "c"], id="finally, tabs"),
        pytest.param("@a\n@b\n\n# c\ndef f(): ...\nc", ["@a\n@b\n\n# c\ndef f(): ...\n", "c"], id="decorators"),
        pytest.param("a\n\f\ndef f(): ...\n\fb", ["a\n", "def f(): ...\n", "b"], id="form feeds"),
        pytest.param("\ufeffa\nb", ["a\n", "b"], id="byte order mark"),
        pytest.param("s = 'a\x0bb\u2028c'\nb", ["s = 'a\x0bb\u2028c'\n", "b"], id="no line ends"),
        pytest.param("f(\nimport b\n", ["f(\n", "import b\n"], id="bracket left open"),
        pytest.param('s = """a\nimport b\n', ['s = """a\n', "import b\n"], id="string left open"),
        pytest.param("s = 'a\nb\n", ["s = 'a\n", "b\n"], id="short string left open"),
        pytest.param("    a\nb\n", ["    a\n", "b\n"], id="unexpected indentation"),
    ],
)
def test_a_block_is_a_top_level_statement(text: str, expected: list[str]) -> None:
    assert blocks(text) == expected


@given(CODE)
def test_spans_are_in_order_and_leave_out_only_blanks_and_comments(text: str) -> None:
    for spans in (list(block_spans(text)), list(piece_spans(text))):
        ends = [0, *(end for span in spans for end in (span.start, span.end)), len(text)]

        assert ends == sorted(ends)
        for start, end in zip(ends[::2], ends[1::2], strict=True):
            between = text[start:end].replace("\ufeff", "").replace("\r", "\n").split("\n")
            assert all(not line.strip(" \t\f") or line.lstrip(" \t\f").startswith("#") for line in between)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('"""\nimport x\n"""\n' * 20_000 + "(", id="docstrings that hold code"),
        pytest.param('x\\"""\n' * 30_000, id="escaped quotes"),
        pytest.param("x = (\n" * 30_000, id="open brackets"),
        pytest.param("x : # " * 50_000 + "\n(", id="colons and comments"),
        pytest.param("f'''{" * 30_000, id="nested strings"),
        pytest.param("@a\n" * 20_000, id="decorators of nothing"),
    ],
)
def test_the_time_to_cut_grows_with_the_text_alone(text: str) -> None:
    """What is quadratic takes minutes here."""
    start = perf_counter()
    parse(Source(text))

    assert perf_counter() - start < 20
