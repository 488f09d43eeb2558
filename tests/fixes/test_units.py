"""The cut of a file into units, and what calls reach."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from mainguard.fixes.effects import Effects
from mainguard.fixes.reachability import accumulated
from mainguard.fixes.units import Unit, units
from mainguard.fixes.uses import Uses
from mainguard.syntax.tree import parse
from mainguard.text.source import Source


def units_of(text: str) -> tuple[Unit, ...]:
    return units(parse(Source(text)))


def test_a_unit_has_its_comments() -> None:
    text = "#!python\n# one\nx = 1\n\n# far\n\n# near\n@d\n# in\ndef f():\n    pass\n\n    # last\n# next\ny = 2\n"

    assert [(unit.head, unit.first, unit.last) for unit in units_of(text)] == [(1, 2, 2), (6, 7, 12), (13, 14, 14)]


def test_statements_that_share_a_line_are_one_unit() -> None:
    text = "a = 1; b = (\n2); c = 3\nd = 4; \\\ne = 5\nf = 6\n"

    assert [(len(unit.statements), unit.first, unit.last) for unit in units_of(text)] == [
        (3, 0, 1),
        (2, 2, 3),
        (1, 4, 4),
    ]


def test_what_does_not_parse_is_a_unit_that_reads_every_word() -> None:
    (before, broken, after) = units_of("a = 1\nb = f(c,\nimport d\n")

    assert (before.is_opaque, broken.is_opaque, after.is_opaque) == (False, True, False)
    assert broken.flow.uses == Uses(reads=frozenset("bfc"))
    assert (broken.stays, after.stays) == (True, True)


def test_a_guard_is_told_by_its_spelling() -> None:
    guards = [
        'if __name__ == "__main__": pass',
        "if '__main__'==__name__:\n  pass",
        'if ( __name__ == "__main__" ) : # x\n\tpass',
    ]
    others = [
        'if __name__ == "__main__":\n    pass\nelse:\n    pass',
        'if __name__ == "main":\n    pass',
        'if __name__ == "__main__" and x:\n    pass',
        'if not __name__ == "__main__":\n    pass',
        'while __name__ == "__main__":\n    pass',
        'if __name__ != "__main__":\n    pass',
        'if (\n    __name__ == "__main__"\n):\n    pass',
    ]
    indents = [unit.guard.indent for text in guards for unit in units_of(text) if unit.guard is not None]

    assert indents == [None, "  ", "\t"]
    assert [unit.guard for text in others for unit in units_of(text)] == [None] * len(others)


def test_a_call_does_what_the_function_does_and_those_it_calls() -> None:
    effects = Effects(units_of("def f():\n    return g() + h\ndef g():\n    x.y = z\n    f()\nf()\nmap(f, a)\n"))

    assert effects.of(2).reads == {*"fghxz"}
    assert effects.of(2).stores == {"x"}
    assert effects.of(3).reads == {"map", "f", "a"}
    assert effects.at_most(3).reads == {"map", "a", *"fghxz"}


def test_a_variable_runs_what_its_value_is_made_with() -> None:
    effects = Effects(
        units_of("class C:\n    def m(self): return x\nc = C()\nd = partial(c.m)\nk = lambda: y\nd()\nk()\n")
    )

    assert "x" in effects.of(4).reads
    assert "y" in effects.of(5).reads


def test_objects_are_shared_by_what_is_made_from_them() -> None:
    effects = Effects(
        units_of("import m\nn = 1\nq = m.Queue(n)\np = m.Process(args=(q,))\nother = m.Queue(n)\np.go()\nm.x()\n")
    )

    assert effects.changed_by(effects.of(5)) == {"p", "q"}
    assert effects.changed_by(effects.of(6)) == set()


GRAPHS = st.dictionaries(st.sampled_from("abcdefgh"), st.sets(st.sampled_from("abcdefghx"), max_size=4), min_size=1)


@given(GRAPHS)
def test_sums_are_those_of_all_that_can_be_reached(graph: Mapping[str, set[str]]) -> None:
    own = {name: Uses(reads=frozenset({name.upper()})) for name in graph if name < "e"}
    expected = {}
    for name in graph:
        reached = {name}
        while further := {other for each in reached for other in graph.get(each, ())} - reached:
            reached |= further
        reads = {each.upper() for each in reached if each in own}
        if reads:
            expected[name] = reads

    assert {name: set(uses.reads) for name, uses in accumulated(own, graph).items()} == expected
