"""Trees of blocks against ``ast.parse`` of the whole."""

from __future__ import annotations

import ast
import random
import re
import sysconfig
import warnings
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainguard.syntax.tree import PlacedBlock, Tree, parse, parse_sections, parses_whole
from mainguard.text.lines import LineIndex
from mainguard.text.source import Source, UndecodableSourceError
from mainguard.text.span import Span

STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))
SAMPLE_SIZE = 200
LARGEST_SAMPLE = 30_000

HALF_TYPED = [
    "uvicorn.run(",
    'uvicorn.run("main:app", reload=True',
    "x = [1, 2,",
    "x = {'a': 1,",
    "s = 'abc",
    's = "abc',
    "f'{",
    "print('it's')",
    "if x",
    "if x:",
    "for i in",
    "with open(",
    "def f(",
    "def f(a, b):",
    "class A(",
    "class A:",
    "try:",
    "import",
    "from x import",
    "from x import (",
    "x =",
    "x.",
    "x = 5 +",
    "return (",
    ")",
    "else:",
    "lambda:",
    "$",
    "@",
]

TOKENS = [
    "x",
    " ",
    "    ",
    "\n",
    "\r\n",
    "\r",
    "\f",
    "\\",
    "(",
    ")",
    "[",
    "}",
    '"',
    "'",
    '"""',
    "'''",
    "f'{",
    "#",
    "0x",
]
TOKENS += [
    "def f(",
    "class A:",
    "if x:",
    "else:",
    "@d",
    "import a",
    "=",
    ":",
    "é😀",
    "\u2028",
    "\ufeff",
    "\x00",
    "\ud800",
]


@pytest.fixture(scope="module")
def standard_library() -> dict[Path, Source]:
    """Files of the standard library that can be decoded, always the same ones, by path."""
    paths = [path for path in STANDARD_LIBRARY.rglob("*.py") if "site-packages" not in path.parts]
    usual = sorted(path for path in paths if path.stat().st_size < LARGEST_SAMPLE)
    found = {path: decoded(path) for path in random.Random(1045).sample(usual, SAMPLE_SIZE)}  # noqa: S311 - no secret
    return {path: source for path, source in found.items() if source is not None}


@pytest.fixture(scope="module")
def whole_trees(standard_library: dict[Path, Source]) -> list[Tree]:
    """Trees of what parses, of more than a few statements."""
    trees = [parse(source) for source in standard_library.values()]
    return [tree for tree in trees if not tree.is_broken and len(tree.blocks) > 5 and "\r" not in tree.source.text]


def decoded(path: Path) -> Source | None:
    try:
        return Source.decode(path.read_bytes())
    except UndecodableSourceError:
        return None


def whole(text: str) -> ast.Module | None:
    """The text in one parse; ``None`` when it does not parse."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def spans_in_whole(statement: ast.stmt, lines: LineIndex) -> Iterator[Span]:
    for node in ast.walk(statement):
        if isinstance(node, (ast.expr, ast.stmt)):
            start = lines.ast_offset(node.lineno, node.col_offset)
            yield Span(start, lines.ast_offset(node.end_lineno or 0, node.end_col_offset or 0))


def spans_in_block(statement: ast.stmt, block: PlacedBlock) -> Iterator[Span]:
    return (block.span(node) for node in ast.walk(statement) if isinstance(node, (ast.expr, ast.stmt)))


def dumps_by_place(tree: Tree) -> dict[Span, str]:
    return {block.span(statement): ast.dump(statement) for block, statement in tree.statements}


def statements(text: str) -> list[str]:
    """The source of every statement that parsed, each found by its span."""
    spans = [block.span(statement) for block, statement in parse(Source(text)).statements]
    return [text[span.start : span.end] for span in spans]


def problems(text: str) -> list[tuple[str, str]]:
    """What did not parse: the message, and the text that it points to."""
    return [(problem.message, text[problem.span.start : problem.span.end]) for problem in parse(Source(text)).problems]


def test_blocks_make_the_same_tree_as_the_whole(standard_library: dict[Path, Source]) -> None:
    for path, source in standard_library.items():
        module, tree = whole(source.text), parse(source)

        assert tree.is_broken == (module is None), path
        if module is not None:
            assert [ast.dump(statement) for _, statement in tree.statements] == [*map(ast.dump, module.body)], path


def test_nodes_of_blocks_are_where_they_are_in_the_whole(standard_library: dict[Path, Source]) -> None:
    for path, source in standard_library.items():
        module = whole(source.text)
        if module is not None:
            for (block, statement), expected in zip(parse(source).statements, module.body, strict=True):
                assert [*spans_in_block(statement, block)] == [*spans_in_whole(expected, source.lines)], path


@given(
    st.lists(
        st.sampled_from(["é = '😀'", "x = 1", "def f():\n  'é'; g()", "# é\f", "'''😀\u2028\n'''; h()"]), max_size=8
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_wide_characters_and_line_ends_do_not_move_nodes(lines: list[str], newline: str) -> None:
    text = "\n".join(lines).replace("\n", newline)
    tree = parse(Source(text))
    nodes = [(block, node) for block, statement in tree.statements for node in ast.walk(statement)]
    calls = sorted(block.span(node) for block, node in nodes if isinstance(node, ast.Call))

    assert not tree.is_broken
    assert [text[span.start : span.end] for span in calls] == re.findall(r"[gh]\(\)", text)


@pytest.mark.parametrize("half_typed", HALF_TYPED)
def test_what_is_before_and_after_a_half_typed_line_keeps_its_parse_and_place(
    whole_trees: list[Tree], half_typed: str
) -> None:
    chance = random.Random(half_typed)  # noqa: S311 - no secret
    for tree in chance.sample(whole_trees, 8):
        text = tree.source.text
        at = chance.choice([block.start for block in tree.blocks[1:] if text[block.start].isidentifier()])
        distance = len(half_typed) + 1
        expected = {
            span.shifted(distance if span.start >= at else 0): dump for span, dump in dumps_by_place(tree).items()
        }
        found = dumps_by_place(parse(Source(f"{text[:at]}{half_typed}\n{text[at:]}")))

        assert {span: found.get(span) for span in expected} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('a = 1\nrun(\ns = """x', ["a = 1"], id="nothing after it"),
        pytest.param('a = 1\ns = """open\nb = 2\nrun(b)\n', ["a = 1", "b = 2", "run(b)"], id="string, the last one"),
        pytest.param(
            'a = 1\ns = """open\nimport b\n"""doc"""\nc = 2\n',
            ["a = 1", "import b", '"""doc"""', "c = 2"],
            id="string before another",
        ),
        pytest.param("run(\nrun(\na = 1\n", ["a = 1"], id="two in a row"),
        pytest.param("run(\na = 1\nrun(\nb = 1\n", ["a = 1", "b = 1"], id="two apart"),
        pytest.param("if x:\n    a()\nelse:\n    b(\nc = 1\n", ["if x:\n    a()", "c = 1"], id="in an else"),
        pytest.param("run(\nif x:\n    a()\nelse:\n    b()\n", ["if x:\n    a()\nelse:\n    b()"], id="before an else"),
        pytest.param(
            "try:\n    a()\nexcept E:\n    b()\nfinally:\nc = 1\n",
            ["try:\n    a()\nexcept E:\n    b()", "c = 1"],
            id="in the last clause",
        ),
        pytest.param("a = 1\n    b\nc = 1\n", ["a = 1", "c = 1"], id="unexpected indentation"),
        pytest.param("@\ndef f(): ...\n", ["def f(): ..."], id="decorator"),
        pytest.param("def f():\n    return (\n\na = 1\n", ["a = 1"], id="in a body"),
        pytest.param("run(\r\na = 'é'\r\nb = 1", ["a = 'é'", "b = 1"], id="other line ends"),
        pytest.param("# coding: utf-8\n'''\n\n$\na = 1\n", ["a = 1"], id="docstring left open"),
    ],
)
def test_a_broken_statement_costs_nothing_but_itself(text: str, expected: list[str]) -> None:
    assert statements(text) == expected
    assert parse(Source(text)).is_broken


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a = 1\nb = (1,\n", [("'(' was never closed", "(")], id="bracket"),
        pytest.param("é = '😀'\r\né, '😀', $", [("invalid syntax", "$")], id="wide characters before it"),
        pytest.param("run(\na = 1\n$\n", [("'(' was never closed", "("), ("invalid syntax", "$")], id="two"),
        pytest.param("a = 1\n", [], id="none"),
    ],
)
def test_a_problem_is_in_cpythons_words_where_cpython_points(text: str, expected: list[tuple[str, str]]) -> None:
    assert problems(text) == expected


def test_a_broken_statement_over_several_lines_is_one_problem() -> None:
    assert len(problems("x = {\n'a': 1,\nb: 2,\n'c' 3,\n'd' 4}\ny = 1\n")) == 1


@given(st.lists(st.sampled_from(TOKENS), max_size=30).map("".join))
def test_no_text_makes_it_raise(text: str) -> None:
    tree = parse(Source(text))

    for problem in tree.problems:
        assert problem.message
        assert problem.span.end <= len(text)
    for block, statement in tree.statements:
        assert block.statement_span(statement).contains(block.span(statement))
        assert block.span(statement).end <= len(text)


@given(st.text(max_size=30))
def test_no_characters_make_it_raise(text: str) -> None:
    assert parse(Source(text)).source.text == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 100_000, id="open brackets"),
        pytest.param("[" * 5_000 + "]" * 5_000, id="lists"),
        pytest.param("-" * 100_000 + "1", id="signs"),
        pytest.param("a" + ".b" * 100_000, id="attributes"),
        pytest.param("a" + "+a" * 100_000, id="sums"),
        pytest.param("\n".join(" " * depth + "if x:" for depth in range(300)), id="indentation"),
        pytest.param("x = 1\x00\n", id="null byte"),
        pytest.param("s = '\ud800'\n", id="lone surrogate"),
    ],
)
def test_what_cpython_refuses_is_harmless(text: str) -> None:
    assert {"before = 1", "after = 2"} <= {*statements(f"before = 1\n{text}\nafter = 2\n")}


def test_what_cpython_refuses_without_a_place_is_a_problem_of_the_whole_block() -> None:
    text = "s = '\ud800'\n"

    assert [shown for _, shown in problems(text)] == [text]


def test_unchanged_blocks_are_not_parsed_again() -> None:
    before, after = parse(Source("a = 1\nb = 2\n")), parse(Source("a = 10\nb = 2\n"))

    assert after.blocks[0].block is not before.blocks[0].block
    assert after.blocks[1].block is before.blocks[1].block
    assert after.blocks[1].start == before.blocks[1].start + 1


def test_a_statement_begins_with_its_decorators() -> None:
    text = dedent("""\
        a = 1
        @ (
            wraps(a)  # é
        )
        @b.c("@")
        def f(): ...
        """)
    tree = parse(Source(text))
    block, statement = tree.statements[1]
    with_decorators, without = block.statement_span(statement), block.span(statement)

    assert text[with_decorators.start : with_decorators.end] == text.removeprefix("a = 1\n").rstrip("\n")
    assert text[without.start : without.end] == "def f(): ..."


def test_a_block_mentions_every_identifier_in_it() -> None:
    text = "from a.b import c as d\nasync def e(f, *, g: h = i.j(k=l)) -> None:\n    class m(n): o = 'p'\n"

    assert parse(Source(text)).blocks[0].block.mentions | parse(Source(text)).blocks[1].block.mentions == {
        *"abcdefghijklmno"
    }


def test_sections_are_parsed_by_themselves() -> None:
    first, second, third = "if x:\n    f(\n", "else:\n    pass", "y = 1"
    source = Source(f"{first}\n{second}\n{third}")
    starts = [0, len(first) + 1, len(first) + len(second) + 2]
    texts = (first, second, third)
    tree = parse_sections(source, [Span(at, at + len(text)) for at, text in zip(starts, texts, strict=True)])

    assert [tree.source.text[placed.span(node).start :] for placed, node in tree.statements][-1] == third
    assert len(list(tree.problems)) == 2


def test_statements_that_may_import_are_found_without_parsing_the_others() -> None:
    text = '''"""import a"""
import b
from c import d
try:
    import e
except ImportError:
    pass
if x:
    import f
value = 1; import g
def function():
    import h
class Some:
    import i
'''
    tree = parse(Source(text))

    found = [ast.unparse(statement).splitlines()[0] for statement in tree.importing]

    assert found == ["import b", "from c import d", "try:", "if x:", "import g"]
    whole = parse(Source(text))
    assert len(whole.statements) > len(found)
    assert [ast.dump(each) for each in whole.importing] == [ast.dump(each) for each in tree.importing]


@pytest.mark.parametrize(
    "text",
    [
        *("x = 1\n", "import (\n", "\0", "'\\d'\n", "\udc80", "return 1\n", "await x\n", "[i := 0 for i in x]\n"),
        *("def f(a, a): pass\n", "x = 1\nglobal x\n", "nonlocal x\n", "def f():\n    x = 1\n    global x\n"),
        *("(" * 300 + ")" * 300, "def f(x):\n    x: int = 1\n    nonlocal x\n", "class A:\nx = 1\n"),
    ],
)
def test_a_text_is_a_module_if_it_parses_whatever_its_names_mean(text: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        assert not parses_whole(text)
    else:
        assert parses_whole(text)
