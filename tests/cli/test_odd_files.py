"""Files that are not what the name says, and line ends and encodings that nobody expects."""

from __future__ import annotations

import codecs

import pytest

from harness.command_line import UNGUARDED, Mainguard, write


def test_an_empty_file_is_clean(mainguard: Mainguard) -> None:
    write("empty.py", b"")

    assert mainguard("check", "empty.py").code == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x7fELF\x02\x01\x00\x00", "null bytes"),
        (b"\xff\xfe\x00", "null bytes"),
        (b"x = '\xe9'\n", "encoding"),
        (b"# -*- coding: klingon -*-\n", "klingon"),
        (b"# coding: ascii\nx = '\xc3\xa9'\n", "ascii"),
        (codecs.BOM_UTF8 + b"# coding: latin-1\n", "encoding"),
    ],
)
def test_what_is_no_text_is_a_syntax_error_at_the_start_that_says_why(
    mainguard: Mainguard, content: bytes, words: str
) -> None:
    write("x.py", content)

    result = mainguard("check", "x.py", "--output-format", "json")

    assert (result.code, result.err, result.places) == (1, "", ["x.py:1:1 MG001"])
    assert words in result.json[0]["message"]


def test_what_is_no_text_can_be_printed_in_every_format(mainguard: Mainguard) -> None:
    write("x.py", b"\x00")

    outputs = [mainguard("check", "--output-format", form).out for form in ("full", "concise")]

    assert ["x.py:1:1" in output for output in outputs] == [True, True]


def test_a_syntax_error_is_a_finding_and_the_rest_is_checked(mainguard: Mainguard) -> None:
    write("x.py", f"{UNGUARDED}\nx = = 1\n")

    assert mainguard("check", "--output-format", "json").places == ["x.py:3:1 MG101", "x.py:5:5 MG001"]


@pytest.mark.parametrize("content", [b"\x00", b"x = (\n"])
def test_syntax_errors_can_be_ignored(mainguard: Mainguard, content: bytes) -> None:
    write("x.py", content)

    assert mainguard("check", "--ignore", "syntax-error").code == 0


def test_a_named_file_is_python_whatever_it_is_called(mainguard: Mainguard) -> None:
    write("notes.txt", "once upon a time\n")

    assert mainguard("check", "notes.txt", "--output-format", "json").places == ["notes.txt:1:6 MG001"]


def test_a_file_of_two_megabytes_is_checked(mainguard: Mainguard) -> None:
    table = "".join(f"    {number}: 'the value of {number}',\n" for number in range(5_000))
    prose = "once upon a time\n" * 110_000
    file = write("big.py", f"TABLE = {{\n{table}}}\nPROSE = '''\n{prose}'''\n{UNGUARDED}")

    assert file.stat().st_size > 2_000_000
    assert mainguard("check", "--output-format", "json").places == ["big.py:115007:1 MG101"]


def test_a_line_of_two_megabytes_is_shown_as_an_excerpt(mainguard: Mainguard) -> None:
    write("wide.py", f"import uvicorn; x = '{'y' * 2_000_000}'; uvicorn.run('a:b', reload=True)\n")

    result = mainguard("check")

    assert (result.code, len(result.out) < 2_000, "…" in result.out) == (1, True, True)


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize(
    ("prefix", "encoding"),
    [
        ("", "utf-8"),
        ("\ufeff", "utf-8"),
        ("# coding: latin-1\nname = 'é'; ", "latin-1"),
        ("\f\nname = '\u2028\x85'; ", "utf-8"),
    ],
)
def test_every_line_end_and_encoding_gives_the_right_place_and_survives_the_fix(
    mainguard: Mainguard, prefix: str, encoding: str, newline: str
) -> None:
    text = f"{prefix}{UNGUARDED}# fin"
    file = write("app.py", text.replace("\n", newline).encode(encoding))
    line = text.count("\n")

    before = mainguard("check", "--output-format", "json").places
    fixed = mainguard("check", "--fix")

    assert (before, fixed.code) == ([f"app.py:{line}:1 MG101"], 0)
    expected = text.replace("uvicorn.run(", 'if __name__ == "__main__":\n    uvicorn.run(')
    assert file.read_bytes() == expected.replace("\n", newline).encode(encoding)


def test_columns_count_code_points(mainguard: Mainguard) -> None:
    write("app.py", "import uvicorn\n'é😀名'; uvicorn.run('a:b', reload=True)\n")

    (finding,) = mainguard("check", "--output-format", "json").json

    assert (finding["start"], finding["end"]) == ({"line": 2, "column": 8}, {"line": 2, "column": 19})
