"""Editors that a module's tests share; each test opens documents of its own."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from lsp.editor import EMACS, NEOVIM, PROFILES, VSCODE, Editor, editor


@pytest_asyncio.fixture(params=PROFILES, scope="module", loop_scope="module")
async def any_editor(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """Each of the editors in turn, with an empty folder open."""
    async with editor(request.param, tmp_path_factory.mktemp("workspace")) as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def vscode(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """VS Code: diagnostics are pushed, edits resolved, everything can be shown."""
    async with editor(VSCODE, tmp_path_factory.mktemp("workspace")) as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def neovim(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """Neovim: diagnostics are pushed, since it cannot be told to pull again; edits are resolved and not versioned."""
    async with editor(NEOVIM, tmp_path_factory.mktemp("workspace")) as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def emacs(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """Emacs: diagnostics are pushed without data or relations, edits come with the actions."""
    async with editor(EMACS, tmp_path_factory.mktemp("workspace")) as one:
        yield one


@pytest.fixture
def folder(vscode: Editor, request: pytest.FixtureRequest) -> Path:
    """A folder below that which VS Code has open, for one test's files."""
    made = vscode.root / re.sub(r"\W+", "_", request.node.name)
    made.mkdir()
    return made
