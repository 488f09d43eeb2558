from __future__ import annotations

import pytest

from mainguard.rules.wording import callee_text, in_order, shortened, targets_text

VERSIONS = ((3, 12), (3, 13), (3, 14))


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ("darwin 3.12, darwin 3.13, darwin 3.14", "macOS"),
        ("win32 3.12, win32 3.13, win32 3.14, darwin 3.12, darwin 3.13, darwin 3.14", "macOS and Windows"),
        ("darwin 3.12, darwin 3.13, darwin 3.14, linux 3.14", "macOS and Python 3.14+"),
        ("linux 3.14", "Linux with Python 3.14+"),
        ("linux 3.13, linux 3.14", "Linux with Python 3.13+"),
        ("linux 3.12", "Linux with Python 3.12"),
        ("linux 3.12, linux 3.14", "Linux with Python 3.12 and 3.14"),
        ("darwin 3.14, linux 3.14", "macOS and Linux, both with Python 3.14+"),
        ("darwin 3.14, linux 3.14, win32 3.14", "Python 3.14+"),
        ("darwin 3.12, darwin 3.13, linux 3.14", "macOS with Python 3.12 and 3.13 and Linux with Python 3.14+"),
    ],
)
def test_targets_are_named_as_people_name_them(targets: str, expected: str) -> None:
    assert targets_text(targets.split(", "), VERSIONS) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("uvicorn.run", "uvicorn.run"),
        ("Process(target=work, args=(1, ')')).start", "Process(…).start"),
        ("pools[0].make().start", "pools[…].make().start"),
        ("(lambda x: Process())().start", "(lambda x: Process())().start"),
        ("from helpers import *", "from helpers import *"),
    ],
)
def test_a_callee_is_shown_without_the_arguments_in_it(name: str, expected: str) -> None:
    assert callee_text(name) == expected


def test_a_long_expression_is_cut_and_put_on_one_line() -> None:
    assert shortened("f(\n    1,\n)") == "f( 1, )"
    assert shortened("x" * 50) == "x" * 39 + "…"


@pytest.mark.parametrize(("parts", "expected"), [("a", "a"), ("ab", "a and b"), ("abc", "a, b and c")])
def test_parts_are_listed_in_words(parts: str, expected: str) -> None:
    assert in_order(parts) == expected
