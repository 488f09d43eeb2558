"""Code actions: what can be chosen at a place, and the edits of what was chosen.

An action whose edit is left out says in its ``data`` where it comes from; the edit is made from the result that is
there by then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile

from lsprotocol import types

from mainguard.lsp.analysis import Offer, can_fix_all, fixed_text, offers
from mainguard.lsp.client import ClientFeatures
from mainguard.lsp.convert import from_lsp_range_in, to_lsp_diagnostic, to_lsp_edits, to_lsp_workspace_edit
from mainguard.lsp.documents import lines_of
from mainguard.lsp.identifiers import FIX_ALL, FIX_ALL_TITLE, NOTEBOOK_CELL
from mainguard.lsp.ignoring import ProjectIgnores
from mainguard.lsp.memory import Memory
from mainguard.lsp.schedule import Scheduler
from mainguard.lsp.snapshot import Checked, Part, Snapshot
from mainguard.lsp.worker import Worker
from mainguard.rules.rule import Diagnostic
from mainguard.text.edits import Edit, difference, extent
from mainguard.text.source import Source
from mainguard.text.span import Span


class CodeActions:
    """Answers what can be done, from the results that the scheduler has."""

    def __init__(
        self,
        client: ClientFeatures,
        scheduler: Scheduler,
        worker: Worker,
        memory: Memory,
        uri_of: Callable[[str], str],
        ignores: ProjectIgnores,
    ) -> None:
        self._client = client
        self._ignores = ignores
        self._scheduler = scheduler
        self._worker = worker
        self._memory = memory
        self._uri_of = uri_of

    async def at(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """The wanted kinds of actions for the findings in the range, and fix-all for the document.

        What mends a finding comes before what hides one, and what hides more comes later.
        """
        checked = await self._scheduler.checked(params.text_document.uri)
        part = checked.snapshot.part_called(params.text_document.uri) if checked else None
        if checked is None or part is None:
            return []
        fixes: list[types.CodeAction] = []
        suppressions: list[types.CodeAction] = []
        known: dict[str, list[types.Diagnostic]] = {}
        for finding in _findings_in(checked, part, from_lsp_range_in(part, params.range, self._client.unit)):
            made = await self._memory.found(offers, checked, finding)
            about = self._as_the_client_has_it(checked, part, finding, params.context.diagnostics)
            known.setdefault(finding.rule, []).append(about)
            for offer in made:
                (suppressions if offer.is_suppression else fixes).append(self._action(checked, offer, about))
        # What takes long about them is remembered behind them; the file on the disk is looked at each time.
        await self._memory.found(self._ignoring_edits, checked, tuple(known))
        actions = [*fixes, *suppressions, *self._ignoring_actions(checked, known)]
        if not is_of_notebook(checked.snapshot) and _is_wanted(FIX_ALL, params.context.only):
            actions += await self._fix_all_action(checked)
        return [action for action in actions if _is_wanted(action.kind or "", params.context.only)]

    async def resolve(self, action: types.CodeAction) -> bool:
        """Give ``action`` its edit; false when the document is no longer what the action was offered for."""
        origin = action.data if isinstance(action.data, Mapping) else {}
        checked = await self._scheduler.checked(str(origin.get("uri")))
        if checked is None or checked.snapshot.version != origin.get("version"):
            return False
        if "ignore" in origin:
            action.edit = await self._worker.run(self._ignores.edit, checked.snapshot, str(origin["ignore"]))
            return action.edit is not None
        if origin.get("fixAll"):
            action.edit = await self._fix_all_edit(checked) or types.WorkspaceEdit()
            return True
        for finding in checked.report.diagnostics:
            if _identity(finding) == origin.get("finding"):
                for offer in await self._memory.found(offers, checked, finding):
                    if offer.title == action.title:
                        action.edit = self._edit(checked, offer.fix.edits)
                        return True
        return False

    async def fix_all(self, uri: str) -> types.WorkspaceEdit | None:
        """The edit that makes every safe fix, as ``mainguard check --fix`` does; ``None`` when there is nothing to."""
        checked = await self._scheduler.checked(uri)
        return None if checked is None or is_of_notebook(checked.snapshot) else await self._fix_all_edit(checked)

    def _as_the_client_has_it(
        self, checked: Checked, part: Part, finding: Diagnostic, known: Sequence[types.Diagnostic]
    ) -> types.Diagnostic:
        """The finding as the client sent it back, so that it knows it again; it may have dropped the ``data``."""
        converted = to_lsp_diagnostic(finding, checked, part, self._client, self._uri_of)
        same = (one for one in known if (one.code, one.range) == (converted.code, converted.range))
        return next(same, converted)

    def _action(self, checked: Checked, offer: Offer, about: types.Diagnostic) -> types.CodeAction:
        action = types.CodeAction(title=offer.title, kind=offer.fix.kind, diagnostics=[about])
        if offer.is_preferred and self._client.preferred_actions:
            action.is_preferred = True
        if self._client.resolves_edits:
            action.data = {**_origin(checked), "finding": _identity(offer.finding)}
        else:
            action.edit = self._edit(checked, offer.fix.edits)
        return action

    def _ignoring_edits(self, checked: Checked, rules: Sequence[str]) -> list[types.WorkspaceEdit | None]:
        return [self._ignores.edit(checked.snapshot, rule) for rule in rules]

    def _ignoring_actions(
        self, checked: Checked, known: Mapping[str, list[types.Diagnostic]]
    ) -> list[types.CodeAction]:
        """For each rule, whose findings are ``known`` to the client, one that has it ignored in the whole project."""
        actions = []
        for rule, about in known.items():
            edit = self._ignores.edit(checked.snapshot, rule)
            if edit is not None:
                title = f"Ignore {rule} everywhere"
                action = types.CodeAction(title=title, kind=types.CodeActionKind.QuickFix, diagnostics=about)
                if self._client.resolves_edits:
                    action.data = {**_origin(checked), "ignore": rule}
                else:
                    action.edit = edit
                actions.append(action)
        return actions

    async def _fix_all_action(self, checked: Checked) -> list[types.CodeAction]:
        action = types.CodeAction(title=FIX_ALL_TITLE, kind=FIX_ALL)
        if not self._client.resolves_edits:
            action.edit = await self._fix_all_edit(checked)
            return [action] if action.edit else []
        action.data = {**_origin(checked), "fixAll": True}
        return [action] if await self._memory.found(can_fix_all, checked) else []

    async def _fix_all_edit(self, checked: Checked) -> types.WorkspaceEdit | None:
        """One edit of everything between the first and the last fix; ``None`` when nothing is to fix."""
        edit = await self._memory.found(_fix_all_edit, checked)
        return self._edit(checked, [edit]) if edit is not None else None

    def _edit(self, checked: Checked, edits: Sequence[Edit]) -> types.WorkspaceEdit:
        part = checked.snapshot.part_around(extent(edits))
        if part is None:
            raise ValueError("edits that go across the cells of a notebook")
        converted = to_lsp_edits(edits, part, self._client.unit)
        is_versioned = self._client.document_changes
        return to_lsp_workspace_edit(part.uri, part.version, converted, document_changes=is_versioned)


def is_of_notebook(snapshot: Snapshot) -> bool:
    """Whether it is a notebook or a cell of one: clients ask for all cells at once, and would change all twice."""
    return snapshot.cells is not None or snapshot.uri.startswith(NOTEBOOK_CELL)


def _is_wanted(kind: types.CodeActionKind | str, only: Sequence[types.CodeActionKind | str] | None) -> bool:
    """Kinds are hierarchical: who wants ``source`` wants ``source.fixAll.mainguard`` too."""
    if only is None:
        return True
    own = _kind_name(kind)
    return any(wanted in ("", own) or own.startswith(f"{wanted}.") for wanted in map(_kind_name, only))


def _kind_name(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _findings_in(checked: Checked, part: Part, span: Span) -> Iterable[Diagnostic]:
    """The findings that share a place with ``span``; one that only touches it does, for a cursor at its end."""
    return (
        finding
        for finding in checked.report.diagnostics
        if finding.span.start <= span.end and span.start <= finding.span.end and part.span.contains(finding.span)
    )


def _origin(checked: Checked) -> dict[str, object]:
    return {"uri": checked.snapshot.uri, "version": checked.snapshot.version}


def _identity(finding: Diagnostic) -> list[object]:
    return [finding.code, finding.span.start, finding.span.end]


def _fix_all_edit(checked: Checked) -> Edit | None:
    """The edit of whole lines that makes every safe fix; the lines before and after it stay as they are."""
    source, text = checked.snapshot.source, fixed_text(checked)
    if text == source.text:
        return None
    lines, span = source.lines, difference(source.text, text).span
    start, end = lines.line_start(lines.line_of(span.start)), lines.line_start(lines.line_of(span.end) + 1)
    behind = len(source.text) - end
    old, new = lines_of(Source(source.text[start:end])), lines_of(Source(text[start : len(text) - behind]))
    first = _shared(old, new)
    last = _shared(old[first:][::-1], new[first:][::-1])
    kept = sum(map(len, old[:first])), sum(map(len, old[len(old) - last :]))
    return Edit(Span(start + kept[0], end - kept[1]), "".join(new[first : len(new) - last]))


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many elements both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
