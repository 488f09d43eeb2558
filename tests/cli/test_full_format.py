from __future__ import annotations

import pytest
from rich.cells import cell_len

from harness.command_line import UNGUARDED, Mainguard, write
from mainguard.cli.finding import Finding, OfferedFix, Place, Point, Step
from mainguard.cli.formats.full import render
from mainguard.fixes.fix import Safety
from mainguard.replay.trace import Certainty
from mainguard.rules.rule import Diagnostic, Severity
from mainguard.text.span import Span


def place(line: str, marked: str, number: int = 1, path: str = "app.py") -> Place:
    start = line.index(marked)
    return Place(path, Point(number, start + 1), Point(number, start + len(marked) + 1), number, (line,))


def rendered(
    where: Place, *chain: Step, fix: OfferedFix | None = None, certainty: Certainty = Certainty.CERTAIN
) -> str:
    diagnostic = Diagnostic("some-rule", "MG999", Severity.WARNING, Span(0, 1), "Something is wrong", certainty)
    return render([Finding(diagnostic, where, "https://example.org/some_rule.md", chain, fix)]).plain


def underlined(line: str, marked: str) -> str:
    """What stands above the underline, by the columns of a terminal."""
    lines = rendered(place(line, marked)).splitlines()
    index = next(number for number, text in enumerate(lines) if "^" in text)
    under, above = lines[index], lines[index - 1]
    column, width = under.index("^"), under.count("^")
    before = next(length for length in range(len(above)) if cell_len(above[:length]) == column)
    after = next(length for length in range(len(above) + 1) if cell_len(above[:length]) == column + width)
    return above[before:after]


def test_a_finding_shows_its_source_its_chain_and_its_fix() -> None:
    where = place("main()", "main", 12)
    inner = place("    uvicorn.run(app)", "uvicorn.run", 7, "serve.py")
    fix = OfferedFix("Wrap it", Safety.UNSAFE, "`x` is read elsewhere", ())

    text = rendered(where, Step("main", where), Step("uvicorn.run", inner), fix=fix, certainty=Certainty.POSSIBLE)

    assert text == (
        "warning[MG999] some-rule (possible): Something is wrong\n"
        "  --> app.py:12:1\n"
        "   |\n"
        "12 | main()\n"
        "   | ^^^^\n"
        "   |\n"
        "   = which calls uvicorn.run\n"
        "  ::: serve.py:7:5\n"
        "   |\n"
        " 7 |     uvicorn.run(app)\n"
        "   |     ^^^^^^^^^^^\n"
        "   |\n"
        "   = fix: Wrap it (unsafe: `x` is read elsewhere; apply with --fix --unsafe-fixes)\n"
        "   = see https://example.org/some_rule.md"
    )


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("run()", "run"),
        ("x = 'é😀名'; run()", "run"),
        ("x = '\u0301e'; run('名')", "run('名')"),
        ("名前()", "名前"),
        ("x = '👩\u200d👩\u200d👧'; run()", "run"),
    ],
)
def test_the_underline_is_as_wide_as_what_it_marks(line: str, marked: str) -> None:
    assert underlined(line, marked) == marked


@pytest.mark.parametrize(
    ("line", "marked", "shown"),
    [
        ("\trun()", "run", "    run()"),
        ("x\t= 1;\trun()", "run", "x   = 1;    run()"),
        ("名\trun()", "run", "名  run()"),
    ],
)
def test_tabs_are_expanded_before_they_are_counted(line: str, marked: str, shown: str) -> None:
    assert f" | {shown}\n" in rendered(place(line, marked))
    assert underlined(line, marked) == marked


def test_an_empty_place_is_marked_all_the_same() -> None:
    where = Place("app.py", Point(1, 4), Point(1, 4), 1, ("x =",))

    assert "1 | x =\n  |    ^\n" in rendered(where)


def test_of_several_lines_the_first_is_marked() -> None:
    where = Place("app.py", Point(1, 5), Point(3, 2), 1, ("x = (", "1,"))

    assert "1 | x = (\n  |     ^\n2 | 1,\n" in rendered(where)


def test_nothing_in_a_file_can_steer_the_terminal() -> None:
    line = "run('\x1b[31m', '\u202e', '\u2028', '\x07')"

    text = rendered(place(line, "run", path="a\x1b[2J\n.py"))

    assert [character for character in "\x1b\u202e\u2028\x07" if character in text] == []
    assert "run('\\x1b[31m', '\\u202e', '\\u2028', '\\x07')" in text
    assert "--> a\\x1b[2J\\n.py:1:1\n" in text


def test_a_long_line_is_cut_down_to_what_stands_around_the_place() -> None:
    line = f"x = '{'a' * 5000}'; run(); y = '{'b' * 5000}'"

    text = rendered(place(line, "run"))

    assert max(map(len, text.splitlines())) < 200
    assert underlined(line, "run") == "run"
    assert text.count("…") == 2


def test_the_neighbouring_lines_are_shown_and_what_follows_the_last_line_end_is_not(mainguard: Mainguard) -> None:
    write("app.py", UNGUARDED)

    out = mainguard("check").out

    assert ' --> app.py:3:1\n  |\n2 |\n3 | uvicorn.run("elsewhere:app", reload=True)\n  | ^^^^^^^^^^^\n  |\n' in out


def test_the_chain_is_shown_across_files(mainguard: Mainguard) -> None:
    write("main.py", "from lib import go\n\ngo()\n")
    write("lib.py", "import uvicorn\n\ndef go():\n    uvicorn.run('a:b', workers=2)\n")

    out = mainguard("check").out

    assert " --> main.py:3:1\n" in out
    assert "  = which calls uvicorn.run\n ::: lib.py:4:5\n  |\n4 |     uvicorn.run('a:b', workers=2)\n" in out


def test_styles_are_for_terminals_and_as_the_environment_says(
    mainguard: Mainguard, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("app.py", UNGUARDED)
    monkeypatch.setenv("TERM", "xterm-256color")

    piped = mainguard("check").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    forced = mainguard("check").out
    monkeypatch.setenv("NO_COLOR", "1")
    refused = mainguard("check").out

    assert ["\x1b[" in out for out in (piped, forced, refused)] == [False, True, False]
    assert refused == piped
