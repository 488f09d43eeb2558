"""The keys and values of ``--output-format json``, on which other tools rely."""

from __future__ import annotations

from typing import Any

import pytest

from harness.command_line import GUARDED, UNGUARDED, Mainguard, write
from mainguard.rules.registry import all_rules

POINT = {"line": int, "column": int}
SCHEMA: dict[str, Any] = {
    "path": str,
    "rule": str,
    "code": str,
    "severity": ("error", "warning", "information"),
    "certainty": ("certain", "possible"),
    "start": POINT,
    "end": POINT,
    "message": str,
    "api": (str, None),
    "start_method": (str, None),
    "chain": [{"path": str, **POINT, "name": str}],
    "fix": (
        None,
        {"title": str, "safety": ("safe", "unsafe"), "edits": [{"start": POINT, "end": POINT, "text": str}]},
    ),
    "url": str,
}


def fits(value: Any, schema: Any) -> bool:
    """Whether ``value`` has exactly the shape of ``schema``; a tuple holds alternatives."""
    match schema:
        case tuple():
            return any(fits(value, one) for one in schema)
        case list():
            return isinstance(value, list) and all(fits(one, schema[0]) for one in value)
        case dict():
            return (
                isinstance(value, dict)
                and list(value) == list(schema)
                and all(fits(value[key], inner) for key, inner in schema.items())
            )
        case type():
            return type(value) is schema
        case _:
            return value == schema


EVERY_KIND = {
    "certain.py": UNGUARDED,
    "possible.py": "import uvicorn\nfrom settings import debug\n\nuvicorn.run('a:b', reload=debug)\n",
    "chained.py": "import multiprocessing\n\ndef main():\n    multiprocessing.Process().start()\n\nmain()\n",
    "guard.py": "if __name__ == 'main':\n    pass\n",
    "broken.py": "x = = 1\n",
    "binary.py": b"\x00",
    "comment.py": "x = 1  # mainguard: ignore[unguarded-reload]\n",
}


def test_the_output_is_one_array_whose_elements_have_exactly_the_promised_keys(mainguard: Mainguard) -> None:
    for path, content in EVERY_KIND.items():
        write(path, content)

    findings = mainguard("check", "--output-format", "json").json

    assert {one["path"] for one in findings} == set(EVERY_KIND)
    assert [one for one in findings if not fits(one, SCHEMA)] == []
    assert {one["certainty"] for one in findings} == {"certain", "possible"}
    assert {one["fix"] is None for one in findings} == {True, False}


@pytest.mark.parametrize("text", [GUARDED, ""])
def test_no_findings_are_an_empty_array(mainguard: Mainguard, text: str) -> None:
    write("app.py", text)

    assert mainguard("check", "--output-format", "json").out == "[]\n"


def test_the_array_is_all_there_is_even_when_nothing_could_be_checked(mainguard: Mainguard) -> None:
    write("docs/readme.md", "")

    results = [mainguard("check", path, "--output-format", "json") for path in ("docs", "none.py")]

    assert [(result.code, result.out) for result in results] == [(0, "[]\n"), (2, "[]\n")]


def test_a_finding_says_what_is_known(mainguard: Mainguard) -> None:
    write("main.py", "import uvicorn\n\ndef serve():\n    uvicorn.run('a:b', reload=True)\n\nserve()\n")

    (finding,) = mainguard("check", "--output-format", "json").json

    message, fix = finding.pop("message"), finding.pop("fix")
    assert finding == {
        "path": "main.py",
        "rule": "unguarded-reload",
        "code": "MG101",
        "severity": "error",
        "certainty": "certain",
        "start": {"line": 6, "column": 1},
        "end": {"line": 6, "column": 6},
        "api": "uvicorn.run",
        "start_method": "spawn",
        "chain": [
            {"path": "main.py", "line": 6, "column": 1, "name": "serve"},
            {"path": "main.py", "line": 4, "column": 5, "name": "uvicorn.run"},
        ],
        "url": "https://github.com/mainguard/mainguard/blob/main/server/mainguard/rules/uvicorn/unguarded_reload.md",
    }
    assert "uvicorn.run" in message
    assert fix["safety"] == "safe"


def test_the_edits_of_a_fix_make_the_text_that_fix_makes(mainguard: Mainguard) -> None:
    text = UNGUARDED.replace("\n\n", "\n\n'é😀'\n")
    file = write("app.py", text)
    (finding,) = mainguard("check", "--output-format", "json").json

    lines = text.splitlines(keepends=True)

    def offset(point: dict[str, int]) -> int:
        return sum(map(len, lines[: point["line"] - 1])) + point["column"] - 1

    for edit in reversed(finding["fix"]["edits"]):
        text = text[: offset(edit["start"])] + edit["text"] + text[offset(edit["end"]) :]
    mainguard("check", "--fix")

    assert text == file.read_text("utf-8")


def test_every_rule_has_an_address_below_the_rules_folder(mainguard: Mainguard) -> None:
    described = mainguard("rule", "--all", "--output-format", "json").json

    assert [one["url"].rpartition("/rules/")[2] for one in described] == [
        f"{rule.family}/{rule.name.replace('-', '_')}.md" for rule in all_rules()
    ]


def test_paths_and_texts_of_any_kind_come_as_ascii(mainguard: Mainguard) -> None:
    write("名.py", "import uvicorn\nuvicorn.run('é:名', reload=True)\n")

    result = mainguard("check", "--output-format", "json")

    assert (result.out.isascii(), result.json[0]["path"]) == (True, "名.py")
