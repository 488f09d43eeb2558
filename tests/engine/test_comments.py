from __future__ import annotations

import pytest

from mainguard.engine.comments import comments, is_in_string
from mainguard.syntax.tree import parse
from mainguard.text.source import Source


def found(text: str) -> list[str]:
    return [text[span.start : span.end] for span in comments(parse(Source(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("# one\nx = 1  # two\n", ["# one", "# two"]),
        ("x = 1  # one\r\n# two\r\n", ["# one", "# two"]),
        ("x = '# no'  # yes\n", ["# yes"]),
        ('x = """\n# no\n"""  # yes\n', ["# yes"]),
        ("x = 'it\\'s # no'  # yes\n", ["# yes"]),
        (r"x = r'\'  # no" + "\n", []),
        ("x = '''a\"\"\"# no'''  # yes\n", ["# yes"]),
        ("x = (  # one\n    1,  # two\n)\n", ["# one", "# two"]),
        ("if x:\n    # one\n    pass\n# two", ["# one", "# two"]),
        ("x = 1  # \u2028 still\x0c the same\n", ["# \u2028 still\x0c the same"]),
    ],
)
def test_comments_are_told_from_strings(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "broken",
    ["x = 'open\n", "x = (\n", 'x = """open\n\n', "def = 1\n", "x = )\n"],
)
def test_a_statement_that_does_not_parse_hides_no_comment_below_it(broken: str) -> None:
    text = f"{broken}import os  # yes\n"

    assert parse(Source(text)).is_broken
    assert found(text) == ["# yes"]


def test_places_in_strings_are_told_from_others() -> None:
    text = "\n# it's\nx = rb'one' + f\"two {x}\"  # 'three'\ny = 'open\nz = 'four'\n"
    tree = parse(Source(text))
    inside = [number for number in range(len(text) + 1) if is_in_string(tree, number)]

    assert "".join(text[number] for number in inside) == "one'two {x}\"openfour'"
