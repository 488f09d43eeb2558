"""Code lenses: above a start that the child reaches again, the offer to verify the file by running it."""

from __future__ import annotations

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from mainguard.lsp.client import ClientFeatures
from mainguard.lsp.convert import from_lsp_uri, to_lsp_range
from mainguard.lsp.identifiers import VERIFY, VERIFY_TITLE
from mainguard.lsp.schedule import Scheduler
from mainguard.lsp.settings import SettingsSources
from mainguard.replay.trace import UnguardedStart


class Lenses:
    """Gives lenses while the editor's settings want them."""

    def __init__(
        self, server: LanguageServer, client: ClientFeatures, scheduler: Scheduler, settings: SettingsSources
    ) -> None:
        self._server = server
        self._client = client
        self._scheduler = scheduler
        self._settings = settings
        self._were_wanted = False

    async def of(self, uri: str) -> list[types.CodeLens]:
        """A lens for each place in the document that leads to an unguarded start; none where there is no file to run.

        What a lens does is the client's business: the server runs nothing.
        """
        checked = await self._scheduler.checked(uri)
        if not self._are_wanted or checked is None:
            return []
        snapshot = checked.snapshot
        if snapshot.cells is not None or from_lsp_uri(snapshot.uri) is None:
            return []
        findings = checked.report.diagnostics
        places = dict.fromkeys(one.span for one in findings if isinstance(one.subject, UnguardedStart))
        command = types.Command(VERIFY_TITLE, VERIFY, arguments=[snapshot.uri])
        return [types.CodeLens(to_lsp_range(span, snapshot.source, self._client.unit), command) for span in places]

    def settings_changed(self) -> None:
        """Have the client ask again if lenses were switched on or off."""
        if self._are_wanted != self._were_wanted:
            self._were_wanted = self._are_wanted
            if self._client.refreshes_code_lenses:
                self._server.workspace_code_lens_refresh(None)

    @property
    def _are_wanted(self) -> bool:
        return self._settings.of_editor().code_lens
