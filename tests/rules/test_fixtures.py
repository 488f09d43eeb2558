"""Runs every fixture of ``tests/rules`` and every rule's page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from harness.fixture import Case, read_fixture
from harness.running import check_text, finding_faults, fix_faults, half_typed_faults, suppression_faults
from mainguard import rules
from mainguard.engine.check import fixes_for
from mainguard.rules.registry import all_rules, rule_named
from mainguard.rules.rule import FixAvailability

HERE = Path(__file__).parent
PAGES = Path(str(resources.files(rules)))

FIXTURES = tuple(case for path in sorted(HERE.glob("*.md")) for case in read_fixture(path))
PAGE_EXAMPLES = tuple(case for path in sorted(PAGES.glob("*/*.md")) for case in read_fixture(path))
CASES = (*FIXTURES, *PAGE_EXAMPLES)


def fail_with(faults: Iterator[str]) -> None:
    found = [fault.replace(f"{Path.cwd()}/", "") for fault in faults]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings_are_those_that_are_marked(case: Case) -> None:
    fail_with(finding_faults(case))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_fixes_lead_to_the_fixed_block_and_keep_the_rules_for_fixes(case: Case) -> None:
    fail_with(fix_faults(case))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_findings_can_be_suppressed(case: Case) -> None:
    fail_with(suppression_faults(case))


@pytest.mark.parametrize("case", FIXTURES, ids=str)
def test_a_half_typed_line_breaks_nothing(case: Case) -> None:
    fail_with(half_typed_faults(case))


@pytest.mark.parametrize("case", PAGE_EXAMPLES, ids=str)
def test_a_page_shows_what_the_fix_makes_of_its_example(case: Case) -> None:
    rule = rule_named(case.rule)

    assert rule is not None
    assert case.checked_files[0].markers, "an example shows a finding"
    assert (case.fixed is not None) == (rule.fix is not FixAvailability.NEVER)


def test_every_rule_has_a_fixture_and_every_fixture_a_rule() -> None:
    names = {rule.name for rule in all_rules()}

    assert {case.rule for case in FIXTURES} == names
    assert {case.rule for case in PAGE_EXAMPLES} == names


def test_rules_with_a_fix_sometimes_have_findings_with_and_without_one() -> None:
    seen: dict[str, set[bool]] = defaultdict(set)
    for case in CASES:
        for file in case.checked_files:
            report = check_text(case, file.path, file.text)
            for finding in report.diagnostics:
                fixes = fixes_for(report, finding)
                seen[finding.rule].add(any(fix.kind == "quickfix" for fix in fixes))
    sometimes = {rule.name for rule in all_rules() if rule.fix is FixAvailability.SOMETIMES}

    assert {name for name, outcomes in seen.items() if outcomes == {True, False}} == sometimes
