"""The environment whose packages a project imports, read off the disk: no interpreter is run, no ``.pth`` is read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mainguard.engine.settings import Settings, SettingsError
from mainguard.project.distributions import holds_distributions

_VERSION = re.compile(r"(\d+)\.(\d+)")
_INTERPRETERS = ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe")
_SITE_PACKAGES = (
    "lib/python3*/site-packages",
    "lib/pypy3*/site-packages",
    "Lib/site-packages",
    "lib/python3*/dist-packages",
    "local/lib/python3*/dist-packages",
)
_BINARY_FOLDERS = frozenset({"bin", "Scripts"})


@dataclass(frozen=True, slots=True)
class Environment:
    """An installation of Python with its packages."""

    python: Path | None
    """The interpreter; links are not resolved, for they tell the environment."""
    version: tuple[int, int] | None
    site_packages: tuple[Path, ...]

    def has(self, package: str) -> bool:
        """Whether the top-level module or package ``package`` is installed."""
        return any(
            os.path.isdir(folder / package) or os.path.isfile(folder / f"{package}.py") for folder in self.site_packages
        )


def find_environment(settings: Settings, root: Path, environ: Mapping[str, str]) -> Environment | None:
    """The environment of the project in ``root``; ``environ`` are the process's environment variables.

    The setting ``python`` comes first, then ``VIRTUAL_ENV``, then ``.venv`` and ``venv`` in ``root``, then
    ``CONDA_PREFIX``, which may be conda's base environment that is always active; ``None`` when there is none of them.
    Packages that were installed into ``root`` itself belong to it as well.  Raises ``SettingsError`` when the setting
    leads nowhere.
    """
    found = _found(settings, root, environ)
    if not holds_distributions(root) or (found is not None and root in found.site_packages):
        return found
    if found is None:
        return Environment(None, None, (root,))
    return replace(found, site_packages=(*found.site_packages, root))


def _found(settings: Settings, root: Path, environ: Mapping[str, str]) -> Environment | None:
    if settings.python is not None:
        return _at(_chosen_prefix(root / Path(settings.python).expanduser()))
    candidates = (environ.get("VIRTUAL_ENV"), root / ".venv", root / "venv", environ.get("CONDA_PREFIX"))
    prefixes = (Path(candidate) for candidate in candidates if candidate)
    return next((_at(prefix) for prefix in prefixes if _is_environment(prefix)), None)


def _is_environment(prefix: Path) -> bool:
    """Whether it is one of ``venv``'s or of conda's."""
    return os.path.isfile(prefix / "pyvenv.cfg") or os.path.isdir(prefix / "conda-meta")


def _chosen_prefix(python: Path) -> Path:
    """The prefix of the environment that a user named by its interpreter or by its folder."""
    if os.path.isdir(python):
        return python
    if not os.path.isfile(python):
        raise SettingsError(f"python: {python} does not exist; it takes the path of an interpreter")
    for at in (python, python.resolve()):
        prefix = at.parent.parent if at.parent.name in _BINARY_FOLDERS else at.parent
        if os.path.isfile(prefix / "pyvenv.cfg") or _site_packages(prefix, None):
            return prefix
    raise SettingsError(f"python: {python} has no packages folder; it takes the path of an interpreter")


def _at(prefix: Path) -> Environment:
    python = next((prefix / name for name in _INTERPRETERS if os.path.exists(prefix / name)), None)
    marks = _pyvenv_cfg(prefix / "pyvenv.cfg")
    version = _version(marks.get("version_info") or marks.get("version") or _interpreter_name(python))
    site_packages = list(_site_packages(prefix, version))
    if marks.get("include-system-site-packages", "").lower() == "true" and "home" in marks:
        home = Path(marks["home"])
        site_packages += _site_packages(home.parent if home.name in _BINARY_FOLDERS else home, version)
    if version is None and site_packages:
        version = _version(site_packages[0].parent.name)
    return Environment(python, version, tuple(dict.fromkeys(site_packages)))


def _site_packages(prefix: Path, version: tuple[int, int] | None) -> tuple[Path, ...]:
    """The folders below ``prefix`` that hold packages; those of another version are left out when it is known."""
    return tuple(
        folder
        for pattern in _SITE_PACKAGES
        for folder in sorted(prefix.glob(pattern))
        if os.path.isdir(folder) and version in (None, _version(folder.parent.name) or version)
    )


def _interpreter_name(python: Path | None) -> str:
    """What the interpreter is called behind its links: ``python3.11``."""
    return python.resolve().name if python else ""


def _version(text: str) -> tuple[int, int] | None:
    found = _VERSION.search(text)
    return (int(found[1]), int(found[2])) if found else None


def _pyvenv_cfg(file: Path) -> Mapping[str, str]:
    return dict(_pairs(file))


def _pairs(file: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = file.read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    for line in lines:
        key, equals, value = line.partition("=")
        if equals:
            yield key.strip().lower(), value.strip()
