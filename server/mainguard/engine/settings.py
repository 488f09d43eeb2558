"""What a user can set, as a value.  Reading it from a file or an editor is the business of other rooms."""

from __future__ import annotations

from dataclasses import dataclass, fields

SUPPORTED_VERSIONS: tuple[tuple[int, int], ...] = ((3, 10), (3, 11), (3, 12), (3, 13), (3, 14))
PLATFORMS: tuple[str, ...] = ("linux", "darwin", "win32")


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it and says what it takes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default.  A field ``target_python`` is the key ``target-python`` in TOML and
    ``targetPython`` in an editor's settings."""

    select: tuple[str, ...] = ()
    """Rules by name, code or code prefix (``MG1``); empty for all."""
    ignore: tuple[str, ...] = ()
    """Rules that are left out of ``select``, written the same way."""
    exclude: tuple[str, ...] = ()
    """Further files and folders to leave out, as gitignore patterns relative to the project's root."""
    target_python: str | None = None
    """The version that runs the code, as ``"3.12"``; ``None`` for ``requires-python``, else every supported one."""
    platforms: tuple[str, ...] = PLATFORMS
    """Where the code runs: ``linux``, ``darwin``, ``win32``."""
    python: str | None = None
    """The interpreter of the project's environment, whose installed packages names are resolved in."""

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        """The field names, in order."""
        return tuple(field.name for field in fields(cls))
