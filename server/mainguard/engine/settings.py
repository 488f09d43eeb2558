"""What a user can set, as a value.  Reading it from a file or an editor is the business of other rooms."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

SUPPORTED_VERSIONS: tuple[tuple[int, int], ...] = ((3, 10), (3, 11), (3, 12), (3, 13), (3, 14))
PLATFORMS: tuple[str, ...] = ("linux", "darwin", "win32")

_DERIVED = "derived"


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it and says what it takes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default.

    A field ``target_python`` is the key ``target-python`` in TOML and ``targetPython`` in an editor's settings, where
    what is written below each field is shown to users.
    """

    select: tuple[str, ...] = ()
    """Rules by name, family, code or code prefix (``MG1``); empty for all."""
    ignore: tuple[str, ...] = ()
    """Rules that are left out of ``select``, written the same way."""
    exclude: tuple[str, ...] = ()
    """Further files and folders to leave out, as gitignore patterns relative to the project's root."""
    target_python: str | None = None
    """The version that runs the code, as ``"3.12"``; by default every one that ``requires-python`` admits."""
    platforms: tuple[str, ...] = PLATFORMS
    """Where the code runs: ``linux``, ``darwin``, ``win32``."""
    python: str | None = None
    """The interpreter of the environment whose packages are read; only `mainguard verify` runs it.
    By default it is looked for."""
    starts_processes: tuple[str, ...] = ()
    """Further calls that start a process: functions, classes and methods of packages or of the project, as
    ``"mylib.start_workers"``; with ``:spawn`` or ``:forkserver`` behind it, in that way on every platform."""
    cache_dir: str | None = None
    """Where ``mainguard check`` keeps its results; by default in ``.mainguard_cache`` in the project's root."""
    admitted_versions: tuple[tuple[int, int], ...] = field(default=SUPPORTED_VERSIONS, metadata={_DERIVED: True})
    """What the project's ``requires-python`` admits, ascending; nobody sets it, so it is not among the keys."""

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        """The names of the fields that a user can set, in order."""
        return tuple(one.name for one in fields(cls) if _DERIVED not in one.metadata)

    @property
    def target_versions(self) -> tuple[tuple[int, int], ...]:
        """The Python versions that run the code, ascending: ``target_python``, else the admitted ones."""
        if self.target_python is None:
            return self.admitted_versions
        major, minor = self.target_python.split(".")
        return ((int(major), int(minor)),)
