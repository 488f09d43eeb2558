from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainguard.syntax.magics import mask

PIECES = st.sampled_from(["%time ", "%%bash", "!ls", "    ", "\r\n", '"""', *"?x \n\\\"'()#=é😀;"])


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("%pip install x\nimport a", "0             \nimport a"),
        ("!ls", "0  "),
        ("!!ls", "0   "),
        ("files = !ls -l\nprint(files)", "files = _     \nprint(files)"),
        ("path: str = %pwd", "path: str = _   "),
        ("?print\nprint??", "0     \n0      "),
        ("print.x? ", "0        "),
        ("if x:\n    %cd y\n    f()", "if x:\n    0    \n    f()"),
        ("!ls \\\n  -l\nf()", "0    \n    \nf()"),
        ("!echo \"it's\nf()", "0          \nf()"),
        ("%time f()", "0;    f()"),
        ("%timeit -n 10 -r3 x = f()", "0;                x = f()"),
        ("%time", "0    "),
        ("%%bash\nls 'a\n", "      \n     \n"),
        ("\n%%html\n<a>", "\n      \n   "),
        ("%%time\nf()", "      \nf()"),
        ("%%capture out\n%cd x\nf()", "             \n0    \nf()"),
        ("/f x\n,g a b", "0   \n0     "),
    ],
)
def test_what_is_not_python_is_masked_where_it_stands(cell: str, expected: str) -> None:
    assert mask(cell).text == expected


@pytest.mark.parametrize(
    "cell",
    [
        "x = (1\n% 3)",
        "text = '''\n%x\n!y\nz?\n'''",
        "a = b != c\nd = a % b\nprint('%s=%s' % (a, b))",
        "print('why?')  # why?\n# what?",
        "x = 1 \\\n% 2",
        "@decorator\ndef f(a=1, *, b): ...",
        "await f()\nasync with a as b:\n    pass",
        "",
        "\n\n",
    ],
)
def test_python_stays_as_it_is(cell: str) -> None:
    masked = mask(cell)

    assert masked.text == cell
    assert masked.spans == ()
    assert not masked.begins_with_cell_magic


@given(st.lists(PIECES).map("".join))
def test_lines_and_lengths_stay(cell: str) -> None:
    masked = mask(cell)

    assert len(masked.text) == len(cell)
    assert [character for character in masked.text if character in "\r\n"] == [
        character for character in cell if character in "\r\n"
    ]
    kept = [at for at in range(len(cell)) if not any(span.start <= at < span.end for span in masked.spans)]
    assert all(masked.text[at] == cell[at] for at in kept)


def test_a_masked_cell_parses() -> None:
    cell = (
        "%pip install x\nfor line in lines:\n    !echo {line}\n    size = !wc -c {line}\n    %time work(size)\nlines?\n"
    )

    assert len(ast.parse(mask(cell).text).body) == 3


def test_where_nothing_may_come_before_is_said() -> None:
    assert mask("%%time\nf()").begins_with_cell_magic
    assert mask("\n %%bash\nls").begins_with_cell_magic
    assert not mask("f()\n%%time").begins_with_cell_magic
