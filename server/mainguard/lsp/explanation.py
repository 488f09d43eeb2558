"""What a hover says about a finding: what, how it gets there, where it fails, why, and what to do.

Written as Markdown, or as plain text for clients that show no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mainguard.engine.links import rule_url
from mainguard.engine.settings import Settings
from mainguard.fixes.fix import Fix, Safety
from mainguard.replay.trace import Certainty
from mainguard.rules.registry import page, rule_named
from mainguard.rules.rule import Diagnostic, Rule
from mainguard.rules.wording import in_order, one_line, platform_name, versions_by_platform

FAILS, WORKS = "✗", "✓"

_REASON = "## Why is this bad?"
_HEADLINE = re.compile(r"(?:`[^`]*`|[^`])*?(?=: |$)")
_FENCE = re.compile(r"^```\w*\n?", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


@dataclass(frozen=True, slots=True)
class Step:
    """A call on the way to a start."""

    name: str
    file_name: str
    line: int | None = None
    """Counted from 1, as editors show it; ``None`` when the text is not there any more."""
    link: str = ""


def finding_text(
    finding: Diagnostic, steps: Sequence[Step], fix: Fix | None, settings: Settings, *, markdown: bool
) -> str:
    """All that there is to say; ``steps`` are the calls that the finding does not stand at itself."""
    rule = rule_named(finding.rule)
    headline = _headline(finding.message)
    paragraphs = [f"**{headline}**" if markdown else headline, _way(steps)]
    if finding.start_method is not None:
        paragraphs += _where(finding, settings, markdown=markdown)
    if rule is not None:
        paragraphs += [
            _reason(rule, markdown=markdown),
            _how_to_fix(fix),
            f"[{rule.name} ({rule.code})]({rule_url(rule)})",
        ]
    text = "\n\n".join(filter(None, paragraphs))
    # In plain text a link is its text, and where it leads.
    return text if markdown else _LINK.sub(r"\1 (\2)", text)


def _headline(message: str) -> str:
    """The thing and what comes of it: editors show the whole message beside the hover, and the rest is said below."""
    found = _HEADLINE.match(message)
    return found[0] if found else message


def _reason(rule: Rule, *, markdown: bool) -> str:
    """Why the rule is there, in the words of its page: the first paragraph, and what that leads to with a colon."""
    _, _, rest = page(rule).partition(_REASON)
    first, *others = rest.partition("\n## ")[0].strip().split("\n\n")
    if not first.endswith(":"):
        return first
    shown = others[0] if markdown else _FENCE.sub("", others[0])
    if not markdown and shown.startswith("|"):
        # A table is hard to read where its columns are not aligned.
        return f"{first.removesuffix(':')}."
    return f"{first}\n\n{shown}"


def _way(steps: Sequence[Step]) -> str:
    if not steps:
        return ""
    lines = (f"{number}. `{one_line(step.name)}` in {_place(step)}" for number, step in enumerate(steps, start=1))
    return "\n".join(["How it gets there:", "", *lines])


def _place(step: Step) -> str:
    return step.file_name if step.line is None else f"[{step.file_name}, line {step.line}]({step.link})"


def _where(finding: Diagnostic, settings: Settings, *, markdown: bool) -> Iterator[str]:
    """The platforms and versions that count, and on which of them it fails."""
    method = "the default start method" if finding.start_method == "default" else f"`{finding.start_method}`"
    verb = "fails" if finding.certainty is Certainty.CERTAIN else "may fail"
    failing = versions_by_platform(finding.targets)
    versions = settings.target_versions
    rows = [
        (platform_name(one), [not failing or version in failing.get(one, ()) for version in versions])
        for one in settings.platforms
    ]
    if markdown:
        yield f"Where it {verb} ({FAILS}), with {method}:"
        yield "\n".join(_table(versions, rows))
    else:
        yield f"Where it {verb}, with {method}:\n" + "\n".join(_lines(versions, rows))


def _table(versions: Iterable[tuple[int, int]], rows: Iterable[tuple[str, Sequence[bool]]]) -> Iterator[str]:
    names = [_name(version) for version in versions]
    yield f"| | {' | '.join(names)} |"
    yield f"|---|{':-:|' * len(names)}"
    for platform, fails in rows:
        yield f"| {platform} | {' | '.join(FAILS if one else WORKS for one in fails)} |"


def _lines(versions: Sequence[tuple[int, int]], rows: Iterable[tuple[str, Sequence[bool]]]) -> Iterator[str]:
    for platform, fails in rows:
        failing = [_name(version) for version, one in zip(versions, fails, strict=True) if one]
        where = "every version" if all(fails) else in_order(failing) if failing else "no version"
        yield f"- {platform}: {where}"


def _name(version: tuple[int, int]) -> str:
    return "{}.{}".format(*version)


def _how_to_fix(fix: Fix | None) -> str:
    if fix is None:
        return ""
    return f"Fix: {fix.title}" if fix.safety is Safety.SAFE else f"Fix: {fix.title} (unsafe: {fix.why_unsafe})"
