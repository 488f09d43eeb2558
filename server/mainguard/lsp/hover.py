"""What is shown when the pointer rests on a finding or on a comment that suppresses findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from lsprotocol import types

from mainguard.engine.directives import directives
from mainguard.engine.links import rule_url
from mainguard.lsp.analysis import silenced_by
from mainguard.lsp.client import ClientFeatures
from mainguard.lsp.convert import from_lsp_position, to_lsp_location, to_lsp_range_in
from mainguard.lsp.schedule import Scheduler
from mainguard.lsp.snapshot import Checked, Part
from mainguard.lsp.worker import Worker
from mainguard.replay.trace import Site
from mainguard.rules.registry import page, rule_named
from mainguard.rules.rule import Diagnostic, Rule
from mainguard.text.span import Span

_REASON = "## Why is this bad?"
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")


class Hovers:
    """Describes what is at a place, from the results that the scheduler has."""

    def __init__(
        self, client: ClientFeatures, scheduler: Scheduler, worker: Worker, uri_of: Callable[[str], str]
    ) -> None:
        self._client = client
        self._scheduler = scheduler
        self._worker = worker
        self._uri_of = uri_of

    async def at(self, params: types.HoverParams) -> types.Hover | None:
        """The findings at the position, else the suppression that it is in."""
        checked = await self._scheduler.checked(params.text_document.uri)
        part = checked.snapshot.part_called(params.text_document.uri) if checked else None
        if checked is None or part is None:
            return None
        offset = part.start + from_lsp_position(params.position, part.source, self._client.unit)
        findings = [finding for finding in checked.report.diagnostics if _holds(finding.span, offset)]
        if findings:
            text = "\n\n---\n\n".join(self._finding_text(checked, finding) for finding in findings)
            return self._hover(part, findings[0].span, text)
        for directive in directives(checked.report.context.module.tree):
            if _holds(directive.span, offset):
                silenced = await self._worker.run(silenced_by, checked, directive)
                return self._hover(part, directive.span, _directive_text(checked, silenced))
        return None

    def _hover(self, part: Part, span: Span, text: str) -> types.Hover:
        kind = types.MarkupKind.Markdown if self._client.markdown_hover else types.MarkupKind.PlainText
        place = to_lsp_range_in(part, span, self._client.unit)
        shown = text if self._client.markdown_hover else _plain(text)
        return types.Hover(types.MarkupContent(kind, shown), place)

    def _finding_text(self, checked: Checked, finding: Diagnostic) -> str:
        rule = rule_named(finding.rule)
        paragraphs = [f"**{finding.message}**"]
        if len(finding.chain) > 1:
            steps = (f"{number}. {self._step(checked, site)}" for number, site in enumerate(finding.chain, start=1))
            paragraphs.append("\n".join(["How it gets there:", "", *steps]))
        if finding.start_method:
            paragraphs.append(f"Start method: `{finding.start_method}`")
        if rule is not None:
            paragraphs += [_reason(rule), f"[{rule.name} ({rule.code})]({rule_url(rule)})"]
        return "\n\n".join(filter(None, paragraphs))

    def _step(self, checked: Checked, site: Site) -> str:
        """A call of the chain, linked to its line, which editors count from 1."""
        file_name = self._uri_of(site.module).rpartition("/")[2]
        location = to_lsp_location(checked, site, self._client.unit, self._uri_of)
        if location is None:
            return f"`{site.name}` in {file_name}"
        line = location.range.start.line + 1
        return f"`{site.name}` in [{file_name}, line {line}]({location.uri}#L{line})"


def _plain(markdown: str) -> str:
    """The text of a hover without what only Markdown shows as something else."""
    return _LINK.sub(r"\1 (\2)", markdown).replace("**", "")


def _holds(span: Span, offset: int) -> bool:
    return span.start <= offset <= span.end


def _reason(rule: Rule) -> str:
    """Why the rule is there, in the words of its page."""
    _, _, rest = page(rule).partition(_REASON)
    return rest.partition("\n## ")[0].strip()


def _directive_text(checked: Checked, silenced: Sequence[Diagnostic]) -> str:
    if not silenced:
        return "Suppresses nothing."
    lines = checked.snapshot.source.lines
    items = (
        f"- line {lines.line_of(finding.span.start) + 1}: {finding.message} ({finding.rule}, {finding.code})"
        for finding in silenced
    )
    return "\n".join(["Suppresses:", "", *items])
