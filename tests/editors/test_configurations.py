"""The files in ``editors/``: those that no test loads can at least be read, and the page names every one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from editors.desk import CONFIGURATIONS

NOT_LOADED = ["vim/coc-settings.json", "sublime-text/LSP.sublime-settings", "zed/settings.json"]


@pytest.mark.parametrize("name", NOT_LOADED)
def test_a_file_that_is_not_loaded_can_be_read(name: str) -> None:
    text = (CONFIGURATIONS / name).read_text(encoding="utf-8")
    json.loads(text)

    assert '"mainguard"' in text
    assert '["server"]' in text or '"mainguard", "server"' in text


def test_the_page_names_every_file() -> None:
    page = (CONFIGURATIONS / "README.md").read_text(encoding="utf-8")
    files = {str(file.relative_to(CONFIGURATIONS)) for file in CONFIGURATIONS.rglob("*") if file.is_file()}

    assert {file for file in files if f"]({file})" not in page} == {Path("README.md").name}
