from __future__ import annotations

from pathlib import Path

import pytest

from mainguard.engine.settings import Settings, SettingsError
from mainguard.project.environment import Environment, find_environment


def make_environment(folder: Path, *, version: str = "3.12", key: str = "version_info", more: str = "") -> Path:
    """A virtual environment as ``venv`` and ``virtualenv`` lay it out, with an interpreter that must never be run."""
    packages = folder / f"lib/python{version}/site-packages"
    packages.mkdir(parents=True)
    (folder / "pyvenv.cfg").write_text(f"home = /nowhere/bin\n{key} = {version}.1\n{more}", "utf-8")
    interpreter = folder / "bin/python"
    interpreter.parent.mkdir()
    interpreter.write_text("#!/bin/sh\ntouch was-run\n", "utf-8")
    interpreter.chmod(0o755)
    return packages


def test_a_project_without_environment_has_none(tmp_path: Path) -> None:
    (tmp_path / "venv").mkdir()

    assert find_environment(Settings(), tmp_path, {"VIRTUAL_ENV": str(tmp_path / "gone")}) is None


@pytest.mark.parametrize("name", [".venv", "venv"])
@pytest.mark.parametrize("key", ["version", "version_info"])
def test_the_environment_in_the_root_is_found(tmp_path: Path, name: str, key: str) -> None:
    packages = make_environment(tmp_path / name, key=key)

    expected = Environment(tmp_path / name / "bin/python", (3, 12), (packages,))

    assert find_environment(Settings(), tmp_path, {}) == expected


def test_the_setting_comes_before_the_active_one_and_that_before_the_roots(tmp_path: Path) -> None:
    for name in ("chosen", "active", ".venv"):
        make_environment(tmp_path / name)
    active = {"VIRTUAL_ENV": str(tmp_path / "active")}

    pythons = [
        found.python
        for found in (
            find_environment(Settings(python="chosen/bin/python"), tmp_path, active),
            find_environment(Settings(), tmp_path, active),
            find_environment(Settings(), tmp_path, {}),
        )
        if found
    ]

    assert pythons == [tmp_path / name / "bin/python" for name in ("chosen", "active", ".venv")]


def test_an_environment_of_conda_is_known_by_its_folder(tmp_path: Path) -> None:
    packages = make_environment(tmp_path / "base")
    (tmp_path / "base/pyvenv.cfg").unlink()
    (tmp_path / "base/conda-meta").mkdir()

    for variable in ("CONDA_PREFIX", "VIRTUAL_ENV"):
        found = find_environment(Settings(), tmp_path, {variable: str(tmp_path / "base")})

        assert found is not None
        assert found.site_packages == (packages,)


def test_the_projects_own_environment_comes_before_condas_that_is_always_active(tmp_path: Path) -> None:
    for name in ("base", ".venv"):
        make_environment(tmp_path / name)
    found = find_environment(Settings(), tmp_path, {"CONDA_PREFIX": str(tmp_path / "base")})

    assert found is not None
    assert found.python == tmp_path / ".venv/bin/python"


def test_the_setting_may_name_the_folder(tmp_path: Path) -> None:
    packages = make_environment(tmp_path / "e")
    found = find_environment(Settings(python=str(tmp_path / "e")), tmp_path / "elsewhere", {})

    assert found == Environment(tmp_path / "e/bin/python", (3, 12), (packages,))


def test_an_interpreter_behind_links_belongs_to_the_environment_it_is_named_in(tmp_path: Path) -> None:
    base = tmp_path / "base/bin/python3.11"
    base.parent.mkdir(parents=True)
    base.touch()
    packages = make_environment(tmp_path / "e", version="3.11")
    (tmp_path / "e/bin/python").unlink()
    (tmp_path / "e/bin/python").symlink_to(base)

    found = find_environment(Settings(python=str(tmp_path / "e/bin/python")), tmp_path, {})

    assert found == Environment(tmp_path / "e/bin/python", (3, 11), (packages,))


def test_an_installation_without_pyvenv_cfg_is_known_by_its_interpreter(tmp_path: Path) -> None:
    for version in ("3.9", "3.13"):
        (tmp_path / f"usr/lib/python{version}/site-packages").mkdir(parents=True)
    shared = tmp_path / "usr/lib/python3/dist-packages"
    shared.mkdir(parents=True)
    (tmp_path / "usr/bin").mkdir()
    (tmp_path / "usr/bin/python3.13").touch()
    (tmp_path / "usr/bin/python3").symlink_to("python3.13")

    found = find_environment(Settings(python=str(tmp_path / "usr/bin/python3")), tmp_path, {})

    assert found == Environment(
        tmp_path / "usr/bin/python3", (3, 13), (tmp_path / "usr/lib/python3.13/site-packages", shared)
    )


def test_system_packages_count_where_the_environment_says_so(tmp_path: Path) -> None:
    system = tmp_path / "usr/lib/python3.12/site-packages"
    system.mkdir(parents=True)
    own = make_environment(
        tmp_path / ".venv", more=f"home = {tmp_path / 'usr/bin'}\ninclude-system-site-packages = true\n"
    )
    found = find_environment(Settings(), tmp_path, {})

    assert found == Environment(tmp_path / ".venv/bin/python", (3, 12), (own, system))


@pytest.mark.parametrize("python", ["gone/bin/python", "script.py"])
def test_a_setting_that_leads_nowhere_is_an_error(tmp_path: Path, python: str) -> None:
    (tmp_path / "script.py").touch()

    with pytest.raises(SettingsError, match="takes the path of an interpreter"):
        find_environment(Settings(python=python), tmp_path, {})


def test_nothing_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_environment(tmp_path / ".venv")
    monkeypatch.chdir(tmp_path)

    find_environment(Settings(python=".venv/bin/python"), tmp_path, {})

    assert not (tmp_path / "was-run").exists()


def test_packages_and_modules_are_known_by_their_names(tmp_path: Path) -> None:
    packages = make_environment(tmp_path / ".venv")
    (packages / "acme").mkdir()
    (packages / "single.py").touch()
    found = find_environment(Settings(), tmp_path, {})

    assert found is not None
    assert [found.has(name) for name in ("acme", "single", "other")] == [True, True, False]


def test_packages_that_were_installed_into_the_root_belong_to_its_environment(tmp_path: Path) -> None:
    (tmp_path / "acme-1.0.dist-info").mkdir()
    alone = find_environment(Settings(), tmp_path, {})
    packages = make_environment(tmp_path / ".venv")
    beside = find_environment(Settings(), tmp_path, {})

    assert alone == Environment(None, None, (tmp_path,))
    assert beside is not None
    assert beside.site_packages == (packages, tmp_path)
