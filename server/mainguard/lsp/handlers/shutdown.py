"""``shutdown``."""

from __future__ import annotations

from mainguard.lsp.server import MainguardServer


def shutdown(server: MainguardServer, _params: None) -> None:
    """Start nothing new."""
    server.stop_checking()
