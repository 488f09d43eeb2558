"""Texts are cut into what runs together, by what gets at it."""

from __future__ import annotations

from textwrap import dedent

import pytest

from mainguard.syntax.units import Units, gives_to_others, units_of


def _units(text: str, *, is_main: bool = False) -> Units:
    return units_of(dedent(text), is_main=is_main)


def test_what_a_function_reads_is_not_what_its_module_reads() -> None:
    units = _units("""
        first()
        def go():
            second()
        third()
    """)

    assert {"first", "third"} <= units.own.mentions
    assert "second" not in units.own.mentions
    assert "second" in units.named["go"][0].mentions


@pytest.mark.parametrize(
    "header",
    [
        "def go(",
        "async def go(",
        "def go[T](",
        "def go(a: dict[str, (int)] = {')': (1, (2))},",
    ],
)
def test_a_function_begins_behind_its_whole_header(header: str) -> None:
    units = units_of(f"{header}\n    b,\n) -> int:\n    inside()\noutside()\n")

    assert units.named["go"][0].mentions == {"inside"}
    assert "outside" in units.own.mentions


@pytest.mark.parametrize("read", ["x = y", "f(x=y)", "a.x(y)", "f'{y}'", "lambda: y"])
def test_names_are_read_but_for_those_that_are_assigned(read: str) -> None:
    mentions = units_of(f"{read}\n").own.mentions

    assert "y" in mentions
    assert "x" not in mentions


def test_attributes_are_told_from_names() -> None:
    assert units_of("a.b.c = d\n").own.mentions == {"a", ".b", ".c", "d"}


@pytest.mark.parametrize("quiet", ["# y", "'y'", '"y"', "'''\ny\n'''", '"""y"""', "'\\'' # y"])
def test_comments_and_strings_read_nothing(quiet: str) -> None:
    assert "y" not in units_of(f"x = {quiet}\n" if quiet[0] != "#" else f"{quiet}\n").own.mentions


def test_strings_that_may_name_things_count_as_attributes() -> None:
    assert ".begin" in units_of("getattr(x, 'begin')()\n").own.mentions
    assert ".begin" not in units_of("x('begin, getattr')\n").own.mentions


def test_imports_are_apart_from_what_is_read() -> None:
    own = units_of("from a.b import c as d\nimport e as f, g\n").own

    assert [(each.module, each.names) for each in own.imports] == [("a.b", ("c", "as", "d")), ("e", ()), ("g", ())]
    assert own.aliases == (("c", "d"), ("e", "f"))
    assert not own.mentions


def test_a_line_that_goes_on_is_one_line() -> None:
    assert units_of("from a import \\\n    b\r\nx = \\\r\n    y\r\n").own.mentions == {"y"}


def test_a_class_keeps_its_methods() -> None:
    units = _units("""
        class C(Base):
            kept = made()
            def __init__(self):
                first()
            def go(self):
                second()
        behind()
    """)

    assert {"made", "behind"} <= units.own.mentions
    assert "Base" not in units.own.mentions
    (alive,) = units.named["C"]
    assert {"Base", "first"} <= alive.mentions
    assert alive.methods["go"][0].mentions == {"second"}


@pytest.mark.parametrize("header", ["class C(Base, metaclass=M):", "class C(make()):", "class C(enum.Enum):"])
def test_what_may_make_instances_with_the_class_gets_at_it(header: str) -> None:
    assert {"C", "C>"} <= units_of(f"{header}\n    pass\n").own.mentions


def test_what_stands_below_a_main_guard_is_told_apart() -> None:
    units = units_of("first()\nif __name__ == '__main__':\n    second()\nthird()\n")

    assert units.if_main is not None
    assert units.if_main.mentions == {"second"}
    assert "second" not in units.own.mentions
    assert {"first", "third"} <= units.own.mentions


def test_what_only_type_checkers_read_is_left_out() -> None:
    own = units_of("if typing.TYPE_CHECKING:\n    from a import b\nfrom c import d\n").own

    assert [each.module for each in own.imports] == ["c"]


def test_a_table_is_read_by_those_who_read_its_name() -> None:
    units = units_of("TABLE = {'a': f, 'b': [g]}\nMADE = {'a': f()}\n")

    assert {"f", "g"} <= units.named["TABLE"][0].mentions
    assert "g" not in units.own.mentions
    assert "f" in units.own.mentions


@pytest.mark.parametrize("decorator", ["app.route('/')", "register", "click.command()"])
def test_what_a_decorator_gets_it_may_give_to_others(decorator: str) -> None:
    text = f"@{decorator}\ndef go():\n    inside()\n"
    last = decorator.partition("(")[0].rpartition(".")[2]

    assert units_of(text).named[f"@{last}"][0].mentions == {"inside"}
    assert units_of(text).decorators == {last}
    assert "inside" in units_of(text, is_main=True).own.mentions


@pytest.mark.parametrize("decorator", ["property", "x.setter", "functools.wraps(f)", "pytest.fixture()", "dataclass"])
def test_known_decorators_give_nothing_to_others(decorator: str) -> None:
    units = units_of(f"@{decorator}\ndef go():\n    inside()\n", is_main=True)

    assert not units.decorators
    assert "inside" not in units.own.mentions


def test_a_decorator_that_writes_down_gives_to_others() -> None:
    units = _units("""
        def register(f):
            ALL.append(f)
            return f
        def named(f):
            f.name = "x"
            return f
    """)

    assert gives_to_others(units.named["register"][0])
    assert not gives_to_others(units.named["named"][0])


def test_what_a_module_imports_when_it_is_asked_waits_for_that() -> None:
    units = _units("""
        def __getattr__(name):
            if name == "late":
                import pkg.late as late
                return late
            raise AttributeError(name)
    """)

    assert [each.module for each in units.named[".late"][0].imports] == ["pkg.late"]
    assert not units.own.imports


def test_brackets_and_strings_without_an_end_take_no_time() -> None:
    text = "def f(" + "(" * 5000 + "'" + "\n@" * 5000 + '\n"""\n' + "x" * 5000

    assert units_of(text).own.mentions
