"""The settings that only editors have; what decides on findings is in the engine's."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace

from mainguard.engine.settings import SettingsError


class DiagnosticMode(enum.Enum):
    """Of which files findings are shown."""

    OPEN_FILES = "openFiles"
    """Files that are open in an editor."""
    WORKSPACE = "workspace"
    """All Python files of the workspace, which takes a while at first."""


@dataclass(frozen=True, slots=True)
class EditorSettings:
    """Every setting of the whole window, with its default; the keys are ``diagnosticMode`` and ``codeLens``.

    What is written below each field is shown to users.
    """

    diagnostic_mode: DiagnosticMode = DiagnosticMode.OPEN_FILES
    """Of which files findings are shown: of those that are open, or of all in the workspace."""
    code_lens: bool = False
    """Whether a lens above each unguarded start offers to verify the file by running it as a child would."""

    def overridden(self, mapping: Mapping[str, object], where: str) -> EditorSettings:
        """The same with what ``mapping`` sets; ``None`` and ``""`` set nothing, and other keys are passed over.

        Raises ``SettingsError``, whose message begins with ``where``.
        """
        mode, code_lens = mapping.get("diagnosticMode"), mapping.get("codeLens")
        changed = self
        if mode not in (None, ""):
            changed = replace(changed, diagnostic_mode=_mode(mode, where))
        if code_lens not in (None, ""):
            if not isinstance(code_lens, bool):
                raise SettingsError(f"{where}: `codeLens` takes true or false, not {code_lens!r}")
            changed = replace(changed, code_lens=code_lens)
        return changed


def _mode(value: object, where: str) -> DiagnosticMode:
    try:
        return DiagnosticMode(value)
    except ValueError as error:
        known = " or ".join(f'"{mode.value}"' for mode in DiagnosticMode)
        raise SettingsError(f"{where}: `diagnosticMode` takes {known}, not {value!r}") from error
