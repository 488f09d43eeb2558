"""The settings among the options of ``mainguard check``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from mainguard.engine.settings import PLATFORMS, Settings
from mainguard.project.configuration import settings_from_mapping
from mainguard.project.paths import absolute

_WHERE = "the command line"


def overriding(
    select: Iterable[str],
    ignore: Iterable[str],
    target_python: str | None,
    platform: str | None,
    python: str | None,
    starts_processes: Iterable[str] = (),
) -> Callable[[Settings], Settings]:
    """What puts the options over the settings of a file.  Raises ``SettingsError`` for a value that no file may hold.

    ``select`` takes the place of both lists of rules in the file, for it says what is wanted; ``ignore`` by itself adds
    to the file's, and so does ``starts_processes``.  Each item may be several, separated by commas.
    """
    selected, ignored, own_starts = _split(select), _split(ignore), _split(starts_processes)
    given: dict[str, object] = {}
    if selected:
        given["select"] = selected
    if target_python is not None:
        given["target-python"] = target_python
    if platform is not None:
        given["platforms"] = list(PLATFORMS) if platform == "all" else [platform]
    if python is not None:
        given["python"] = str(absolute(Path(python).expanduser()))

    def override(settings: Settings) -> Settings:
        base = replace(settings, ignore=()) if selected else settings
        ignore = [*base.ignore, *ignored]
        starts = [*base.starts_processes, *own_starts]
        return settings_from_mapping({**given, "ignore": ignore, "starts-processes": starts}, base=base, where=_WHERE)

    override(Settings())
    return override


def _split(items: Iterable[str]) -> list[str]:
    return [word.strip() for item in items for word in item.split(",") if word.strip()]
