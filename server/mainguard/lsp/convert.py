"""Between mainguard's values and LSP's: the only place where a ``Span`` meets a ``Range``.

LSP counts lines and columns from 0, columns in the unit that was negotiated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from mainguard.engine.links import rule_url
from mainguard.lsp.client import ClientFeatures
from mainguard.lsp.identifiers import SOURCE
from mainguard.lsp.snapshot import Checked, Part
from mainguard.project.paths import absolute
from mainguard.replay.trace import GuardInPath, Site, UnguardedStart
from mainguard.rules.registry import rule_named
from mainguard.rules.rule import Diagnostic, Severity
from mainguard.rules.wording import callee_text, shortened
from mainguard.text.edits import Edit, ordered
from mainguard.text.lines import ColumnUnit, Position
from mainguard.text.source import Source
from mainguard.text.span import Span

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFORMATION: types.DiagnosticSeverity.Information,
}

_URIS_KEPT = 256
"""A URI is taken apart at every keystroke."""


def from_lsp_encoding(encoding: types.PositionEncodingKind | str | None) -> ColumnUnit:
    """The unit that columns are counted in; UTF-16 where nothing was negotiated."""
    return ColumnUnit.UTF16 if encoding is None else ColumnUnit(types.PositionEncodingKind(encoding).value)


def from_lsp_position(position: types.Position, source: Source, unit: ColumnUnit) -> int:
    """The offset of ``position``; what lies past the end of a line or the text means that end."""
    return source.lines.offset(Position(position.line, position.character), unit)


def to_lsp_position(offset: int, source: Source, unit: ColumnUnit) -> types.Position:
    """The position of ``offset``."""
    position = source.lines.position(offset, unit)
    return types.Position(position.line, position.column)


def from_lsp_range(span: types.Range, source: Source, unit: ColumnUnit) -> Span:
    """The span of a range; one that ends before it starts is empty."""
    start = from_lsp_position(span.start, source, unit)
    return Span(start, max(start, from_lsp_position(span.end, source, unit)))


def to_lsp_range(span: Span, source: Source, unit: ColumnUnit) -> types.Range:
    """The range of ``span``."""
    return types.Range(to_lsp_position(span.start, source, unit), to_lsp_position(span.end, source, unit))


def from_lsp_range_in(part: Part, span: types.Range, unit: ColumnUnit) -> Span:
    """The span, in the text that is checked, of a range in one of the documents that make it up."""
    return from_lsp_range(span, part.source, unit).shifted(part.start)


def to_lsp_range_in(part: Part, span: Span, unit: ColumnUnit) -> types.Range:
    """The range, in one of the documents that make up the text that is checked, of a span that lies in it."""
    return to_lsp_range(span.shifted(-part.start), part.source, unit)


def to_lsp_location(
    checked: Checked, site: Site | GuardInPath, unit: ColumnUnit, uri_of: Callable[[str], str]
) -> types.Location | None:
    """Where the client finds ``site``; ``None`` when its text is not there any more."""
    if site.module == checked.snapshot.key:
        part = checked.snapshot.part_around(site.span)
        return types.Location(part.uri, to_lsp_range_in(part, site.span, unit)) if part else None
    source = checked.sources.get(site.module)
    return types.Location(uri_of(site.module), to_lsp_range(site.span, source, unit)) if source else None


def to_lsp_diagnostic(
    finding: Diagnostic, checked: Checked, part: Part, client: ClientFeatures, uri_of: Callable[[str], str]
) -> types.Diagnostic:
    """A finding in ``part`` with all that the client can show of it; ``uri_of`` gives a module's URI by its key."""
    rule = rule_named(finding.rule)
    has_page = rule is not None and client.code_description
    is_faded = finding.is_unnecessary and types.DiagnosticTag.Unnecessary in client.diagnostic_tags
    return types.Diagnostic(
        range=to_lsp_range_in(part, finding.span, client.unit),
        message=finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        code_description=types.CodeDescription(rule_url(rule)) if rule and has_page else None,
        source=SOURCE,
        tags=[types.DiagnosticTag.Unnecessary] if is_faded else None,
        related_information=(list(_related(finding, checked, client.unit, uri_of)) or None)
        if client.related_information
        else None,
        data=_data(finding) if client.diagnostic_data else None,
    )


def _related(
    finding: Diagnostic, checked: Checked, unit: ColumnUnit, uri_of: Callable[[str], str]
) -> Iterator[types.DiagnosticRelatedInformation]:
    """The calls that lead to the process, but for the one that the finding stands at, and the guards on the way."""
    places: list[tuple[Site | GuardInPath, str]] = [*_calls(finding, checked), *_guards(finding)]
    for place, message in places:
        location = to_lsp_location(checked, place, unit, uri_of)
        if location is not None:
            yield types.DiagnosticRelatedInformation(location, message)


def _calls(finding: Diagnostic, checked: Checked) -> Iterator[tuple[Site, str]]:
    for site in finding.chain:
        if (site.module, site.span) == (checked.snapshot.key, finding.span):
            continue
        source = checked.sources.get(site.module)
        is_called = source is not None and source.text.startswith("(", site.span.end)
        is_start = site is finding.chain[-1] and isinstance(finding.subject, UnguardedStart | GuardInPath)
        does = "starts the process" if is_start else "is called" if is_called else "is run"
        yield site, f"`{callee_text(site.name)}` {does} here"


def _guards(finding: Diagnostic) -> Iterator[tuple[GuardInPath, str]]:
    for guard in finding.guards:
        yield guard, f"`{shortened(guard.text)}` does not stop the child here"


def _data(finding: Diagnostic) -> dict[str, str | None]:
    return {
        "rule": finding.rule,
        "certainty": finding.certainty.value,
        "api": finding.api,
        "startMethod": finding.start_method,
    }


@lru_cache(_URIS_KEPT)
def from_lsp_uri(uri: str) -> Path | None:
    """The absolute path that a ``file:`` URI names; ``None`` for any other."""
    path = to_fs_path(uri)
    return absolute(Path(path)) if path else None


def key_of(uri: str) -> str:
    """What a document is called in a trace: its absolute path, or its URI when it is in no file."""
    path = from_lsp_uri(uri)
    return str(path) if path else uri


def to_lsp_uri(path: str) -> str:
    """The ``file:`` URI of an absolute path; anything else is a URI already."""
    return (from_fs_path(path) or path) if Path(path).is_absolute() else path


def to_lsp_edits(edits: Iterable[Edit], part: Part, unit: ColumnUnit) -> list[types.TextEdit]:
    """Text edits of ``part``, by position."""
    return [types.TextEdit(to_lsp_range_in(part, edit.span, unit), edit.text) for edit in ordered(edits)]


def to_lsp_workspace_edit(
    uri: str, version: int | None, edits: list[types.TextEdit], *, document_changes: bool
) -> types.WorkspaceEdit:
    """Edits of one document, for its ``version`` only where the client can tell versions apart."""
    if not document_changes:
        return types.WorkspaceEdit(changes={uri: edits})
    document = types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(text_document=document, edits=edits)])
