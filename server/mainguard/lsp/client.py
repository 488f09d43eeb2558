"""What the client can do, read off its capabilities once."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types
from pygls.capabilities import get_capability

from mainguard.text.lines import ColumnUnit

_DIAGNOSTICS = ("text_document.publish_diagnostics", "text_document.diagnostic")
"""Where clients declare what they can show of a diagnostic; 3.17 knows the first only."""


@dataclass(frozen=True, slots=True)
class ClientFeatures:
    """The optional parts of the protocol that mainguard makes use of, and the unit of columns."""

    unit: ColumnUnit = ColumnUnit.UTF16
    related_information: bool = False
    code_description: bool = False
    diagnostic_tags: frozenset[types.DiagnosticTag] = frozenset()
    diagnostic_data: bool = False
    pulls_diagnostics: bool = False
    """Whether the client asks for diagnostics, and can be told to ask again; then none are pushed.

    What depends on settings, other files and names that are looked up later is not known from its edits alone.
    """
    registers_diagnostics: bool = False
    """Whether the client can be told at run time that it may ask for the diagnostics of the whole workspace."""
    resolves_edits: bool = False
    """Whether a code action's edit can be left out until the action is chosen."""
    preferred_actions: bool = False
    document_changes: bool = False
    """Whether edits can name the version of the document that they are for."""
    annotates_changes: bool = False
    """Whether edits can say what they are for, and that they need to be confirmed."""
    creates_files: bool = False
    """Whether an edit can make a file."""
    applies_edits: bool = False
    configuration: bool = False
    """Whether settings can be asked for."""
    registers_configuration: bool = False
    registers_file_watching: bool = False
    shows_progress: bool = False
    """Whether the server may start showing how far its own work is."""
    markdown_hover: bool = False
    refreshes_code_lenses: bool = False

    @classmethod
    def of(cls, capabilities: types.ClientCapabilities, unit: ColumnUnit) -> ClientFeatures:
        """The features in ``capabilities``; ``unit`` is the position encoding that was negotiated."""

        def has(*paths: str) -> bool:
            return any(get_capability(capabilities, path) for path in paths)

        def listed(*paths: str) -> frozenset[object]:
            return frozenset(value for path in paths for value in get_capability(capabilities, path) or ())

        pulls = get_capability(capabilities, "text_document.diagnostic") is not None
        pulls_again = pulls and has("workspace.diagnostics.refresh_support")
        tags = listed(*(f"{way}.tag_support.value_set" for way in _DIAGNOSTICS))
        return cls(
            unit=unit,
            related_information=has(*(f"{way}.related_information" for way in _DIAGNOSTICS)),
            code_description=has(*(f"{way}.code_description_support" for way in _DIAGNOSTICS)),
            diagnostic_tags=frozenset(tag for tag in types.DiagnosticTag if tag in tags),
            diagnostic_data=has(*(f"{way}.data_support" for way in _DIAGNOSTICS)),
            pulls_diagnostics=pulls_again,
            registers_diagnostics=pulls_again and has("text_document.diagnostic.dynamic_registration"),
            resolves_edits="edit" in listed("text_document.code_action.resolve_support.properties")
            and has("text_document.code_action.data_support"),
            preferred_actions=has("text_document.code_action.is_preferred_support"),
            document_changes=has("workspace.workspace_edit.document_changes"),
            annotates_changes=has("workspace.workspace_edit.change_annotation_support"),
            creates_files=types.ResourceOperationKind.Create in listed("workspace.workspace_edit.resource_operations"),
            applies_edits=has("workspace.apply_edit"),
            configuration=has("workspace.configuration"),
            registers_configuration=has("workspace.did_change_configuration.dynamic_registration"),
            registers_file_watching=has("workspace.did_change_watched_files.dynamic_registration"),
            shows_progress=has("window.work_done_progress"),
            refreshes_code_lenses=has("workspace.code_lens.refresh_support"),
            markdown_hover=types.MarkupKind.Markdown in listed("text_document.hover.content_format"),
        )
