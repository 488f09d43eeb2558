"""The extension's settings are the server's: package.json and the README say what the code says."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mainguard.engine.selection import is_selector, validate
from mainguard.engine.settings import Settings
from mainguard.lsp.editor_settings import EditorSettings
from mainguard.project.configuration import settings_from_mapping

CLIENT = Path(__file__).resolve().parents[2] / "vscode-client"
COMMAND = "run: .venv/bin/python vscode-client/scripts/settings.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    specification = importlib.util.spec_from_file_location("settings_script", CLIENT / "scripts/settings.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((CLIENT / "package.json").read_text("utf-8"))
    return read


@pytest.fixture(scope="module")
def checks(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The settings of the server, without the prefix."""
    [group] = [one for one in manifest["contributes"]["configuration"] if one["title"] == "Checks"]
    return {name.removeprefix("mainguard."): setting for name, setting in group["properties"].items()}


def test_package_json_has_the_servers_settings(script: ModuleType, manifest: dict[str, Any]) -> None:
    assert script.manifest_with_settings(manifest) == manifest, COMMAND


def test_the_readme_has_every_setting(script: ModuleType, manifest: dict[str, Any]) -> None:
    readme = (CLIENT / "README.md").read_text("utf-8")

    assert script.readme_with_settings(readme, manifest) == readme, COMMAND
    for group in manifest["contributes"]["configuration"]:
        for name in group["properties"]:
            assert f"| `{name}` |" in readme


def test_the_server_takes_every_default(checks: dict[str, dict[str, Any]]) -> None:
    defaults = {name: setting["default"] for name, setting in checks.items()}

    assert settings_from_mapping(defaults, base=Settings(), where="package.json", camel_case=True) == Settings()
    assert EditorSettings().overridden(defaults, "package.json") == EditorSettings()


def test_the_server_takes_every_value_that_is_offered(checks: dict[str, dict[str, Any]]) -> None:
    for version in checks["targetPython"]["enum"]:
        settings_from_mapping({"targetPython": version}, base=Settings(), where="package.json", camel_case=True)
    for platform in checks["platforms"]["items"]["enum"]:
        validate(Settings(platforms=(platform,)))
    for word in checks["select"]["items"]["anyOf"][0]["enum"]:
        assert is_selector(word)
    for mode in checks["diagnosticMode"]["enum"]:
        EditorSettings().overridden({"diagnosticMode": mode}, "package.json")


def test_every_setting_is_described(manifest: dict[str, Any]) -> None:
    for group in manifest["contributes"]["configuration"]:
        for name, setting in group["properties"].items():
            assert setting["markdownDescription"].endswith("."), name
            assert setting["scope"] in {"machine-overridable", "resource", "window"}, name
