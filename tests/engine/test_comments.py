from __future__ import annotations

import pytest

from mainguard.engine.comments import comments, strings
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


def test_strings_are_found_without_their_prefixes() -> None:
    text = "x = rb'one' + f\"two {x}\"  # 'three'\n"
    spans = strings(parse(Source(text)))

    assert [text[span.start : span.end] for span in spans] == ["'one'", '"two {x}"']
