"""Which handler answers which method."""

from __future__ import annotations

from lsprotocol import types

from mainguard.lsp.handlers import code_action, code_lens, diagnostic
from mainguard.lsp.handlers.apply_fix_all import apply_fix_all
from mainguard.lsp.handlers.apply_fix_all_in_workspace import apply_fix_all_in_workspace
from mainguard.lsp.handlers.code_action_resolve import code_action_resolve
from mainguard.lsp.handlers.debug_information import debug_information
from mainguard.lsp.handlers.did_change import did_change
from mainguard.lsp.handlers.did_change_configuration import did_change_configuration
from mainguard.lsp.handlers.did_change_notebook import did_change_notebook
from mainguard.lsp.handlers.did_change_watched_files import did_change_watched_files
from mainguard.lsp.handlers.did_change_workspace_folders import did_change_workspace_folders
from mainguard.lsp.handlers.did_close import did_close
from mainguard.lsp.handlers.did_close_notebook import did_close_notebook
from mainguard.lsp.handlers.did_open import did_open
from mainguard.lsp.handlers.did_open_notebook import did_open_notebook
from mainguard.lsp.handlers.did_save import did_save
from mainguard.lsp.handlers.hover import hover
from mainguard.lsp.handlers.initialize import initialize
from mainguard.lsp.handlers.initialized import initialized
from mainguard.lsp.handlers.shutdown import shutdown
from mainguard.lsp.handlers.workspace_diagnostic import workspace_diagnostic
from mainguard.lsp.identifiers import APPLY_FIX_ALL, APPLY_FIX_ALL_IN_WORKSPACE, DEBUG_INFORMATION
from mainguard.lsp.server import MainguardServer


def create_server(*, watches_parent: bool, is_strict: bool) -> MainguardServer:
    """A server that knows every method; see ``MainguardServer`` for the parameters."""
    server = MainguardServer(watches_parent=watches_parent, is_strict=is_strict)
    server.feature(types.INITIALIZE)(initialize)
    server.feature(types.INITIALIZED)(initialized)
    server.feature(types.SHUTDOWN)(shutdown)
    server.feature(types.TEXT_DOCUMENT_DID_OPEN)(did_open)
    server.feature(types.TEXT_DOCUMENT_DID_CHANGE)(did_change)
    server.feature(types.TEXT_DOCUMENT_DID_SAVE)(did_save)
    server.feature(types.TEXT_DOCUMENT_DID_CLOSE)(did_close)
    server.feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)(did_open_notebook)
    server.feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)(did_change_notebook)
    server.feature(types.NOTEBOOK_DOCUMENT_DID_SAVE)(did_save)
    server.feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)(did_close_notebook)
    server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)(did_change_configuration)
    server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(did_change_watched_files)
    server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)(did_change_workspace_folders)
    server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, diagnostic.OPTIONS)(diagnostic.diagnostic)
    server.feature(types.WORKSPACE_DIAGNOSTIC)(workspace_diagnostic)
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, code_action.OPTIONS)(code_action.code_action)
    server.feature(types.CODE_ACTION_RESOLVE)(code_action_resolve)
    server.feature(types.TEXT_DOCUMENT_HOVER)(hover)
    server.feature(types.TEXT_DOCUMENT_CODE_LENS, code_lens.OPTIONS)(code_lens.code_lens)
    server.command(APPLY_FIX_ALL)(apply_fix_all)
    server.command(APPLY_FIX_ALL_IN_WORKSPACE)(apply_fix_all_in_workspace)
    server.command(DEBUG_INFORMATION)(debug_information)
    return server
