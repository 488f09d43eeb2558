"""Finds every rule: walks the families under ``rules`` and collects each module's ``RULE``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from mainguard import rules
from mainguard.rules.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    found = []
    for family in pkgutil.iter_modules(rules.__path__, f"{rules.__name__}."):
        if family.ispkg:
            package = importlib.import_module(family.name)
            for module in pkgutil.iter_modules(package.__path__, f"{family.name}."):
                found.append(importlib.import_module(module.name).RULE)
    return tuple(sorted(found, key=lambda rule: rule.code))


def rule_named(name: str) -> Rule | None:
    """The rule whose name or code is ``name``."""
    return next((rule for rule in all_rules() if name in (rule.name, rule.code)), None)
