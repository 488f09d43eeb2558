"""Environments with packages that are written here."""

from __future__ import annotations

from pathlib import Path


def install(root: Path, package: str, text: str) -> None:
    """Put a package into the ``.venv`` of a workspace, with a copy of as much of uvicorn as names need."""
    environment = root / ".venv"
    site_packages = environment / "lib" / "python3.12" / "site-packages"
    site_packages.mkdir(parents=True, exist_ok=True)
    (environment / "pyvenv.cfg").write_text("home = /nowhere\nversion = 3.12.0\n")
    (site_packages / "uvicorn").mkdir(exist_ok=True)
    (site_packages / "uvicorn" / "__init__.py").write_text("from uvicorn.main import run\n")
    (site_packages / "uvicorn" / "main.py").write_text("def run(app, *, reload=False, workers=None): ...\n")
    (site_packages / package).mkdir(exist_ok=True)
    (site_packages / package / "__init__.py").write_text(text)
