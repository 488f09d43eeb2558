"""What holds for every fix of every module: generated modules are fixed, compared and run.

The modules are made of a few kinds of statements over objects that record what is done with them.  Running one
gives its events; as ``__mp_main__``, a start raises.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from fixes.wrapping import applied, fixes, module
from mainguard.fixes.fix import Safety
from mainguard.fixes.guard import wrap_fixes
from mainguard.replay.modules import NoModules
from mainguard.text.edits import ordered

NAMES = ("a", "b", "c", "d", "e")
COMPOUND = ("if {n}:", "for each in [{n}]:", "with {n}:", "while True:", "try:")
VALUES = (
    "make({n})",
    "{n}",
    "make([{n}])",
    "{n}.get()",
    'make("""text\n  # no comment\n\nif x:\n""")',
    "make(f'''{{{n}}}\n{{\n{n}!s:>{{1}}}} end\n''')",
    "make('one', \\\n   'two')",
    "make(  # here\n    {n},\n\n# there\n)",
    "make('a\\\nb')",
    'make(b"""x\ny""", \'it\'\'s\')',
)
GUARDS = ('if __name__ == "__main__":', "if '__main__' == __name__:", 'if (__name__ == "__main__"):  # guard')


@dataclass
class Writing:
    """A module as it is written: its lines, and the names that can be read so far."""

    draw: st.DrawFn
    indent: str
    lines: list[str] = field(default_factory=list)
    bound: list[str] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)

    def name(self) -> str:
        return self.draw(st.sampled_from(self.bound))

    def value(self) -> str:
        return self.draw(st.sampled_from(VALUES)).format(n=self.name())

    def statement(self) -> str:
        """A statement that fits on a line with others, unless a value in it has several."""
        kind = self.draw(st.integers(0, 6))
        if kind == 0:
            return f"{self.name()}.go({self.name()})"
        if kind == 6:
            return f"{self.name()}.{self.draw(st.sampled_from(('join', 'run', 'append')))}()"
        if kind == 1:
            return f"{self.name()}.x = {self.value()}"
        if kind == 2:
            return f"note({self.name()})"
        if kind == 3 and self.functions:
            return f"{self.draw(st.sampled_from(self.functions))}({self.name()})"
        value = self.value()
        target = self.draw(st.sampled_from(NAMES))
        if target not in self.bound:
            self.bound.append(target)
        return f"{target} = {value}"

    def start(self) -> str:
        kind = self.draw(st.integers(0, 4))
        if kind == 0:
            return "launch()"
        if kind == 1:
            return f"{self.name()}.launch()"
        value = self.draw(st.sampled_from(("", self.name())))
        target = self.draw(st.sampled_from(NAMES))
        if target not in self.bound:
            self.bound.append(target)
        return f"{target} = launch({value})"

    def suite(self, opening: str, body: str) -> None:
        self.lines += [opening, *self.draw(st.sampled_from(([], ["# inside"], [f"{self.indent}# inside"], [""])))]
        self.lines += f"{self.indent}{body}".split("\n")
        if opening == "while True:":
            self.lines.append(f"{self.indent}break")
        if opening == "try:":
            self.lines += ["finally:", f"{self.indent}note(0)  # last"]

    def piece(self, statement: str) -> None:
        """Write ``statement`` bare, in a line with others, or in a compound statement."""
        shape = self.draw(st.integers(0, 5))
        if shape == 0:
            opening = self.draw(st.sampled_from(COMPOUND)).format(n=self.bound[0])
            self.suite(opening, statement)
        elif shape == 1:
            self.lines += f"note(1); {statement}; note(2)  # line".split("\n")
        else:
            self.lines += f"{statement}{self.draw(st.sampled_from(('', '  # behind', ';')))}".split("\n")

    def definition(self) -> None:
        kind = self.draw(st.integers(0, 4))
        number = len(self.functions)
        reads = self.draw(st.sampled_from((self.bound[-1], self.name())))
        if kind == 0:
            self.lines += ["import os", "from math import pi as number"]
        elif kind in (1, 4):
            self.lines += [
                self.draw(st.sampled_from(("@note", "@call"))),
                f"def f{number}(x, y={self.bound[0]}):",
                f"{self.indent}return {reads}.get(x)",
                "",
            ]
            self.functions.append(f"f{number}")
        elif kind == 2:
            self.lines += [f"class C{number}:", f'{self.indent}"""Doc', '  of it."""', f"{self.indent}z = {reads}", ""]
        else:
            self.lines += [f"def f{number}(x):", f"{self.indent}global e", f"{self.indent}e = make(x)", ""]
            self.functions.append(f"f{number}")

    def between(self) -> None:
        self.lines += self.draw(
            st.lists(st.sampled_from(("", "# comment", "", "   ", "\f", "\f# feed", "# %% cell")), max_size=3)
        )


@st.composite
def modules(draw: st.DrawFn) -> str:
    """The text of a module with one start at its top level, which says ``launch``."""
    writing = Writing(draw, draw(st.sampled_from(("    ", "  ", "\t"))))
    writing.lines += draw(st.sampled_from(([], ["#!/usr/bin/env python"], ['"""Doc', 'string."""'])))
    first, second = draw(st.permutations(NAMES))[:2]
    writing.lines += [f"{first} = make()", f"{second} = make({first})"]
    writing.bound += [first, second]
    count = draw(st.integers(0, 9))
    position = draw(st.integers(0, count))
    for index in range(count + 1):
        writing.between()
        if index == position:
            writing.piece(writing.start())
            continue
        kind = draw(st.integers(0, 6))
        if kind <= 1:
            writing.definition()
        elif kind == 2:
            guard = draw(st.sampled_from(GUARDS))
            if draw(st.booleans()):
                writing.suite(guard, f"note({writing.name()})")
            else:
                writing.lines.append(f"{guard.removesuffix('  # guard')} note({writing.name()})  # short")
        else:
            writing.piece(writing.statement())
    ends = draw(st.sampled_from(("\n", "\r\n", "\r", None)))
    text = "".join(f"{line}{ends or draw(st.sampled_from((chr(10), chr(13) + chr(10))))}" for line in _lines(writing))
    return text.rstrip("\r\n") if draw(st.booleans()) else text


def _lines(writing: Writing) -> Iterator[str]:
    for line in writing.lines:
        yield from line.split("\n")


class StartedInChildError(Exception):
    """The child has reached the start."""


class Recorder:
    """An object that records each use of itself, and whose every method gives another one."""

    def __init__(self, events: list[str], label: str, launch: Callable[..., Recorder]) -> None:
        self.__dict__.update(events=events, label=label, launch=launch)

    def __getattr__(self, name: str) -> Callable[..., Recorder]:
        if name.startswith("__"):
            raise AttributeError(name)

        def method(*arguments: object) -> Recorder:
            self.events.append(f"{self.label}.{name}{arguments}")
            return Recorder(self.events, f"{self.label}.{name}", self.launch)

        return method

    def __setattr__(self, name: str, value: object) -> None:
        self.events.append(f"{self.label}.{name}={value}")

    def __enter__(self) -> None:
        self.events.append(f"{self.label} entered")

    def __exit__(self, *reason: object) -> None:
        self.events.append(f"{self.label} left")

    def __str__(self) -> str:
        return self.label

    __repr__ = __str__

    def __format__(self, how: str) -> str:
        return self.label


def run(text: str, name: str) -> list[str]:
    """The events of the generated module ``text``, run under ``name``.  Raises what it raises."""
    events: list[str] = []

    def launch(*arguments: object) -> Recorder:
        if name != "__main__":
            raise StartedInChildError
        return make("launch", *arguments)

    def make(*arguments: object) -> Recorder:
        events.append(f"make{arguments}")
        return Recorder(events, f"object {len(events)}", launch)

    def note(what: object) -> object:
        events.append(f"note {getattr(what, '__name__', what)}")
        return what

    def call(function: Callable[[object], object]) -> object:
        function(note(0))
        return function

    scope = {"__name__": name, "launch": launch, "make": make, "note": note, "call": call}
    exec(compile(text, "generated", "exec"), scope)  # noqa: S102 - generated here, does nothing but record
    return events


every_module = given(modules())
thorough = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@thorough
@every_module
def test_the_script_does_the_same_and_the_child_does_not_start(text: str) -> None:
    before = run(text, "__main__")
    found = fixes(text)
    assert found or re.search(r"\b(?:def|class) ", text[text.index("launch") :])
    for fix in found:
        after = applied(text, fix)

        assert run(after, "__main__") == before
        child = _failure(after)
        event(f"{fix.safety.name} {fix.kind}: {child}")
        assert child != "StartedInChildError"
        assert fix.safety is Safety.UNSAFE or child == "", after


def _failure(text: str) -> str:
    """How the child fails; empty when it does not."""
    try:
        run(text, "__mp_main__")
    except Exception as error:  # noqa: BLE001 - whatever the generated text raises
        return type(error).__name__
    return ""


@thorough
@every_module
def test_only_indentation_blank_lines_and_guards_change(text: str) -> None:
    for fix in fixes(text):
        after = applied(text, fix)

        assert fix.edits == ordered(fix.edits)
        assert all(0 <= edit.span.start <= edit.span.end <= len(text) for edit in fix.edits)
        assert comments(after) == comments(text)
        assert strings(after) == strings(text)
        if fix.kind == "quickfix":
            assert essence(after) == essence(text)
            assert after.endswith(("\n", "\r")) is text.endswith(("\n", "\r"))


@thorough
@every_module
def test_a_second_time_there_is_nothing_to_fix(text: str) -> None:
    for fix in fixes(text):
        after = module(applied(text, fix))
        for placed, statement in after.tree.statements:
            if isinstance(statement, ast.If) and "launch" in ast.dump(statement):
                again = wrap_fixes(after, placed.statement_span(statement), NoModules(), "launch")
                assert list(again) == []


def comments(text: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(re.sub(r"\r\n?", "\n", text)).readline)
    return Counter(token.string.strip() for token in tokens if token.type == tokenize.COMMENT)


def strings(text: str) -> Counter[object]:
    """The constants of a text, guards and what is in formatted strings left out."""
    return Counter(
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and node.value not in ("__main__", None)
    )


def essence(text: str) -> str:
    """``text`` without blanks and main guards."""
    solid = re.sub(r"\s+", "", text)
    return re.sub(r"if\(?(?:__name__==[\"']__main__[\"']|[\"']__main__[\"']==__name__)\)?:(#guard)?", "", solid)
