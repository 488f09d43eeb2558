"""Finds every rule: walks the families under ``rules`` and collects each module's ``RULE``."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache, lru_cache

from mainguard import rules
from mainguard.rules.rule import Rule

_PAGES_KEPT = 8
_FOR_TESTS = re.compile(r"# error: .*")


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    families = (found for found in pkgutil.iter_modules(rules.__path__, f"{rules.__name__}.") if found.ispkg)
    packages = (importlib.import_module(family.name) for family in families)
    modules = (
        found for package in packages for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
    )
    return tuple(sorted((importlib.import_module(module.name).RULE for module in modules), key=lambda rule: rule.code))


def rule_named(name: str) -> Rule | None:
    """The rule whose name or code is ``name``."""
    return next((rule for rule in all_rules() if name in (rule.name, rule.code)), None)


def page(rule: Rule) -> str:
    """The user page of ``rule``, as Markdown, without what its examples say to the tests."""
    return _FOR_TESTS.sub("# error", source_page(rule))


@lru_cache(_PAGES_KEPT)
def source_page(rule: Rule) -> str:
    """The same as it is kept, with the exact findings that its examples must give."""
    from importlib import resources  # noqa: PLC0415 - slow to load, and no check needs it

    folder = resources.files(f"{rules.__name__}.{rule.family}")
    return (folder / f"{rule.name.replace('-', '_')}.md").read_text(encoding="utf-8")
