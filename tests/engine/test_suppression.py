"""Where suppression comments are written; what they do is specified in ``tests/rules/unused-suppression.md``."""

from __future__ import annotations

import pytest

from harness.project import module_of
from harness.traces import context_of, start_at
from mainguard.engine.check import report
from mainguard.engine.settings import Settings
from mainguard.engine.suppression import suppress_in_file, suppress_on_line
from mainguard.fixes.fix import Safety
from mainguard.rules.rule import Context, Diagnostic, Severity
from mainguard.text.edits import apply
from mainguard.text.span import Span

NAME = "unguarded-process-start"


def finding_in(text: str) -> tuple[Context, Diagnostic]:
    context = context_of(text, start_at(text, "process.start"))
    (finding,) = report(context, Settings(select=(NAME,))).diagnostics
    return context, finding


def on_line(text: str) -> str:
    context, finding = finding_in(text)
    return apply(text, suppress_on_line(context, finding).edits)


def in_file(text: str) -> str:
    context, finding = finding_in(text)
    return apply(text, suppress_in_file(context, finding).edits)


def test_both_are_safe_and_say_what_they_do() -> None:
    context, finding = finding_in("process.start()\n")

    line, file = suppress_on_line(context, finding), suppress_in_file(context, finding)

    assert (line.title, line.safety) == (f"Ignore {NAME} on this line", Safety.SAFE)
    assert (file.title, file.safety) == (f"Ignore {NAME} in this file", Safety.SAFE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("process.start()\n", f"process.start()  # mainguard: ignore[{NAME}]\n"),
        ("process.start()\r\nnext()\r\n", f"process.start()  # mainguard: ignore[{NAME}]\r\nnext()\r\n"),
        ("process.start(\n)\n", f"process.start(  # mainguard: ignore[{NAME}]\n)\n"),
        ("process.start()  # why\n", f"process.start()  # why  # mainguard: ignore[{NAME}]\n"),
    ],
)
def test_a_comment_goes_to_the_end_of_the_line(before: str, after: str) -> None:
    assert on_line(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# mainguard: ignore[MG301]", f"# mainguard: ignore[MG301, {NAME}]"),
        ("# mainguard: ignore[ MG301 ] why", f"# mainguard: ignore[ MG301, {NAME} ] why"),
        ("# mainguard: ignore[]", f"# mainguard: ignore[{NAME}]"),
    ],
)
def test_a_suppression_on_the_line_is_joined(before: str, after: str) -> None:
    assert on_line(f"process.start()  {before}\n") == f"process.start()  {after}\n"


def test_a_suppression_at_the_end_of_the_statement_is_joined() -> None:
    text = "process.start(\n)  # mainguard: ignore[MG301]\n"

    assert on_line(text) == f"process.start(\n)  # mainguard: ignore[MG301, {NAME}]\n"


def test_a_comment_does_not_go_into_a_string() -> None:
    text = 'process.start("""text\n""")\n'

    assert on_line(text) == f'process.start("""text\n""")  # mainguard: ignore[{NAME}]\n'


def test_a_comment_does_not_go_behind_a_backslash() -> None:
    text = "process.start() \\\n    .join()\n"

    assert on_line(text) == f"process.start() \\\n    .join()  # mainguard: ignore[{NAME}]\n"


def test_where_no_line_can_hold_a_comment_the_file_does() -> None:
    text = 'process.start(); text = """\n"""\n'

    assert on_line(text) == f"# mainguard: ignore-file[{NAME}]\n{text}"


@pytest.mark.parametrize(
    "head",
    [
        "",
        "#!/usr/bin/env python3\n",
        "#!/usr/bin/env python3\n# -*- coding: latin-1 -*-\n",
        "# Copyright\n# and more\n",
        "\n# -*- coding: utf-8 -*-\n",
        "#!/usr/bin/env python3\r\n",
    ],
)
def test_a_suppression_for_the_file_goes_below_the_comments_at_its_head(head: str) -> None:
    newline = "\r\n" if "\r" in head else "\n"
    text = f'{head}"""Docstring."""{newline}process.start(){newline}'

    expected = f'{head}# mainguard: ignore-file[{NAME}]{newline}"""Docstring."""{newline}process.start(){newline}'
    assert in_file(text) == expected


def test_a_suppression_for_the_file_is_joined() -> None:
    text = "# mainguard: ignore-file[MG301]\nprocess.start()\n"

    assert in_file(text) == f"# mainguard: ignore-file[MG301, {NAME}]\nprocess.start()\n"


def test_a_file_of_one_comment_without_a_line_end_gets_one() -> None:
    text = "# a comment"
    context = context_of(text)
    finding = Diagnostic("syntax-error", "MG001", Severity.ERROR, Span(0, 0), "Syntax error")

    edited = apply(text, suppress_in_file(context, finding).edits)

    assert edited == "# a comment\n# mainguard: ignore-file[syntax-error]"


def codes(text: str, settings: Settings | None = None, questions: tuple[str, ...] = ()) -> list[str]:
    found = report(context_of(text, questions=questions), settings or Settings()).diagnostics
    return [one.code for one in found]


def test_a_bare_suppression_is_called_unused_only_when_every_rule_is_on() -> None:
    text = "print()  # mainguard: ignore\n"

    assert codes(text) == ["MG901"]
    assert codes(text, Settings(ignore=("MG301",))) == []


def test_nothing_is_called_unused_while_a_name_waits_for_its_answer() -> None:
    text = "print()  # mainguard: ignore[MG201]\n"

    assert codes(text) == ["MG901"]
    assert codes(text, questions=("acme.serve",)) == []


def test_a_mistyped_name_is_reported_while_a_part_does_not_parse() -> None:
    text = "print()  # mainguard: ignore[MG201, MG2O1]\nvalue = (\n"

    assert codes(text) == ["MG901"]


def test_suppressions_below_an_open_string_still_count() -> None:
    text = 'text = """\n\nclass Half:\n    pass\n\nif __name__ == "__main_":  # mainguard: ignore[MG301]\n    pass\n'

    assert module_of(text).tree.is_broken
    assert codes(text) == []
