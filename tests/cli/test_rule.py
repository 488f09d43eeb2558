from __future__ import annotations

import pytest

from harness.command_line import Mainguard
from mainguard.rules.registry import all_rules, page, rule_named


@pytest.mark.parametrize("name", ["unguarded-reload", "MG101", "mg101", "Unguarded-Reload"])
def test_a_rule_is_explained_by_its_page(mainguard: Mainguard, name: str) -> None:
    rule = rule_named("unguarded-reload")
    assert rule is not None

    result = mainguard("rule", name)

    assert (result.code, result.out) == (0, f"{page(rule).strip()}\n")


def test_all_rules_come_by_code(mainguard: Mainguard) -> None:
    result = mainguard("rule", "--all")

    places = [result.out.index(page(rule).strip()) for rule in all_rules()]
    assert (result.code, places) == (0, sorted(places))


def test_json_has_what_is_known_about_a_rule(mainguard: Mainguard) -> None:
    described = mainguard("rule", "MG101", "--output-format", "json").json

    rule = rule_named("MG101")
    assert rule is not None
    assert described == {
        "name": "unguarded-reload",
        "code": "MG101",
        "family": "uvicorn",
        "summary": rule.summary,
        "severity": "error",
        "fix": rule.fix.value,
        "since": rule.since,
        "url": "https://github.com/mainguard/mainguard/blob/main/server/mainguard/rules/uvicorn/unguarded_reload.md",
        "page": page(rule),
    }


def test_json_of_all_rules_is_an_array(mainguard: Mainguard) -> None:
    described = mainguard("rule", "--all", "--output-format", "json").json

    assert [one["code"] for one in described] == [rule.code for rule in all_rules()]


def test_a_page_is_typeset_on_a_terminal(mainguard: Mainguard, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = mainguard("rule", "MG101").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")

    styled = mainguard("rule", "MG101").out

    assert ("## What it does" in plain, "## What it does" in styled, "\x1b[" in styled) == (True, False, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["unguarded-relod"], "did you mean 'unguarded-reload'?"),
        (["nothing-like-it"], "there is no rule 'nothing-like-it'"),
        ([], "or --all"),
        (["MG101", "--all"], "or --all"),
    ],
)
def test_wrong_usage_is_2(mainguard: Mainguard, arguments: list[str], words: str) -> None:
    result = mainguard("rule", *arguments)

    assert (result.code, result.out, words in result.err) == (2, "", True), result.err


def test_pages_leave_out_what_their_examples_say_to_the_tests(mainguard: Mainguard) -> None:
    pages = mainguard("rule", "--all").out

    assert "# error" in pages
    assert "# error:" not in pages
