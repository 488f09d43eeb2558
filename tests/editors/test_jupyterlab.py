"""JupyterLab with jupyterlab-lsp, which shows findings, counts columns in UTF-16 and has no code actions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from editors.desk import DRIVERS, Desk, Driven
from editors.sample import NOTEBOOK, UNGUARDED, WIDE

SECONDS = 120


def drive(desk: Desk, editors: Path) -> Driven:
    configuration = "jupyter_server_config.json"
    desk.install(f"jupyterlab/{configuration}", desk.home / ".jupyter" / configuration)
    programs = editors / "jupyterlab/bin"
    driver = DRIVERS / "jupyterlab/driver.py"
    return desk.drive([programs / "python", driver, programs / "jupyter-lab", "/usr/bin/chromium"], seconds=SECONDS)


def test_a_finding_in_a_file_is_shown(editors: Path, desk: Callable[..., Desk]) -> None:
    seen = drive(desk(WIDE), editors)

    assert seen.is_done, seen.explain()
    assert seen.encoding == "utf-16"
    assert seen.finding == (*WIDE.place("utf-16"), WIDE.code)
    assert "uvicorn.run" in seen.steps["hover"]


def test_in_a_notebook_a_reloader_is_all_right(editors: Path, desk: Callable[..., Desk]) -> None:
    """The notebook is one document, of all its cells; the panel counts lines in the cell."""
    seen = drive(desk(NOTEBOOK), editors)

    assert seen.is_done, seen.explain()
    assert seen.steps["panel"] == "1", "only the mistyped guard is found"
    assert seen.finding == (3, 16, NOTEBOOK.code)


def test_without_findings_the_driver_fails(editors: Path, desk: Callable[..., Desk]) -> None:
    seen = drive(desk(UNGUARDED, fault="diagnostics"), editors)

    assert seen.failed == "finding", seen.explain()
    assert "open" in seen.steps
