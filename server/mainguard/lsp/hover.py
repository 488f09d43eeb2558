"""What is shown when the pointer rests on a finding or on a comment that suppresses findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import unquote

from lsprotocol import types

from mainguard.engine.directives import directive_at
from mainguard.fixes.fix import Fix
from mainguard.lsp.analysis import offers, silenced_by
from mainguard.lsp.client import ClientFeatures
from mainguard.lsp.convert import from_lsp_position, to_lsp_location, to_lsp_range_in
from mainguard.lsp.explanation import Step, finding_text
from mainguard.lsp.memory import Memory
from mainguard.lsp.schedule import Scheduler
from mainguard.lsp.snapshot import Checked, Part
from mainguard.replay.trace import Site
from mainguard.rules.rule import Diagnostic
from mainguard.text.span import Span


class Hovers:
    """Describes what is at a place, from the results that the scheduler has."""

    def __init__(
        self, client: ClientFeatures, scheduler: Scheduler, memory: Memory, uri_of: Callable[[str], str]
    ) -> None:
        self._client = client
        self._scheduler = scheduler
        self._memory = memory
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
            texts = [await self._finding_text(checked, finding) for finding in findings]
            return self._hover(part, findings[0].span, "\n\n---\n\n".join(texts))
        directive = directive_at(checked.report.context.module.tree, offset)
        if directive is None:
            return None
        silenced = await self._memory.found(silenced_by, checked, directive)
        return self._hover(part, directive.span, _directive_text(checked, silenced))

    def _hover(self, part: Part, span: Span, text: str) -> types.Hover:
        kind = types.MarkupKind.Markdown if self._client.markdown_hover else types.MarkupKind.PlainText
        return types.Hover(types.MarkupContent(kind, text), to_lsp_range_in(part, span, self._client.unit))

    async def _finding_text(self, checked: Checked, finding: Diagnostic) -> str:
        offered = await self._memory.found(offers, checked, finding)
        fix = next((offer.fix for offer in offered if not offer.is_suppression), None)
        return await self._memory.found(self._explained, checked, finding, fix)

    def _explained(self, checked: Checked, finding: Diagnostic, fix: Fix | None) -> str:
        is_elsewhere = len(finding.chain) > 1 or any(site.span != finding.span for site in finding.chain)
        steps = [self._step(checked, site) for site in finding.chain] if is_elsewhere else []
        settings = checked.snapshot.project.settings
        return finding_text(finding, steps, fix, settings, markdown=self._client.markdown_hover)

    def _step(self, checked: Checked, site: Site) -> Step:
        """A call of the chain, linked to its line."""
        file_name = unquote(self._uri_of(site.module)).rpartition("/")[2]
        location = to_lsp_location(checked, site, self._client.unit, self._uri_of)
        if location is None:
            return Step(site.name, file_name)
        line = location.range.start.line + 1
        return Step(site.name, file_name, line, f"{location.uri}#L{line}")


def _holds(span: Span, offset: int) -> bool:
    return span.start <= offset <= span.end


def _directive_text(checked: Checked, silenced: Sequence[Diagnostic]) -> str:
    if not silenced:
        return "Suppresses nothing."
    items = (
        f"- line {_line(checked, finding.span)}: {finding.message} ({finding.rule}, {finding.code})"
        for finding in silenced
    )
    return "\n".join(["Suppresses:", "", *items])


def _line(checked: Checked, span: Span) -> int:
    """The line where ``span`` begins, counted as editors do: from 1, and in each cell of a notebook anew."""
    part = checked.snapshot.part_around(span)
    start, source = (part.start, part.source) if part else (0, checked.snapshot.source)
    return source.lines.line_of(span.start - start) + 1
