"""Which rules are on, and whether what a user set can be used."""

from __future__ import annotations

import difflib
from functools import lru_cache

from mainguard.catalogue.own_starts import own_entries
from mainguard.engine.settings import PLATFORMS, SUPPORTED_VERSIONS, Settings, SettingsError
from mainguard.rules.registry import all_rules
from mainguard.rules.rule import Rule


def selected_rules(settings: Settings) -> tuple[Rule, ...]:
    """The rules to run under ``settings``, by code; selectors that match nothing are passed over."""
    return _selected(settings.select, settings.ignore)


def is_ignored(rule: Rule, settings: Settings) -> bool:
    """Whether ``settings.ignore`` names ``rule``, whatever is selected."""
    return any(_matches(rule, selector) for selector in settings.ignore)


def validate(settings: Settings) -> None:
    """Raise ``SettingsError``, with what comes close, for the first value that cannot be used."""
    for key, selectors in (("select", settings.select), ("ignore", settings.ignore)):
        for selector in selectors:
            if not any(_matches(rule, selector) for rule in all_rules()):
                raise SettingsError(f"{key}: {selector!r} is no rule{_did_you_mean_any(selector)}")
    versions = [f"{major}.{minor}" for major, minor in SUPPORTED_VERSIONS]
    if settings.target_python is not None and settings.target_python not in versions:
        raise SettingsError(f"target-python: {settings.target_python!r} is not one of {', '.join(versions)}")
    for platform in settings.platforms:
        if platform not in PLATFORMS:
            raise SettingsError(f"platforms: {platform!r} is not one of {', '.join(PLATFORMS)}")
    if not settings.platforms:
        raise SettingsError(f"platforms: needs at least one of {', '.join(PLATFORMS)}")
    try:
        own_entries(settings.starts_processes)
    except ValueError as error:
        raise SettingsError(f"starts-processes: {error}") from error


def did_you_mean(name: str) -> str:
    """``; did you mean 'unguarded-reload'?`` for a word close to a rule's name or code, else nothing."""
    close = close_rule(name)
    return f"; did you mean {close!r}?" if close else ""


def _did_you_mean_any(selector: str) -> str:
    """The same for what may also be a family."""
    families = difflib.get_close_matches(selector.lower(), {rule.family for rule in all_rules()}, n=1, cutoff=0.7)
    return did_you_mean(selector) or (f"; did you mean {families[0]!r}?" if families else "")


def is_selector(name: str) -> bool:
    """Whether ``select`` takes ``name``: a rule's name or code, the beginning of a code, or a family."""
    return any(_matches(rule, name) for rule in all_rules())


def close_rule(name: str) -> str | None:
    """The rule name or code that ``name`` was probably meant to be; a family or the beginning of a code is none."""
    if is_selector(name):
        return None
    rules = all_rules()
    known = {word.lower(): word for rule in rules for word in (rule.code, rule.name)}
    found = difflib.get_close_matches(name.lower().replace("_", "-"), known, n=1, cutoff=0.7)
    return known[found[0]] if found else None


@lru_cache(maxsize=64)
def _selected(select: tuple[str, ...], ignore: tuple[str, ...]) -> tuple[Rule, ...]:
    return tuple(
        rule
        for rule in all_rules()
        if (not select or any(_matches(rule, selector) for selector in select))
        and not any(_matches(rule, selector) for selector in ignore)
    )


def _matches(rule: Rule, selector: str) -> bool:
    return selector in (rule.name, rule.family) or (selector != "" and rule.code.startswith(selector))
