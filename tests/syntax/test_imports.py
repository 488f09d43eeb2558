"""Imports that are found without parsing."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mainguard.syntax.imports import names_bound

STANDARD_LIBRARY = Path(ast.__file__).parent


def bound(statements: list[ast.stmt]) -> Iterator[str]:
    """What imports in ``statements``, and in the branches among them, bind."""
    for statement in statements:
        match statement:
            case ast.Import(names=names):
                yield from (alias.asname or alias.name.partition(".")[0] for alias in names)
            case ast.ImportFrom(names=names):
                yield from (alias.asname or alias.name for alias in names)
            case ast.If(body=body, orelse=orelse):
                yield from bound([*body, *orelse])
            case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=finalbody):
                handled = [each for handler in handlers for each in handler.body]
                yield from bound([*body, *handled, *orelse, *finalbody])
            case _:
                continue


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a.b, c as d\nfrom e import (f,\n  g as h)\nfrom .i import *\n", "a d f h *"),
        ("try:\n    from a import b\nexcept ImportError:\n    import c\nelse:\n\n# d\n    import e\n", "b c e"),
        ("if x: import a\nx = 1; import b\n", "a b"),
        ("if x:\n    y = (\n1,\n)\n    import a\n", "a"),
        ("from a \\\n  import b\n", "b"),
        ('if x:\n    """\nclass A:\n    """\n    import a\n', "a"),
        ("if x:\n    if y:\n        import a\n", "a"),
    ],
)
def test_imports_at_the_module_level_are_found(text: str, expected: str) -> None:
    assert set(bound(ast.parse(text).body)) == set(expected.split())
    assert names_bound(text) >= set(expected.split())


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    import a\n",
        '"""Says."""\nclass A:\n    """Write\n\n        from a import A\n    """\n',
        "class A:\n    def f(self):\n        if x:\n            from a import b\n",
        "@a\nasync def f():\n    try:\n        import a\n    finally:\n        pass\n",
    ],
)
def test_other_imports_are_passed_over(text: str) -> None:
    assert names_bound(text) == set()


def test_no_import_of_the_standard_library_is_missed() -> None:
    looked_at = 0
    for file in sorted(STANDARD_LIBRARY.glob("*.py")) + sorted(STANDARD_LIBRARY.glob("asyncio/*.py")):
        text = file.read_text(encoding="utf-8")
        assert names_bound(text) >= set(bound(ast.parse(text).body)), file
        looked_at += 1
    assert looked_at > 100, sys.prefix
