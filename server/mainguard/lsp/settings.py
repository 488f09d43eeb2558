"""The settings of every folder: what its configuration file says, and over that what the editor says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from mainguard.engine.selection import validate
from mainguard.engine.settings import Settings, SettingsError
from mainguard.lsp.editor_settings import EditorSettings
from mainguard.project.configuration import Configuration, find_configuration, settings_from_mapping

EDITOR = "the editor's settings"


class SettingsSources:
    """Merges settings; where a source cannot be used, says so once and keeps to the last that could."""

    def __init__(self, complain: Callable[[str], None]) -> None:
        self._complain = complain
        self._complaints: dict[object, str] = {}
        self._last_good: dict[Path, Configuration] = {}
        self._initial: Mapping[str, object] = {}
        self._editor: dict[Path | None, Mapping[str, object]] = {}

    def use_initial(self, options: object) -> None:
        """Take ``initializationOptions``, which the editor's other settings override."""
        self._initial = self._usable(options, "initializationOptions", self._initial)

    def use_editor(self, folder: Path | None, settings: object) -> None:
        """Take the editor's settings for a workspace folder, or with ``None`` for whatever is in none."""
        self._editor[folder] = self._usable(settings, EDITOR, self._editor.get(folder, {}))

    def of_editor(self) -> EditorSettings:
        """The settings of the whole window; what is set for one of its folders does not count."""
        settings = EditorSettings()
        for mapping in (self._initial, self._editor.get(None, {})):
            settings = settings.overridden(mapping, EDITOR)
        return settings

    def of(self, folder: Path, workspace_folder: Path | None) -> Configuration:
        """The settings for the files in ``folder``, which lies in ``workspace_folder``."""
        configuration = self._from_files(folder)
        settings = configuration.settings
        for mapping in (self._initial, self._editor.get(workspace_folder, self._editor.get(None, {}))):
            settings = settings_from_mapping(mapping, base=settings, where=EDITOR, camel_case=True)
        return replace(configuration, settings=settings)

    def report(self, subject: object, problem: str | None) -> None:
        """Complain about ``subject`` unless the same was said already; ``None`` when there is no problem any more."""
        if problem is None:
            self._complaints.pop(subject, None)
            return
        is_new = problem not in self._complaints.values()
        self._complaints[subject] = problem
        if is_new:
            self._complain(problem)

    def _from_files(self, folder: Path) -> Configuration:
        configuration = None
        try:
            configuration = find_configuration(folder)
            validate(configuration.settings)
        except SettingsError as error:
            file = configuration.file if configuration else None
            self.report(folder, f"{file}: {error}" if file else str(error))
            return self._last_good.get(folder, Configuration(Settings(), folder))
        self.report(folder, None)
        self._last_good[folder] = configuration
        return configuration

    def _usable(self, settings: object, where: str, last_good: Mapping[str, object]) -> Mapping[str, object]:
        if not isinstance(settings, Mapping):
            return {}
        try:
            validate(settings_from_mapping(settings, base=Settings(), where=where, camel_case=True))
            EditorSettings().overridden(settings, where)
        except SettingsError as error:
            self.report(where, str(error) if str(error).startswith(where) else f"{where}: {error}")
            return last_good
        self.report(where, None)
        return settings
