"""What holds for every rule, whatever it finds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mainguard import rules
from mainguard.catalogue.registry import catalogue
from mainguard.rules.registry import all_rules, page, rule_named
from mainguard.rules.rule import FixAvailability, Rule

HEADINGS = (
    "What it does",
    "Why is this bad?",
    "Example",
    "Fix safety",
    "Known limitations",
    "References",
)
OPTIONAL = {"Fix safety"}
REMOVED_CODES: frozenset[str] = frozenset()
"""Codes of rules that are gone; a code is never given to another rule."""

FOLDER = Path(rules.__path__[0])
each_rule = pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)


@each_rule
def test_a_name_is_kebab_case_and_reads_as_what_is_allowed(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert not rule.name.startswith(("no-", "disallow-", "banned-", "avoid-"))


@each_rule
def test_a_rule_is_found_by_its_name_and_by_its_code(rule: Rule) -> None:
    assert rule_named(rule.name) is rule
    assert rule_named(rule.code) is rule


@each_rule
def test_a_rule_stands_in_the_file_and_folder_that_it_is_named_after(rule: Rule) -> None:
    stem = rule.name.replace("-", "_")

    assert (FOLDER / rule.family / f"{stem}.py").is_file()
    assert (FOLDER / rule.family / f"{stem}.md").is_file()


@each_rule
def test_a_summary_is_one_sentence_without_its_full_stop(rule: Rule) -> None:
    assert re.fullmatch(r"detects [^\n.]+", rule.summary)


@each_rule
def test_a_page_has_its_headings_in_order(rule: Rule) -> None:
    text = page(rule)
    found = re.findall(r"^## (.+)$", text, re.MULTILINE)

    assert text.startswith(f"# `{rule.name}` ({rule.code})\n")
    assert found == [heading for heading in HEADINGS if heading in found]
    assert set(HEADINGS) - OPTIONAL <= set(found)


@each_rule
def test_a_page_tells_how_safe_the_fix_is_and_shows_it(rule: Rule) -> None:
    text = page(rule)
    has_fix = rule.fix is not FixAvailability.NEVER

    assert ("## Fix safety" in text) == has_fix
    assert ("Use instead:" in text) == has_fix


def test_names_and_codes_are_unique_and_no_code_is_used_again() -> None:
    names = [rule.name for rule in all_rules()]
    codes = [rule.code for rule in all_rules()]

    assert len(set(names)) == len(names)
    assert len(set(codes)) == len(codes)
    assert not REMOVED_CODES & set(codes)
    assert all(re.fullmatch(r"MG\d{3}", code) for code in codes)


def test_the_codes_of_a_family_share_their_first_digit() -> None:
    beginnings: dict[str, set[str]] = {}
    for rule in all_rules():
        beginnings.setdefault(rule.family, set()).add(rule.code[:3])

    assert all(len(codes) == 1 for codes in beginnings.values())


def test_no_two_rules_claim_the_starts_of_one_api() -> None:
    claiming = [rule for rule in all_rules() if rule.claims]

    for api in set(catalogue().by_name.values()):
        assert sum(1 for rule in claiming if rule.claims & api.tags) <= 1, api.name


def test_every_page_in_the_folder_is_a_rule_s() -> None:
    pages = {path.stem.replace("_", "-") for path in FOLDER.glob("*/*.md")}

    assert pages == {rule.name for rule in all_rules()}
