"""The page of the catalogue says what the entries say, and what happened when their programs were run."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from executed.case import labels
from mainguard.catalogue.registry import all_entries

DOCS = Path(__file__).resolve().parents[2] / "docs"
COMMAND = "run: .venv/bin/python docs/catalogue.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    specification = importlib.util.spec_from_file_location("catalogue_script", DOCS / "catalogue.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date(script: ModuleType) -> None:
    assert (DOCS / "catalogue.md").read_text("utf-8") == script.page(all_entries(), labels()), COMMAND


def test_every_entry_is_on_the_page(script: ModuleType) -> None:
    page = script.page(all_entries(), labels())

    assert [api.name for api in all_entries() if f"`{api.name}`" not in page] == []


def test_what_happened_is_told_by_where_it_happened(script: ModuleType) -> None:
    ran = {"case": {"311": {"label": "ok"}, "311s": {"label": "bootstrap_error"}, "314": {"label": "bootstrap_error"}}}

    assert script.outcome("case", ran) == (
        "`ok`: 3.11 on Linux; `bootstrap_error`: 3.11 with spawn as on macOS and Windows, 3.14 on Linux"
    )
    assert script.outcome("other", ran) == ""
