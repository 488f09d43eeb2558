from __future__ import annotations

import pytest

from harness.project import module_of
from mainguard.rules.bindings import module_names


def names(text: str) -> set[str]:
    return module_names(module_of(text).tree).bound


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a.b, c as d\nfrom e import f, g as h\n", {"a", "d", "f", "h"}),
        ("def a(): b = 1\nasync def c(): pass\nclass D: e = 1\n", {"a", "c", "D"}),
        ("a = b.c = d[0] = 1\n(e, [f, *g]) = h\n", {"a", "e", "f", "g"}),
        ("a: int = 1\nb += 1\n(c := 2)\n", {"a", "b", "c"}),
        ("for a, b in c:\n    d = 1\nelse:\n    e = 1\n", {"a", "b", "d", "e"}),
        ("while a:\n    b = 1\nwith c as (d, e):\n    f = 1\n", {"b", "d", "e", "f"}),
        ("try:\n    a = 1\nexcept E:\n    b = 1\nelse:\n    c = 1\nfinally:\n    d = 1\n", {"a", "b", "c", "d"}),
        (
            "match a:\n    case [b, *c]:\n        d = 1\n    case {**e}:\n        pass\n    case f:\n        pass\n",
            set("bcdef"),
        ),
        ("if a:\n    b = 1\nelif c:\n    d = 1\nelse:\n    e = 1\n", {"b", "d", "e"}),
        ("def a():\n    global b, c\n", {"a", "b", "c"}),
        ("a = [(d := b) for b in c]\n", {"a", "d"}),
    ],
)
def test_a_name_counts_when_an_import_may_bind_it(text: str, expected: set[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        'if __name__ == "__main__":\n    a = 1\nelse:\n    b = 1\n',
        'if "__main__" == __name__:\n    a = 1\nelse:\n    b = 1\n',
        'if __name__ != "__main__":\n    b = 1\nelse:\n    a = 1\n',
    ],
)
def test_names_under_the_main_guard_are_kept_apart(text: str) -> None:
    found = module_names(module_of(text).tree)

    assert (found.guarded, found.bound) == ({"a"}, {"b"})


def test_a_name_that_is_bound_outside_too_is_not_guarded() -> None:
    found = module_names(module_of('a = 1\nif __name__ == "__main__":\n    a = 2\n').tree)

    assert (found.guarded, found.bound) == (set(), {"a"})


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("a = 1\n", False),
        ("from a import *\n", True),
        ("def __getattr__(name): ...\n", True),
        ('globals()["a"] = 1\n', True),
        ("def a():\n    exec('b = 1')\n", True),
        ("sys.modules[__name__] = a\n", True),
        ("a = (\n", True),
    ],
)
def test_names_that_cannot_be_read_off_the_text_leave_a_module_open(text: str, *, is_open: bool) -> None:
    assert module_names(module_of(text).tree).is_open is is_open
