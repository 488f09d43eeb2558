"""Settings that only editors have."""

from __future__ import annotations

import pytest

from mainguard.engine.settings import SettingsError
from mainguard.lsp.editor_settings import DiagnosticMode, EditorSettings
from mainguard.lsp.settings import SettingsSources


def test_by_default_the_open_files_are_checked_and_no_lens_is_shown() -> None:
    assert EditorSettings() == EditorSettings(diagnostic_mode=DiagnosticMode.OPEN_FILES, code_lens=False)


def test_settings_are_taken_in_camel_case_and_others_are_passed_over() -> None:
    mapping = {"diagnosticMode": "workspace", "codeLens": True, "trace": {"server": "off"}}

    assert EditorSettings().overridden(mapping, "here") == EditorSettings(DiagnosticMode.WORKSPACE, code_lens=True)


@pytest.mark.parametrize("nothing", [None, ""])
def test_what_is_not_set_stays(nothing: object) -> None:
    settings = EditorSettings(DiagnosticMode.WORKSPACE, code_lens=True)

    assert settings.overridden({"diagnosticMode": nothing, "codeLens": nothing}, "here") == settings


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"diagnosticMode": "all"}, """here: `diagnosticMode` takes "openFiles" or "workspace", not 'all'"""),
        ({"diagnosticMode": []}, """here: `diagnosticMode` takes "openFiles" or "workspace", not []"""),
        ({"codeLens": "yes"}, "here: `codeLens` takes true or false, not 'yes'"),
    ],
)
def test_values_that_cannot_be_used_are_named_with_what_can(mapping: dict[str, object], said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        EditorSettings().overridden(mapping, "here")

    assert str(raised.value) == said


def test_the_editors_settings_override_the_initial_ones_and_bad_ones_are_named_once() -> None:
    complaints: list[str] = []
    sources = SettingsSources(complaints.append)
    sources.use_initial({"diagnosticMode": "workspace", "codeLens": True})
    sources.use_editor(None, {"codeLens": False})
    assert sources.of_editor() == EditorSettings(DiagnosticMode.WORKSPACE, code_lens=False)
    for _ in range(2):
        sources.use_editor(None, {"codeLens": True, "diagnosticMode": "everything"})

    assert sources.of_editor() == EditorSettings(DiagnosticMode.WORKSPACE, code_lens=False)
    (complaint,) = complaints
    assert "`diagnosticMode`" in complaint
    sources.use_editor(None, {"diagnosticMode": "openFiles"})
    assert sources.of_editor() == EditorSettings(DiagnosticMode.OPEN_FILES, code_lens=True)
