"""Where a rule's page can be read."""

from __future__ import annotations

from mainguard.rules.rule import Rule

RULE_PAGES = "https://github.com/mainguard/mainguard/blob/main/server/mainguard/rules"


def rule_url(rule: Rule) -> str:
    """The address of the page of ``rule``."""
    return f"{RULE_PAGES}/{rule.family}/{rule.name.replace('-', '_')}.md"
